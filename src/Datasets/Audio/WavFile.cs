using System.Buffers.Binary;
using System.Text;

namespace GraphSeq.Datasets;

/// <summary>Reads RIFF WAVE files: PCM of 8, 16, 24 and 32 bits, floating point of 32 and 64, plain or extensible, any number of channels.</summary>
/// <remarks>Chunks other than <c>fmt </c> and <c>data</c> are skipped. A data size of 0 or 0xFFFFFFFF, which programs leave that wrote into a pipe,
/// means all that follows. The size in the file's first header is not looked at, as many programs leave it wrong.</remarks>
public static class WavFile
{
    private const long MaxBytes = 1L << 30;
    private const int HeaderSize = 12;
    private const uint Streamed = 0xFFFFFFFF;

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file; at most 1 GiB.</param>
    /// <exception cref="DatasetFormatException">It cannot be read, is no WAV file or of a coding that is not read; the message names the byte, from 0.</exception>
    public static WavAudio Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 1);
            if (!file.CanSeek) throw new DatasetFormatException(path, 0, "this is no regular file.");
            if (file.Length > MaxBytes)
                throw new DatasetFormatException(path, 0, $"the file has {file.Length} bytes but may have {MaxBytes}. Cut it into parts.");
            var bytes = new byte[file.Length];
            return Parse(bytes.AsSpan(0, file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)), path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(path, 0, $"the file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a file that is in memory.</summary>
    /// <param name="bytes">All of it.</param>
    /// <param name="path">How errors name it.</param>
    internal static WavAudio Parse(ReadOnlySpan<byte> bytes, string path)
    {
        if (bytes.Length < HeaderSize || !bytes[..4].SequenceEqual("RIFF"u8) || !bytes[8..HeaderSize].SequenceEqual("WAVE"u8))
            throw new DatasetFormatException(
                path, 0, $"byte 0: the file begins with {Describe(bytes[..Math.Min(4, bytes.Length)])}, but a WAV file begins with 'RIFF', its size and 'WAVE'.");
        WavFormat? format = null;
        for (long at = HeaderSize; bytes.Length - at >= 8;)
        {
            var id = bytes.Slice((int)at, 4);
            var (size, body) = (BinaryPrimitives.ReadUInt32LittleEndian(bytes[((int)at + 4)..]), at + 8);
            var left = bytes.Length - body;
            if (id.SequenceEqual("data"u8))
            {
                if (format is null) throw new DatasetFormatException(path, 0, $"byte {at}: the data comes before the chunk 'fmt ', which says how to read it.");
                return ReadData(bytes[(int)body..], size, body, format, path);
            }
            if (size > left)
                throw new DatasetFormatException(path, 0, $"byte {at + 4}: the chunk {Describe(id)} claims {size} bytes, but {left} are left. The file is cut off.");
            if (id.SequenceEqual("fmt "u8)) format = WavFormat.Parse(bytes.Slice((int)body, (int)size), body, path);
            at = body + size + size % 2;                        // a chunk of odd size is followed by a byte that is not counted
        }
        throw new DatasetFormatException(path, 0, $"byte {bytes.Length}: the file ends without a chunk '{(format is null ? "fmt " : "data")}'. It is cut off.");
    }

    private static WavAudio ReadData(ReadOnlySpan<byte> rest, uint size, long offset, WavFormat format, string path)
    {
        if (size is 0 or Streamed) size = (uint)(rest.Length - rest.Length % format.FrameSize);
        if (size > rest.Length)
            throw new DatasetFormatException(path, 0, $"byte {offset - 4}: the data claims {size} bytes, but {rest.Length} are left. The file is cut off.");
        if (size % format.FrameSize != 0)
            throw new DatasetFormatException(path, 0, $"byte {offset - 4}: the data has {size} bytes, which are no whole frames of {format.FrameSize}.");
        return new WavAudio(format.Decode(rest[..(int)size], offset, path), format.Channels, format.SampleRate);
    }

    private static string Describe(ReadOnlySpan<byte> id)
    {
        foreach (var b in id)
            if (b is < 0x20 or > 0x7E) return $"0x{Convert.ToHexString(id)}";
        return $"'{Encoding.ASCII.GetString(id)}'";
    }
}
