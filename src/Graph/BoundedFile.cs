namespace GraphSeq.Graph;

/// <summary>Reads small files whole; what goes on for ever, as a device does, ends at a bound.</summary>
internal static class BoundedFile
{
    /// <summary>Far more than any description, split or grid holds: 256 MiB.</summary>
    public const int MaxBytes = 1 << 28;

    /// <summary>All bytes of a file, whatever length it claims.</summary>
    /// <param name="path">The file.</param>
    /// <param name="maxBytes">Most bytes.</param>
    /// <exception cref="IOException">It holds more, or cannot be read.</exception>
    public static byte[] ReadAllBytes(string path, int maxBytes = MaxBytes)
    {
        using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
        if (stream.CanSeek && stream.Length > maxBytes) throw TooLong(maxBytes);
        var bytes = new byte[stream.CanSeek ? (int)Math.Max(stream.Length, 1) : 1 << 12];
        for (var length = 0; ;)
        {
            if (length == bytes.Length)
            {
                if (length > maxBytes) throw TooLong(maxBytes);
                Array.Resize(ref bytes, (int)Math.Min(2L * length + (1 << 12), maxBytes + 1L));
            }
            var read = stream.Read(bytes, length, bytes.Length - length);
            if (read == 0) return bytes.Length == length ? bytes : bytes[..length];
            length += read;
            if (length > maxBytes) throw TooLong(maxBytes);
        }
    }

    private static IOException TooLong(int maxBytes) => new($"it holds more than {maxBytes} bytes: too much for what it should be.");
}
