namespace GraphSeq.Datasets;

/// <summary>Writes files so that a reader sees the old one, the new one, or none, and never a part.</summary>
internal static class AtomicFile
{
    /// <summary>Writes to a file of its own beside the target, flushes it to disk and renames it; the folder is created.</summary>
    /// <param name="path">The target, replaced if it exists.</param>
    /// <param name="write">Writes the content.</param>
    public static void Write(string path, Action<FileStream> write)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}-{Guid.NewGuid():N}");
        try
        {
            using (var stream = new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None, 1 << 16))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }
            File.Move(temporary, path, overwrite: true);
        }
        catch
        {
            File.Delete(temporary);
            throw;
        }
    }
}
