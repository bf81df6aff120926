namespace GraphSeq.Graph;

/// <summary>Writes files that appear whole or not at all: a temporary file in the same folder, flushed to disk, then renamed.</summary>
internal static class AtomicFile
{
    // Long past any write that may still go on; what is older was left by a process that was killed.
    private static readonly TimeSpan LeftoverAge = TimeSpan.FromHours(1);

    /// <summary>Creates or replaces a file; its folder is made when it is not there. After a failure the old file, if any, is untouched.</summary>
    /// <param name="path">The file.</param>
    /// <param name="write">Writes what it shall hold.</param>
    /// <param name="flushToDisk">False for a file that is checked when it is read and can be made again: after a power cut it may be damaged.</param>
    public static void Write(string path, Action<FileStream> write, bool flushToDisk = true)
    {
        path = Path.GetFullPath(path);
        var folder = Path.GetDirectoryName(path) ?? throw new ArgumentException($"{path} names a folder, not a file.", nameof(path));
        Directory.CreateDirectory(folder);
        var prefix = $".{Path.GetFileName(path)}.";
        var temporary = Path.Combine(folder, $"{prefix}{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, bufferSize: 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk);
            }
            File.Move(temporary, path, overwrite: true);
            if (flushToDisk) FolderSync.Flush(folder);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
        RemoveLeftovers(folder, prefix);
    }

    private static void RemoveLeftovers(string folder, string prefix)
    {
        try
        {
            foreach (var file in Directory.EnumerateFiles(folder, ".*.tmp"))
                if (Path.GetFileName(file).StartsWith(prefix, StringComparison.Ordinal) && DateTime.UtcNow - File.GetLastWriteTimeUtc(file) > LeftoverAge)
                    File.Delete(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The file that was to be written is there; another process tidies up, or has.
        }
    }
}
