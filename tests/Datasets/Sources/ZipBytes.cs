using System.Text;
using GraphSeq.Datasets;

namespace GraphSeq.Tests.Datasets;

/// <summary>ZIP archives written byte by byte, with every number open to be a lie.</summary>
internal sealed class ZipBytes
{
    private readonly MemoryStream _bytes = new();
    private readonly List<(Entry Entry, long Offset)> _entries = [];

    /// <summary>One file of an archive; what is null is as it should be.</summary>
    internal sealed record Entry(string Name, byte[] Data)
    {
        public ushort Flags { get; init; }
        public ushort Method { get; init; }
        public byte[]? Packed { get; init; }
        public uint? Crc { get; init; }
        public ulong? ClaimedLength { get; init; }
        public uint ExternalAttributes { get; init; }
        public bool IsZip64 { get; init; }

        /// <summary>Where its header and bytes are, if another entry's shall be used.</summary>
        public long? SharedOffset { get; init; }
    }

    public ZipBytes Add(Entry entry)
    {
        var offset = entry.SharedOffset ?? _bytes.Length;
        _entries.Add((entry, offset));
        if (entry.SharedOffset is null)
        {
            Write(_bytes, entry, central: false, 0);
            _bytes.Write(entry.Packed ?? entry.Data);
        }
        return this;
    }

    public ZipBytes Add(string name, string text) => Add(new Entry(name, Encoding.UTF8.GetBytes(text)));

    /// <summary>The archive.</summary>
    /// <param name="claimedEntries">Entries it claims to have; null for the truth.</param>
    public byte[] ToArray(ushort? claimedEntries = null)
    {
        using var all = new MemoryStream();
        _bytes.WriteTo(all);
        var start = all.Length;
        foreach (var (entry, offset) in _entries) Write(all, entry, central: true, offset);
        var size = all.Length - start;
        var writer = new BinaryWriter(all);
        var count = claimedEntries ?? (ushort)_entries.Count;
        writer.Write(0x06054b50u);
        writer.Write(0);                                        // disks
        writer.Write(count);
        writer.Write(count);
        writer.Write((uint)size);
        writer.Write((uint)start);
        writer.Write((ushort)0);                                // comment
        return all.ToArray();
    }

    private static void Write(Stream to, Entry entry, bool central, long offset)
    {
        var writer = new BinaryWriter(to);
        var name = Encoding.UTF8.GetBytes(entry.Name);
        var (length, packed) = (entry.ClaimedLength ?? (ulong)entry.Data.Length, (ulong)(entry.Packed ?? entry.Data).Length);
        writer.Write(central ? 0x02014b50u : 0x04034b50u);
        if (central) writer.Write((ushort)(3 << 8 | 45));       // made by Unix
        writer.Write((ushort)45);
        writer.Write(entry.Flags);
        writer.Write(entry.Method);
        writer.Write(0x5A210000u);                              // a date
        writer.Write(entry.Crc ?? CrcOf(entry.Data));
        writer.Write(entry.IsZip64 ? uint.MaxValue : (uint)packed);
        writer.Write(entry.IsZip64 ? uint.MaxValue : (uint)length);
        writer.Write((ushort)name.Length);
        writer.Write((ushort)(entry.IsZip64 ? 20 : 0));
        if (central)
        {
            writer.Write((ushort)0);                            // comment
            writer.Write((ushort)0);                            // disk
            writer.Write((ushort)0);                            // internal attributes
            writer.Write(entry.ExternalAttributes);
            writer.Write((uint)offset);
        }
        writer.Write(name);
        if (!entry.IsZip64) return;
        writer.Write((ushort)1);
        writer.Write((ushort)16);
        writer.Write(length);
        writer.Write(packed);
    }

    private static uint CrcOf(byte[] data)
    {
        var crc = new Crc32();
        crc.Append(data);
        return crc.Value;
    }
}
