using System.Buffers.Binary;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>A whole number in a binary file that says how much follows, or where: what a reader must not trust.</summary>
/// <param name="Offset">Its first byte.</param>
/// <param name="Size">Bytes: 1, 2, 4 or 8.</param>
/// <param name="BigEndian">Which end comes first.</param>
internal readonly record struct HeaderField(int Offset, int Size, bool BigEndian = false)
{
    public long Read(ReadOnlySpan<byte> bytes)
    {
        var field = bytes.Slice(Offset, Size);
        return (Size, BigEndian) switch
        {
            (1, _) => field[0],
            (2, true) => BinaryPrimitives.ReadUInt16BigEndian(field),
            (2, false) => BinaryPrimitives.ReadUInt16LittleEndian(field),
            (4, true) => BinaryPrimitives.ReadUInt32BigEndian(field),
            (4, false) => BinaryPrimitives.ReadUInt32LittleEndian(field),
            (8, true) => BinaryPrimitives.ReadInt64BigEndian(field),
            _ => BinaryPrimitives.ReadInt64LittleEndian(field),
        };
    }

    /// <summary>Writes the low bytes of a value.</summary>
    public void Write(Span<byte> bytes, long value)
    {
        Span<byte> whole = stackalloc byte[sizeof(long)];
        if (BigEndian) BinaryPrimitives.WriteInt64BigEndian(whole, value);
        else BinaryPrimitives.WriteInt64LittleEndian(whole, value);
        (BigEndian ? whole[^Size..] : whole[..Size]).CopyTo(bytes[Offset..]);
    }
}
