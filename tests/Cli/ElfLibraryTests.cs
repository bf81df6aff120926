using System.Buffers.Binary;
using GraphSeq.Cli.Diagnosis;

namespace GraphSeq.Tests.Cli;

public class ElfLibraryTests
{
    [SkippableFact]
    public void VersionNeeds_TorchSharpsLibrary_HasTheHealedNeed()
    {
        var needs = ElfLibrary.Parse(Native("libLibTorchSharp.so")).VersionNeeds();
        Assert.True(needs.Single(need => need.Version == "GLIBCXX_3.4.32").IsWeak);
        Assert.Contains(needs, need => need is { Library: "libc.so.6", Version: "GLIBC_2.34", IsWeak: false });
    }

    [SkippableFact]
    public void VersionDefinitions_LibraryOfTheSystem_CoverWhatTheHealedLibraryNeeds()
    {
        var needs = ElfLibrary.Parse(Native("libLibTorchSharp.so")).VersionNeeds().Where(need => !need.IsWeak);
        foreach (var library in needs.GroupBy(need => need.Library))
        {
            var path = SystemLibrary.Find(library.Key);
            Assert.NotNull(path);
            Assert.Empty(library.Select(need => need.Version).Except(SystemLibrary.VersionsOf(path)));
        }
    }

    [Fact]
    public void Parse_NoElfFile_IsRefused() => Assert.Throws<InvalidDataException>(() => ElfLibrary.Parse(new byte[100]));

    [SkippableFact]
    public void VersionNeeds_DamagedFile_AreReadOrRefused()
    {
        var intact = Native("libLibTorchSharp.so");
        var random = new Random(1);
        for (var round = 0; round < 200; round++)
        {
            var bytes = intact.ToArray();
            // The header, or anywhere in the tables it leads to.
            var end = round % 2 == 0 ? 64 : bytes.Length;
            for (var i = 0; i < 8; i++) BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(random.Next(6, end - 4)), random.Next());
            if (Record.Exception(() => ElfLibrary.Parse(bytes).VersionNeeds()) is { } error) Assert.IsType<InvalidDataException>(error);
        }
    }

    private static byte[] Native(string file)
    {
        var path = Path.Combine(AppContext.BaseDirectory, file);
        Skip.IfNot(OperatingSystem.IsLinux() && File.Exists(path), $"{path} is not there: the tests were not built for Linux.");
        return File.ReadAllBytes(path);
    }
}
