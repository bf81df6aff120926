using System.Runtime.InteropServices;
using System.Text;

namespace GraphSeq.Datasets;

/// <summary>Writes values and arrays in a row, each array behind its length, and hashes what it writes.</summary>
internal sealed class SectionWriter(Stream stream)
{
    private readonly ContentHash _hash = new();

    /// <summary>Hash of everything written.</summary>
    public ulong Hash => _hash.Value();

    public void Value(long value) => Bytes(MemoryMarshal.AsBytes(new ReadOnlySpan<long>(in value)));

    public void Array<T>(ReadOnlySpan<T> values) where T : unmanaged
    {
        Value(values.Length);
        Bytes(MemoryMarshal.AsBytes(values));
    }

    public void Text(string text) => Array<byte>(Encoding.UTF8.GetBytes(text));

    public void Texts(IReadOnlyList<string> texts)
    {
        Value(texts.Count);
        foreach (var text in texts) Text(text);
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        _hash.Append(bytes);
        stream.Write(bytes);
    }
}
