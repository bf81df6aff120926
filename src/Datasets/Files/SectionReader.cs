using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace GraphSeq.Datasets;

/// <summary>Reads what <see cref="SectionWriter"/> wrote; a length is believed only as far as the stream reaches.</summary>
internal sealed class SectionReader(Stream stream)
{
    private readonly ContentHash _hash = new();

    /// <summary>Hash of everything read.</summary>
    public ulong Hash => _hash.Value();

    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public long Value()
    {
        var value = 0L;
        Bytes(MemoryMarshal.AsBytes(new Span<long>(ref value)));
        return value;
    }

    /// <exception cref="InvalidDataException">The length is impossible.</exception>
    /// <exception cref="EndOfStreamException">The stream ends before.</exception>
    public T[] Array<T>() where T : unmanaged
    {
        var values = GC.AllocateUninitializedArray<T>(Length(Unsafe.SizeOf<T>()));
        Bytes(MemoryMarshal.AsBytes(values.AsSpan()));
        return values;
    }

    public string Text() => Encoding.UTF8.GetString(Array<byte>());

    public string[] Texts()
    {
        var texts = new string[Length(sizeof(long))];
        for (var i = 0; i < texts.Length; i++) texts[i] = Text();
        return texts;
    }

    private int Length(int elementSize)
    {
        var length = Value();
        if (length < 0 || length > (stream.Length - stream.Position) / elementSize) throw new InvalidDataException($"A section claims {length} elements.");
        return checked((int)length);
    }

    private void Bytes(Span<byte> bytes)
    {
        stream.ReadExactly(bytes);
        _hash.Append(bytes);
    }
}
