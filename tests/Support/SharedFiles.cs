using System.Runtime.CompilerServices;

namespace GraphSeq.Tests.Support;

/// <summary>Finds the public data sets and the golden vectors; a test that needs them is skipped, with the reason, where they are not.</summary>
internal static class SharedFiles
{
    /// <summary>The folder that holds GraphSeq.sln, found upwards from the test assembly, or else from this source file.</summary>
    public static string RepositoryRoot { get; } = FindRoot(AppContext.BaseDirectory) ?? FindRoot(SourceFolder())
        ?? throw new DirectoryNotFoundException($"No folder above {AppContext.BaseDirectory} holds GraphSeq.sln.");

    public static string DataFolder => FolderFrom("GRAPHSEQ_DATA", "data");
    public static string GoldenFolder => FolderFrom("GRAPHSEQ_GOLDEN", "golden");

    /// <summary>The full path of a file or folder of the data sets, such as <c>tu/ENZYMES</c>.</summary>
    public static string RequireData(string relative) => Require(DataFolder, relative, "GRAPHSEQ_DATA");

    /// <summary>The full path of a golden file, such as <c>GCNConv.json</c>.</summary>
    public static string RequireGolden(string file) => Require(GoldenFolder, file, "GRAPHSEQ_GOLDEN");

    private static string Require(string folder, string relative, string variable)
    {
        var path = Path.Combine(folder, relative);
        Skip.IfNot(Path.Exists(path), $"{path} is not there. Set {variable} to the folder that holds {relative}.");
        return path;
    }

    private static string FolderFrom(string variable, string name) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } folder
            ? Path.GetFullPath(folder, RepositoryRoot)
            : Path.GetFullPath(Path.Combine(RepositoryRoot, "..", "shared", name));

    private static string? FindRoot(string? start)
    {
        for (var folder = start; folder is not null; folder = Path.GetDirectoryName(folder))
            if (File.Exists(Path.Combine(folder, "GraphSeq.sln"))) return folder;
        return null;
    }

    private static string? SourceFolder([CallerFilePath] string path = "") => Path.GetDirectoryName(path);
}
