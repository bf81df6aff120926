namespace GraphSeq.Datasets;

/// <summary>A text file, on disk or in an archive, that can be opened more than once.</summary>
/// <param name="Path">How errors name it.</param>
/// <param name="Length">Bytes, as far as known beforehand: a hint, not to be trusted.</param>
/// <param name="Open">Opens it for reading from the start.</param>
internal sealed record TextSource(string Path, long Length, Func<Stream> Open)
{
    private const long MaxWhole = 1L << 30;

    /// <summary>A file on disk.</summary>
    public static TextSource OfFile(string path) => new(path, new FileInfo(path).Length, () =>
    {
        var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (stream.Length > 0 || stream.ReadByte() < 0) return stream;
        stream.Dispose();
        throw new IOException("It has no length, but goes on: it is a device or a pipe, not a file.");
    });

    /// <summary>All of it, or null when it is longer than was foreseen, or above 1 GiB.</summary>
    public byte[]? TryReadAll(out int length)
    {
        length = 0;
        if (Length is < 0 or > MaxWhole) return null;
        var bytes = GC.AllocateUninitializedArray<byte>((int)Length + 1);
        using var stream = Open();
        for (int read; (read = stream.Read(bytes, length, bytes.Length - length)) > 0;)
            if ((length += read) == bytes.Length) return null;
        return bytes;
    }
}
