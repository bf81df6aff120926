using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace GraphSeq.Datasets;

/// <summary>XXH64: recognises changed or damaged files at memory speed. Not a guard against someone who wants a collision.</summary>
/// <remarks><see href="https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md">Y. Collet, "xxHash fast digest algorithm"</see>, seed 0.</remarks>
internal sealed class ContentHash
{
    private const int StripeSize = 32;
    private const ulong Prime1 = 0x9E3779B185EBCA87;
    private const ulong Prime2 = 0xC2B2AE3D27D4EB4F;
    private const ulong Prime3 = 0x165667B19E3779F9;
    private const ulong Prime4 = 0x85EBCA77C2B2AE63;
    private const ulong Prime5 = 0x27D4EB2F165667C5;
    private readonly ulong[] _lanes = [unchecked(Prime1 + Prime2), Prime2, 0, unchecked(0 - Prime1)];
    private readonly byte[] _pending = new byte[StripeSize];
    private ulong _length;
    private int _numPending;

    /// <summary>Hash over names, lengths and contents of files.</summary>
    /// <exception cref="DatasetFormatException">A file cannot be read.</exception>
    public static ulong OfFiles(IEnumerable<(string Name, TextSource File)> files)
    {
        var hash = new ContentHash();
        var buffer = GC.AllocateUninitializedArray<byte>(1 << 17);
        foreach (var (name, file) in files)
        {
            try
            {
                hash.Append(name);
                hash.Append(file.Length);
                using var stream = file.Open();
                hash.Append(stream, buffer);
            }
            catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
            {
                throw new DatasetFormatException(file.Path, 0, $"the file cannot be read: {e.Message}", e);
            }
        }
        return hash.Value();
    }

    /// <summary>Takes in more bytes.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        _length += (ulong)bytes.Length;
        if (_numPending > 0)
        {
            var taken = Math.Min(StripeSize - _numPending, bytes.Length);
            bytes[..taken].CopyTo(_pending.AsSpan(_numPending));
            _numPending += taken;
            bytes = bytes[taken..];
            if (_numPending < StripeSize) return;
            Stripes(_pending);
            _numPending = 0;
        }
        var whole = bytes.Length / StripeSize * StripeSize;
        Stripes(bytes[..whole]);
        bytes[whole..].CopyTo(_pending);
        _numPending = bytes.Length - whole;
    }

    /// <summary>Takes in a text, followed by a zero byte so that two texts do not run together.</summary>
    public void Append(string text) => Append(Encoding.UTF8.GetBytes(text + "\0"));

    /// <summary>Takes in a number.</summary>
    public void Append(long value) => Append(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));

    /// <summary>Takes in all that a stream still holds.</summary>
    public void Append(Stream stream, byte[] buffer)
    {
        for (int read; (read = stream.Read(buffer)) > 0;) Append(buffer.AsSpan(0, read));
    }

    /// <summary>The hash of what was taken in so far; more may follow.</summary>
    public ulong Value()
    {
        unchecked
        {
            var hash = Prime5;
            if (_length >= StripeSize)
            {
                hash = BitOperations.RotateLeft(_lanes[0], 1) + BitOperations.RotateLeft(_lanes[1], 7)
                    + BitOperations.RotateLeft(_lanes[2], 12) + BitOperations.RotateLeft(_lanes[3], 18);
                foreach (var lane in _lanes) hash = (hash ^ Round(0, lane)) * Prime1 + Prime4;
            }
            hash += _length;
            ReadOnlySpan<byte> rest = _pending.AsSpan(0, _numPending);
            for (; rest.Length >= 8; rest = rest[8..])
                hash = BitOperations.RotateLeft(hash ^ Round(0, BinaryPrimitives.ReadUInt64LittleEndian(rest)), 27) * Prime1 + Prime4;
            if (rest.Length >= 4)
            {
                hash = BitOperations.RotateLeft(hash ^ (BinaryPrimitives.ReadUInt32LittleEndian(rest) * Prime1), 23) * Prime2 + Prime3;
                rest = rest[4..];
            }
            foreach (var b in rest) hash = BitOperations.RotateLeft(hash ^ (b * Prime5), 11) * Prime1;
            hash = (hash ^ (hash >> 33)) * Prime2;
            hash = (hash ^ (hash >> 29)) * Prime3;
            return hash ^ (hash >> 32);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Stripes(ReadOnlySpan<byte> bytes)
    {
        var (a, b, c, d) = (_lanes[0], _lanes[1], _lanes[2], _lanes[3]);
        for (; bytes.Length >= StripeSize; bytes = bytes[StripeSize..])
        {
            a = Round(a, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
            b = Round(b, BinaryPrimitives.ReadUInt64LittleEndian(bytes[8..]));
            c = Round(c, BinaryPrimitives.ReadUInt64LittleEndian(bytes[16..]));
            d = Round(d, BinaryPrimitives.ReadUInt64LittleEndian(bytes[24..]));
        }
        (_lanes[0], _lanes[1], _lanes[2], _lanes[3]) = (a, b, c, d);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Round(ulong lane, ulong input) => unchecked(BitOperations.RotateLeft(lane + input * Prime2, 31) * Prime1);
}
