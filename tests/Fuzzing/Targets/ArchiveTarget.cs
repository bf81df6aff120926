using System.Buffers.Binary;
using System.IO.Compression;
using GraphSeq.Datasets;
using GraphSeq.Tests.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>ZIP archives with a TU set: read in place, and unpacked to a folder that nothing may leave.</summary>
internal sealed class ArchiveTarget : FuzzTarget
{
    private const string FileName = "set.zip";
    private const long MaxUnpackedBytes = 1L << 30;
    private const uint LocalHeader = 0x04034b50, CentralHeader = 0x02014b50, EndOfDirectory = 0x06054b50;
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public ArchiveTarget() => Corpus =
    [
        new((FileName, Archive("TOY//TOY_", CompressionLevel.Optimal, seekable: true))),
        new((FileName, Archive("TOY/TOY_", CompressionLevel.NoCompression, seekable: true))),
        new((FileName, Archive("TOY_", CompressionLevel.Fastest, seekable: false))),     // sizes behind the data, in descriptors
    ];

    public override string Name => "zip archives";

    public override IReadOnlyList<FuzzInput> Corpus { get; }

    public override int Mutants => 2000;

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        input.WriteTo(_folder["box"]);
        var (path, target) = (_folder[$"box/{FileName}"], _folder["box/out"]);
        if (!File.Exists(path)) return false;
        try
        {
            SafeArchive.Extract(path, target, MaxUnpackedBytes);
            foreach (var entry in SafeArchive.List(path, MaxUnpackedBytes)) Assert.True(File.Exists(Path.Combine(target, entry.Name)));
        }
        finally
        {
            Assert.Equal(["box"], Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName));
            Assert.All(Directory.GetFileSystemEntries(_folder["box"]), entry => Assert.Contains(Path.GetFileName(entry), (string[])[FileName, "out"]));
        }
        if (TUFiles.InArchive(path, TUText.Name, MaxUnpackedBytes) is not { } files) return false;
        DatasetAssert.Consistent(new GraphDataset(TUReader.Read(files, new TUDatasetOptions(), files.ContentHash())));
        return true;
    }

    public override bool IsDocumented(Exception e) => e is DatasetFormatException;

    public override IEnumerable<HeaderField> Fields(string name, byte[] bytes)
    {
        for (var at = 0; at + 4 <= bytes.Length; at++)
        {
            int[] sizes = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at)) switch
            {
                LocalHeader => [4, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2],
                CentralHeader => [4, 2, 2, 2, 2, 2, 2, 4, 4, 4, 2, 2, 2, 2, 2, 4, 4],
                EndOfDirectory => [4, 2, 2, 2, 2, 4, 4, 2],
                _ => [],
            };
            var offset = at;
            foreach (var size in sizes)
            {
                if (offset > at) yield return new HeaderField(offset, size);
                offset += size;
            }
        }
    }

    private static byte[] Archive(string prefix, CompressionLevel level, bool seekable)
    {
        using var memory = new MemoryStream();
        using (var archive = new ZipArchive(seekable ? memory : new WriteOnlyStream(memory), ZipArchiveMode.Create, leaveOpen: true))
        {
            if (seekable) archive.CreateEntry("TOY/");
            foreach (var (kind, bytes) in TUText.Toy().Without("node_attributes", "edge_attributes").Files)
            {
                using var stream = archive.CreateEntry($"{prefix}{kind}.txt", level).Open();
                stream.Write(bytes);
            }
        }
        return memory.ToArray();
    }

    private sealed class WriteOnlyStream(Stream to) : Stream
    {
        public override bool CanRead => false;
        public override bool CanSeek => false;
        public override bool CanWrite => true;
        public override long Length => to.Length;

        public override long Position
        {
            get => to.Position;
            set => throw new NotSupportedException();
        }

        public override void Flush() => to.Flush();
        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();
        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();
        public override void SetLength(long value) => throw new NotSupportedException();
        public override void Write(byte[] buffer, int offset, int count) => to.Write(buffer, offset, count);
    }
}
