using System.Runtime.InteropServices;

namespace GraphSeq.Cli.Diagnosis;

/// <summary>The shared libraries of a Linux system, as its dynamic loader finds them.</summary>
internal static class SystemLibrary
{
    private const string Maps = "/proc/self/maps";

    /// <summary>The file that the loader takes for a library's name; null when it finds none.</summary>
    public static string? Find(string name)
    {
        if (!OperatingSystem.IsLinux() || !NativeLibrary.TryLoad(name, out _)) return null;     // stays loaded: it is a library of the system
        return File.ReadLines(Maps).Select(PathIn).FirstOrDefault(path => Path.GetFileName(path) == name)
            ?? File.ReadLines(Maps).Select(PathIn).FirstOrDefault(path => path.Contains($"/{name}", StringComparison.Ordinal));

        static string PathIn(string line) => line.IndexOf('/') is >= 0 and var at ? line[at..] : "";
    }

    /// <summary>The versions a library defines; none when the file cannot be read.</summary>
    public static IReadOnlyList<string> VersionsOf(string path)
    {
        try
        {
            return ElfLibrary.Parse(File.ReadAllBytes(path)).VersionDefinitions();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return [];
        }
    }

    /// <summary>The version with the highest number behind a prefix; "none" when there is none.</summary>
    public static string NewestVersion(string path, string prefix) =>
        VersionsOf(path).Where(version => version.StartsWith(prefix, StringComparison.Ordinal))
            .Select(version => (version, number: Version.TryParse(version[prefix.Length..], out var number) ? number : new Version(0, 0)))
            .OrderBy(found => found.number).Select(found => found.version).LastOrDefault("none");
}
