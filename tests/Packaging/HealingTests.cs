using GraphSeq.Cli.Diagnosis;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Packaging;

/// <summary>build/TorchSharpHealing.targets on libraries of every kind, by a project that has nothing else in it.</summary>
[Trait("Category", "Packaging")]
public sealed class HealingTests : IDisposable
{
    private const int MachineField = 0x12, FlagsField = 4, NumberField = 6;
    private const string UnusedVersion = "GLIBCXX_3.4.32";
    private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-healing-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void Heal_LibraryAsShipped_SetsOneFlagAndNothingElse()
    {
        var shipped = ShippedLibrary();
        var healed = Heal(shipped);
        var changed = Enumerable.Range(0, shipped.Length).Where(i => shipped[i] != healed[i]).ToList();
        Assert.Equal(shipped.Length, healed.Length);
        Assert.Equal(shipped[Assert.Single(changed)] | 2, healed[changed[0]]);
    }

    [SkippableFact]
    public void Heal_LibraryHealedBefore_StaysAsItIs()
    {
        var healed = Heal(ShippedLibrary());
        Assert.Equal(healed, Heal(healed));
    }

    [SkippableFact]
    public void Heal_LibraryForArm64_IsHealedAsWell()
    {
        var shipped = ShippedLibrary();
        shipped[MachineField] = 183;                                           // EM_AARCH64
        Assert.NotEqual(shipped, Heal(shipped));
    }

    [SkippableFact]
    public void Heal_VersionThatARelocationNeeds_StaysStrict()
    {
        // The unused need takes over the number of a version whose symbols the library does refer to.
        var shipped = ShippedLibrary();
        var used = Need(shipped, "GLIBCXX_3.4.21").EntryOffset + NumberField;
        shipped.AsSpan(used, 2).CopyTo(shipped.AsSpan(Need(shipped, UnusedVersion).EntryOffset + NumberField));
        Assert.Equal(shipped, Heal(shipped));
    }

    [SkippableFact]
    public void Heal_LibraryThatNeedsNoLibstdcpp_StaysAsItIs()
    {
        var library = Library("libtorch_global_deps.so");
        Assert.Equal(library, Heal(library));
    }

    [SkippableTheory]
    [InlineData(0)]
    [InlineData(40)]
    [InlineData(100_000)]
    public void Heal_FileCutShort_StaysAsItIs(int length)
    {
        var cut = ShippedLibrary()[..length];
        Assert.Equal(cut, Heal(cut));
    }

    [Fact]
    public void Heal_FileThatIsNoElfLibrary_StaysAsItIs()
    {
        var dll = File.ReadAllBytes(typeof(HealingTests).Assembly.Location);
        Assert.Equal(dll, Heal(dll));
    }

    [SkippableFact]
    public void Heal_SwitchedOff_TakesThePackagesFile()
    {
        var shipped = ShippedLibrary();
        Assert.Equal(shipped, Heal(shipped, "-p:TorchSharpHealing=false"));
    }

    /// <summary>The library as TorchSharp's package holds it: the one healed for this test run, with the flag taken back.</summary>
    private static byte[] ShippedLibrary()
    {
        var bytes = Library("libLibTorchSharp.so");
        bytes[Need(bytes, UnusedVersion).EntryOffset + FlagsField] = 0;
        return bytes;
    }

    private static byte[] Library(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, file);
        Skip.IfNot(File.Exists(path), $"{path} is not there: the tests were not built for Linux.");
        return File.ReadAllBytes(path);
    }

    private static ElfVersionNeed Need(byte[] library, string version) =>
        ElfLibrary.Parse(library).VersionNeeds().Single(need => need.Version == version);

    private byte[] Heal(byte[] library, params string[] options)
    {
        var targets = Path.Combine(SharedFiles.RepositoryRoot, "build", "TorchSharpHealing.targets");
        File.WriteAllBytes(Path.Combine(_folder, "libLibTorchSharp.so"), library);
        File.WriteAllText(Path.Combine(_folder, "heal.proj"), $"""
            <Project>
              <PropertyGroup><IntermediateOutputPath>obj/</IntermediateOutputPath></PropertyGroup>
              <Import Project="{targets}" />
              <Target Name="ResolvePackageAssets">
                <ItemGroup><NativeCopyLocalItems Include="libLibTorchSharp.so" /></ItemGroup>
              </Target>
              <Target Name="Take" DependsOnTargets="ResolvePackageAssets">
                <Copy SourceFiles="@(NativeCopyLocalItems)" DestinationFiles="taken.so" />
              </Target>
            </Project>
            """);
        DotnetCommand.Run(_folder, ["msbuild", "heal.proj", "-t:Take", "-v:q", "-nologo", .. options]).RequireSuccess();
        return File.ReadAllBytes(Path.Combine(_folder, "taken.so"));
    }
}
