using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace GraphSeq.Datasets;

/// <summary>The CRC-32 of ZIP, GZIP and PNG (reflected polynomial 0xEDB88320), eight bytes at a step.</summary>
internal sealed class Crc32
{
    private const int Slices = 8;
    private static readonly uint[] Table = MakeTable();
    private uint _state = uint.MaxValue;

    /// <summary>The checksum of what was taken in so far.</summary>
    public uint Value => ~_state;

    /// <summary>Takes in more bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public void Append(ReadOnlySpan<byte> bytes)
    {
        var (crc, table) = (_state, Table);
        for (; bytes.Length >= Slices; bytes = bytes[Slices..])
        {
            var low = BinaryPrimitives.ReadUInt32LittleEndian(bytes) ^ crc;
            var high = BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..]);
            crc = table[7 * 256 + (int)(low & 0xFF)] ^ table[6 * 256 + (int)((low >> 8) & 0xFF)]
                ^ table[5 * 256 + (int)((low >> 16) & 0xFF)] ^ table[4 * 256 + (int)(low >> 24)]
                ^ table[3 * 256 + (int)(high & 0xFF)] ^ table[2 * 256 + (int)((high >> 8) & 0xFF)]
                ^ table[256 + (int)((high >> 16) & 0xFF)] ^ table[(int)(high >> 24)];
        }
        foreach (var b in bytes) crc = table[(int)((crc ^ b) & 0xFF)] ^ (crc >> 8);
        _state = crc;
    }

    private static uint[] MakeTable()
    {
        var table = new uint[Slices * 256];
        for (var b = 0u; b < 256; b++)
        {
            var crc = b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
            table[b] = crc;
        }
        for (var i = 256; i < table.Length; i++) table[i] = table[table[i - 256] & 0xFF] ^ (table[i - 256] >> 8);
        return table;
    }
}
