namespace GraphSeq.Cli.Diagnosis;

/// <summary>Looks for what keeps TorchSharp's native library from loading, by reading files: it answers when libtorch itself cannot.</summary>
internal static class NativeLibraryCheck
{
    private const string LinuxName = "libLibTorchSharp.so", HealedVersion = "GLIBCXX_3.4.32";

    // What libLibTorchSharp.so is linked with; the packages of a backend bring them.
    private static readonly string[] TorchLibraries = ["libc10.so", "libtorch_cpu.so", "libtorch.so"];

    public static NativeLibraryReport Run()
    {
        if (!OperatingSystem.IsLinux()) return new NativeLibraryReport(null, "not examined on this system", []);
        var folders = SearchFolders();
        var path = Find(folders, LinuxName);
        if (path is null)
            return new NativeLibraryReport(null, "not there",
                [$"{LinuxName} is in none of {string.Join(", ", folders)}. Build again, for linux-x64: TorchSharp has it for no other Linux."]);

        IReadOnlyList<ElfVersionNeed> needs;
        try
        {
            needs = ElfLibrary.Parse(File.ReadAllBytes(path)).VersionNeeds();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return new NativeLibraryReport(path, "unreadable", [$"{path}: {e.Message} Delete bin/ and obj/ and build again."]);
        }

        var problems = needs.Where(need => !need.IsWeak).GroupBy(need => need.Library).SelectMany(Unmet).ToList();
        problems.AddRange(TorchLibraries.Where(name => Find(folders, name) is null)
            .Select(name => $"{name} is not there. Reference a libtorch package beside TorchSharp, such as libtorch-cpu-linux-x64."));
        return new NativeLibraryReport(path, StateOf(needs), problems);
    }

    private static string StateOf(IReadOnlyList<ElfVersionNeed> needs) =>
        needs.FirstOrDefault(need => need.Version == HealedVersion) switch
        {
            null => $"as shipped (asks for no {HealedVersion})",
            { IsWeak: true } => $"healed ({HealedVersion} is asked for weakly)",
            _ => $"as shipped, not healed ({HealedVersion} is a must)",
        };

    /// <summary>The versions of one library that this system's file of it does not define.</summary>
    private static IEnumerable<string> Unmet(IGrouping<string, ElfVersionNeed> needs)
    {
        if (SystemLibrary.Find(needs.Key) is not { } path)
        {
            yield return $"{needs.Key} is not on this system. Install the package that brings it.";
            yield break;
        }
        var missing = needs.Select(need => need.Version).Except(SystemLibrary.VersionsOf(path)).ToList();
        if (missing.Count > 0)
            yield return $"{path} does not define {string.Join(", ", missing)}, the newest it has is {SystemLibrary.NewestVersion(path, "GLIBCXX_")}"
                + "; the dynamic loader will refuse the library. Build with the GraphSeq.Graph package or with build/TorchSharpHealing.targets,"
                + " which heal it, or use a newer system (Debian 13, Ubuntu 24.04).";
    }

    private static List<string> SearchFolders()
    {
        var given = (AppContext.GetData("NATIVE_DLL_SEARCH_DIRECTORIES") as string ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return [.. given.Append(AppContext.BaseDirectory).Select(folder => folder.TrimEnd('/')).Distinct()];
    }

    private static string? Find(IEnumerable<string> folders, string file) =>
        folders.Select(folder => Path.Combine(folder, file)).FirstOrDefault(File.Exists);
}
