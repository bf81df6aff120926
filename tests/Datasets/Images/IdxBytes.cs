using System.Buffers.Binary;
using System.IO.Compression;

namespace GraphSeq.Tests.Datasets;

/// <summary>IDX files, byte by byte.</summary>
internal static class IdxBytes
{
    public static byte[] Of(int type, int[] shape, params byte[] elements)
    {
        var bytes = new byte[4 + 4 * shape.Length + elements.Length];
        (bytes[2], bytes[3]) = ((byte)type, (byte)shape.Length);
        for (var i = 0; i < shape.Length; i++) BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(4 + 4 * i), shape[i]);
        elements.CopyTo(bytes, 4 + 4 * shape.Length);
        return bytes;
    }

    public static byte[] Packed(byte[] bytes)
    {
        using var memory = new MemoryStream();
        using (var gzip = new GZipStream(memory, CompressionLevel.Optimal, leaveOpen: true)) gzip.Write(bytes);
        return memory.ToArray();
    }

    /// <summary>Images of 28 × 28, all pixels of image <c>i</c> being <c>first + i</c>, and the labels.</summary>
    public static void WriteMnist(string folder, string part, byte first, params byte[] labels)
    {
        Directory.CreateDirectory(folder);
        var pixels = labels.SelectMany((_, i) => Enumerable.Repeat((byte)(first + i), 784)).ToArray();
        File.WriteAllBytes(Path.Combine(folder, $"{part}-images-idx3-ubyte.gz"), Packed(Of(8, [labels.Length, 28, 28], pixels)));
        File.WriteAllBytes(Path.Combine(folder, $"{part}-labels-idx1-ubyte.gz"), Packed(Of(8, [labels.Length], labels)));
    }
}
