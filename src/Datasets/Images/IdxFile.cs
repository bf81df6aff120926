using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;

namespace GraphSeq.Datasets;

/// <summary>Reads IDX files, the format of MNIST: two zero bytes, a type, the number of dimensions, their sizes and the elements, big-endian.</summary>
/// <remarks>The format is described at <see href="http://yann.lecun.com/exdb/mnist/"/>. Memory and time are bounded by the bytes there are: a size
/// that a header declares is believed only as far as bytes follow.</remarks>
public static class IdxFile
{
    private const int FirstBuffer = 1 << 20;
    private const long MaxRatio = 200;                       // unpacked to packed; MNIST's images have 5
    private const long AlwaysAllowedBytes = 16 << 20;

    /// <summary>Reads a file, packed by gzip or plain; which it is, its first bytes tell, not its name.</summary>
    /// <param name="path">The file.</param>
    /// <returns>Shape and elements.</returns>
    /// <exception cref="DatasetFormatException">The file cannot be read or is not IDX; the message names the byte, counted from 0 in the unpacked file.</exception>
    public static IdxArray Read(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (!file.CanSeek) throw new DatasetFormatException(path, 0, "this is no regular file.");
            Span<byte> start = stackalloc byte[2];
            var packed = file.ReadAtLeast(start, 2, throwOnEndOfStream: false) == 2 && start is [0x1F, 0x8B];
            file.Position = 0;
            if (!packed) return Read(file, path, file.Length);
            using var unpacked = new GZipStream(file, CompressionMode.Decompress);
            return Read(unpacked, path, AlwaysAllowedBytes + MaxRatio * file.Length);
        }
        catch (InvalidDataException e)
        {
            throw new DatasetFormatException(path, 0, $"the gzip data is damaged: {e.Message} Download the file again.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(path, 0, $"the file cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a stream to its end.</summary>
    /// <param name="stream">Positioned at the first byte.</param>
    /// <param name="path">How errors name it.</param>
    /// <param name="maxBytes">Bytes there may be.</param>
    internal static IdxArray Read(Stream stream, string path, long maxBytes)
    {
        Span<byte> magic = stackalloc byte[4];
        ReadHeader(stream, magic, path, 0);
        if (magic[0] != 0 || magic[1] != 0)
            throw new DatasetFormatException(
                path, 0, $"byte 0: the file begins with 0x{Convert.ToHexString(magic)}, but IDX begins with two zero bytes. Is it an IDX file?");
        if (!Enum.IsDefined((IdxType)magic[2]))
            throw new DatasetFormatException(
                path, 0, $"byte 2: the element type is 0x{magic[2]:X2} but must be one of 0x08, 0x09, 0x0B, 0x0C, 0x0D, 0x0E.");
        if (magic[3] == 0) throw new DatasetFormatException(path, 0, "byte 3: the array has 0 dimensions but must have at least 1.");
        var (type, shape) = ((IdxType)magic[2], new int[magic[3]]);
        Span<byte> sizes = stackalloc byte[4 * shape.Length];
        ReadHeader(stream, sizes, path, magic.Length);
        var size = (long)IdxArray.SizeOf(type);
        for (var i = 0; i < shape.Length; i++)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(sizes[(4 * i)..]);
            size *= length;                                  // at most 2^31 before, so below 2^63
            if (length > int.MaxValue || size > Array.MaxLength)
                throw new DatasetFormatException(
                    path, 0, $"byte {4 + 4 * i}: dimension {i} is {length}, which makes more elements than {Array.MaxLength} bytes hold.");
            shape[i] = (int)length;
        }
        var offset = magic.Length + sizes.Length;
        if (offset + size > maxBytes)
            throw new DatasetFormatException(
                path, 0, $"byte 4: the dimensions {Describe(shape)} of {type} promise {offset + size} bytes, but the file has no more than {maxBytes}. " +
                "It is cut off, or the header is damaged.");
        return new IdxArray(type, shape, ToNative(ReadElements(stream, path, offset, size, shape), type));
    }

    private static void ReadHeader(Stream stream, Span<byte> to, string path, int offset)
    {
        var read = stream.ReadAtLeast(to, to.Length, throwOnEndOfStream: false);
        if (read < to.Length)
            throw new DatasetFormatException(
                path, 0, $"byte {offset + read}: the file ends within its header, which has {offset + to.Length} bytes or more. Download it again.");
    }

    private static byte[] ReadElements(Stream stream, string path, int offset, long size, int[] shape)
    {
        var bytes = new byte[Math.Min(size, FirstBuffer)];
        var count = 0;
        while (count < size)
        {
            if (count == bytes.Length) Array.Resize(ref bytes, (int)Math.Min(size, 2L * bytes.Length));
            var read = stream.Read(bytes.AsSpan(count));
            if (read == 0)
                throw new DatasetFormatException(
                    path, 0, $"byte {offset + (long)count}: the file ends here, but its dimensions {Describe(shape)} promise {offset + size} bytes. " +
                    "It is cut off; download it again.");
            count += read;
        }
        if (stream.ReadByte() >= 0)
            throw new DatasetFormatException(
                path, 0, $"byte {offset + size}: the file goes on, but its dimensions {Describe(shape)} promise {offset + size} bytes.");
        return bytes;
    }

    private static byte[] ToNative(byte[] bytes, IdxType type)
    {
        if (!BitConverter.IsLittleEndian) return bytes;
        switch (IdxArray.SizeOf(type))
        {
            case 2:
                var halves = MemoryMarshal.Cast<byte, short>(bytes.AsSpan());
                BinaryPrimitives.ReverseEndianness(halves, halves);
                break;
            case 4:
                var words = MemoryMarshal.Cast<byte, int>(bytes.AsSpan());
                BinaryPrimitives.ReverseEndianness(words, words);
                break;
            case 8:
                var longs = MemoryMarshal.Cast<byte, long>(bytes.AsSpan());
                BinaryPrimitives.ReverseEndianness(longs, longs);
                break;
        }
        return bytes;
    }

    private static string Describe(int[] shape) => $"[{string.Join(", ", shape)}]";
}
