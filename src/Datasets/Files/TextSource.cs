namespace GraphSeq.Datasets;

/// <summary>A text file, on disk or in an archive, that can be opened more than once.</summary>
/// <param name="Path">How errors name it.</param>
/// <param name="Length">Bytes, as far as known beforehand: a hint, not to be trusted.</param>
/// <param name="Open">Opens it for reading from the start.</param>
internal sealed record TextSource(string Path, long Length, Func<Stream> Open)
{
    /// <summary>A file on disk.</summary>
    public static TextSource OfFile(string path) => new(path, new FileInfo(path).Length, () => File.OpenRead(path));
}
