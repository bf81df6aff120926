namespace GraphSeq.Cli;

/// <summary>Makes sure that a place can be written before any work is done for it.</summary>
internal static class OutputPlace
{
    /// <summary>Tries to make a folder and to write in it; leaves nothing there.</summary>
    /// <param name="path">What the user wrote.</param>
    /// <param name="option">The option that it was written for; null for an argument.</param>
    /// <exception cref="BadInputException">The path is empty, or cannot be written; the message says why, and what to pass.</exception>
    public static void RequireFolder(string path, string? option)
    {
        var remedy = $"Pass {(option is null ? "" : $"{option} with ")}a folder that can be written.";
        if (path.Length == 0) throw new BadInputException($"{option ?? "The folder's name"} is empty. {remedy}");
        Try(path, Path.GetFullPath(path), remedy);
    }

    /// <summary>Tries to write in a file's folder; leaves nothing there.</summary>
    /// <param name="path">What the user wrote.</param>
    /// <param name="option">The option that it was written for.</param>
    /// <exception cref="BadInputException">The path is empty, a folder, or in a folder that cannot be written.</exception>
    public static void RequireFile(string path, string option)
    {
        var remedy = $"Pass {option} with a file in a folder that can be written.";
        if (path.Length == 0) throw new BadInputException($"{option} is empty. {remedy}");
        if (Directory.Exists(path)) throw new BadInputException($"{path} is a folder. {remedy}");
        Try(path, Path.GetDirectoryName(Path.GetFullPath(path))!, remedy);
    }

    private static void Try(string path, string folder, string remedy)
    {
        List<string> missing = [];                                              // the innermost first
        for (var place = folder; place is not null && !Directory.Exists(place); place = Path.GetDirectoryName(place)) missing.Add(place);
        try
        {
            Directory.CreateDirectory(folder);
            using (File.Create(Path.Combine(folder, $".{Guid.NewGuid():N}.tmp"), 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new BadInputException($"{path} cannot be made, or not be written to: {e.Message} {remedy}", e);
        }
        finally
        {
            foreach (var place in missing)
                if (Directory.Exists(place) && !Directory.EnumerateFileSystemEntries(place).Any()) Directory.Delete(place);
        }
    }
}
