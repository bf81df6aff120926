using System.Buffers.Binary;
using System.Text;

namespace GraphSeq.Cli.Diagnosis;

/// <summary>Reads the symbol versions that a 64-bit little-endian ELF library needs and defines: what the dynamic loader checks first.</summary>
internal sealed class ElfLibrary
{
    private const int HeaderLength = 64;
    private const uint VersionDefinitionSection = 0x6ffffffd, VersionNeedSection = 0x6ffffffe;
    private const int WeakFlag = 2;
    private readonly byte[] _bytes;

    private ElfLibrary(byte[] bytes) => _bytes = bytes;

    /// <exception cref="InvalidDataException">The bytes are no 64-bit little-endian ELF file.</exception>
    public static ElfLibrary Parse(byte[] bytes)
    {
        if (bytes.Length < HeaderLength || !bytes.AsSpan().StartsWith("\u007fELF\u0002\u0001"u8))
            throw new InvalidDataException("The file is not a 64-bit little-endian ELF library.");
        return new ElfLibrary(bytes);
    }

    /// <summary>The versions that must be found in the libraries this one is linked with.</summary>
    /// <exception cref="InvalidDataException">An offset in the file leads out of it.</exception>
    public IReadOnlyList<ElfVersionNeed> VersionNeeds() => Guarded(() =>
    {
        List<ElfVersionNeed> needs = [];
        foreach (var (start, names) in Sections(VersionNeedSection))
            foreach (var library in Chain(start, nextField: 12))
                foreach (var entry in Chain(library + Int32(library + 8), nextField: 12))
                    needs.Add(new ElfVersionNeed(Text(names + Int32(library + 4)), Text(names + Int32(entry + 8)),
                        (UInt16(entry + 4) & WeakFlag) != 0, entry));
        return needs;
    });

    /// <summary>The versions that this library defines.</summary>
    /// <exception cref="InvalidDataException">An offset in the file leads out of it.</exception>
    public IReadOnlyList<string> VersionDefinitions() => Guarded(() =>
    {
        List<string> versions = [];
        foreach (var (start, names) in Sections(VersionDefinitionSection))
            foreach (var definition in Chain(start, nextField: 16))
                versions.Add(Text(names + Int32(definition + Int32(definition + 12))));
        return versions;
    });

    private IEnumerable<(int Start, int Names)> Sections(uint type)
    {
        var table = Int64(0x28);
        var (length, count) = (UInt16(0x3A), UInt16(0x3C));
        for (var i = 0; i < count; i++)
        {
            var section = table + i * length;
            if (BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan()[(section + 4)..]) != type) continue;
            var names = table + Int32(section + 0x28) * length;
            yield return (Int64(section + 0x18), Int64(names + 0x18));
        }
    }

    /// <summary>The offsets of a list whose entries tell how far away the next one is, 0 at the last.</summary>
    private IEnumerable<int> Chain(int first, int nextField)
    {
        for (var (entry, step) = (first, 1); step != 0; entry += step)
        {
            yield return entry;
            step = Int32(entry + nextField);
        }
    }

    private static T Guarded<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw new InvalidDataException("The ELF file is damaged: an offset in it leads out of the file.", e);
        }
    }

    private string Text(int offset)
    {
        var rest = _bytes.AsSpan()[offset..];
        return Encoding.ASCII.GetString(rest[..rest.IndexOf((byte)0)]);
    }

    private int UInt16(int offset) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan()[offset..]);

    /// <summary>An offset or a size; one beyond 2^31 overflows, so that lists only lead forward and come to an end.</summary>
    private int Int32(int offset) => checked((int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan()[offset..]));

    private int Int64(int offset) => checked((int)BinaryPrimitives.ReadInt64LittleEndian(_bytes.AsSpan()[offset..]));
}
