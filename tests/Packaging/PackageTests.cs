using System.IO.Compression;
using System.Xml.Linq;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Packaging;

/// <summary>Packs the libraries and uses them from a project of its own, as a stranger would. Slow (a minute): Category=Packaging leaves it out.</summary>
[Trait("Category", "Packaging")]
public sealed class PackageTests : IClassFixture<PackageTests.PackedLibraries>
{
    private readonly PackedLibraries _packed;

    public PackageTests(PackedLibraries packed) => _packed = packed;

    [Theory]
    [InlineData("Graph", "MathNet.Numerics", "TorchSharp")]
    [InlineData("Encoders", "GraphSeq.Graph")]
    [InlineData("Datasets", "CsvHelper", "GraphSeq.Graph")]
    [InlineData("Models", "GraphSeq.Encoders", "GraphSeq.Graph")]
    [InlineData("Training", "CsvHelper", "GraphSeq.Datasets", "GraphSeq.Models", "MathNet.Numerics", "ScottPlot")]
    public void Pack_Library_DependsOnWhatItNamesAndNoBackend(string library, params string[] expected)
    {
        using var package = ZipFile.OpenRead(_packed.PathOf(library));
        using var nuspec = package.GetEntry($"GraphSeq.{library}.nuspec")!.Open();
        var dependencies = XDocument.Load(nuspec).Descendants().Where(e => e.Name.LocalName == "dependency").Select(e => e.Attribute("id")!.Value);
        Assert.Equal(expected, dependencies.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Pack_Graph_CarriesTheHealingTargets()
    {
        using var package = ZipFile.OpenRead(_packed.PathOf("Graph"));
        Assert.NotNull(package.GetEntry("buildTransitive/GraphSeq.Graph.targets"));
        Assert.NotNull(package.GetEntry("buildTransitive/WeakenVersionNeeds.csx"));
    }

    [SkippableFact]
    public void Consume_FreshConsoleProject_TrainsWithThePackages()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "The fresh project takes libtorch for linux-x64.");
        var folder = _packed.NewConsumer();
        var restore = DotnetCommand.Run(folder, ["restore"]);
        Skip.If(restore.ExitCode != 0 && restore.Output.Contains("NU1301"), "The package feed cannot be reached.");
        restore.RequireSuccess();
        DotnetCommand.Run(folder, ["build", "-c", "Release", "-v:q"]).RequireSuccess();
        var run = DotnetCommand.Run(folder, ["run", "-c", "Release", "--no-build"]).RequireSuccess();
        Assert.Matches(@"^loss \d\.\d\d -> \d\.\d\d, test accuracy \d\.\d\d\n$", run.Output);
    }

    /// <summary>The five packages under a version that no package cache has seen, in a folder that goes when the tests are done.</summary>
    public sealed class PackedLibraries : IDisposable
    {
        private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-packages-").FullName;
        private readonly string _version = $"0.0.0-test.{DateTime.UtcNow:yyyyMMddHHmmss}";

        public PackedLibraries()
        {
            DotnetCommand.Run(SharedFiles.RepositoryRoot,
            [
                "pack", "build/Libraries.slnf", "-c", "Release", "-v:q", "-nologo", $"-p:Version={_version}",
                "--artifacts-path", Path.Combine(_folder, "artifacts"), "-o", Path.Combine(_folder, "packages"),
            ]).RequireSuccess();
        }

        public string PathOf(string library) => Path.Combine(_folder, "packages", $"GraphSeq.{library}.{_version}.nupkg");

        /// <summary>A console project that knows the folder of packages beside the user's feeds, and keeps what it restores to itself.</summary>
        public string NewConsumer()
        {
            var folder = Directory.CreateDirectory(Path.Combine(_folder, "consumer")).FullName;
            File.WriteAllText(Path.Combine(folder, "nuget.config"), $"""
                <configuration>
                  <packageSources><add key="graphseq-local" value="{Path.Combine(_folder, "packages")}" /></packageSources>
                </configuration>
                """);
            File.WriteAllText(Path.Combine(folder, "Consumer.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <OutputType>Exe</OutputType>
                    <TargetFramework>net10.0</TargetFramework>
                    <Nullable>enable</Nullable>
                    <ImplicitUsings>enable</ImplicitUsings>
                    <RestorePackagesPath>packages</RestorePackagesPath>
                    <RestoreFallbackFolders>{GlobalPackagesFolder()}</RestoreFallbackFolders>
                    <CreateHardLinksForCopyLocalIfPossible>true</CreateHardLinksForCopyLocalIfPossible>
                  </PropertyGroup>
                  <ItemGroup>
                    <PackageReference Include="GraphSeq.Training" Version="{_version}" />
                    <PackageReference Include="libtorch-cpu-linux-x64" Version="2.10.0" />
                  </ItemGroup>
                </Project>
                """);
            File.Copy(Path.Combine(SharedFiles.RepositoryRoot, "examples", "FirstUse", "Program.cs"), Path.Combine(folder, "Program.cs"));
            return folder;
        }

        public void Dispose() => Directory.Delete(_folder, recursive: true);

        private static string GlobalPackagesFolder() =>
            Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } folder
                ? folder
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
    }
}
