using System.Text;

namespace GraphSeq.Tests.Datasets;

/// <summary>WAV files, chunk by chunk.</summary>
internal static class WavBytes
{
    private static readonly byte[] SubFormat = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    public static byte[] File(params byte[][] chunks)
    {
        byte[] body = [.. Encoding.ASCII.GetBytes("WAVE"), .. chunks.SelectMany(chunk => chunk)];
        return [.. Encoding.ASCII.GetBytes("RIFF"), .. BitConverter.GetBytes(body.Length), .. body];
    }

    /// <summary>A chunk, with the byte that follows one of odd size.</summary>
    public static byte[] Chunk(string id, byte[] body, uint? claimedSize = null) =>
        [.. Encoding.ASCII.GetBytes(id), .. BitConverter.GetBytes(claimedSize ?? (uint)body.Length), .. body, .. new byte[body.Length % 2]];

    public static byte[] Format(int tag, int channels, int rate, int bits, int? frameSize = null)
    {
        var frame = frameSize ?? channels * bits / 8;
        return Chunk("fmt ", [.. Two(tag), .. Two(channels), .. BitConverter.GetBytes(rate), .. BitConverter.GetBytes(rate * frame), .. Two(frame), .. Two(bits)]);
    }

    public static byte[] Extensible(int tag, int channels, int rate, int bits, int validBits)
    {
        var plain = Format(0xFFFE, channels, rate, bits)[8..];
        return Chunk("fmt ", [.. plain, .. Two(22), .. Two(validBits), 0, 0, 0, 0, .. Two(tag), .. SubFormat]);
    }

    /// <summary>A whole file of 16 bits.</summary>
    public static byte[] Pcm16(int rate, int channels, params short[] samples) =>
        File(Format(1, channels, rate, 16), Chunk("data", [.. samples.SelectMany(BitConverter.GetBytes)]));

    private static byte[] Two(int value) => BitConverter.GetBytes((ushort)value);
}
