namespace GraphSeq.Graph;

/// <summary>Writes files that are one thing together: whoever stops half-way leaves nothing that reads as a part of it.</summary>
/// <remarks>A folder that is not there yet is prepared beside its place and renamed. Into one that is there, files are moved once all are written,
/// the file that makes them a whole taken away first and put last.</remarks>
internal static class AtomicFolder
{
    private const string FilesName = "files", WorkName = "graphseq";

    /// <summary>Creates a folder, or replaces files in one.</summary>
    /// <param name="path">The folder; its parent is made if need be.</param>
    /// <param name="key">Name of the file without which the others are not looked at.</param>
    /// <param name="write">Writes all files, this one among them, into the folder that it is given.</param>
    public static void Write(string path, string key, Action<string> write)
    {
        path = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        using var work = WorkFolder.Beside(Directory.Exists(path) ? Path.Combine(path, WorkName) : path);
        var files = Path.Combine(work.Path, FilesName);
        write(files);
        if (Directory.Exists(path)) MoveFiles(files, path, key);
        else
        {
            Directory.Move(files, path);
            FolderSync.Flush(Path.GetDirectoryName(path)!);
        }
    }

    /// <summary>Whether there is nothing at a path, or a folder that is empty but for what a killed <see cref="Write"/> left.</summary>
    public static bool IsFree(string path) => !File.Exists(path) && (!Directory.Exists(path)
        || Directory.EnumerateFileSystemEntries(path).All(entry => Path.GetFileName(entry).StartsWith($".{WorkName}-", StringComparison.Ordinal)));

    private static void MoveFiles(string from, string to, string key)
    {
        File.Delete(Path.Combine(to, key));
        foreach (var file in Directory.GetFiles(from).Where(file => Path.GetFileName(file) != key))
            File.Move(file, Path.Combine(to, Path.GetFileName(file)), overwrite: true);
        FolderSync.Flush(to);
        File.Move(Path.Combine(from, key), Path.Combine(to, key), overwrite: true);
        FolderSync.Flush(to);
    }
}
