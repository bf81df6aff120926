using System.Buffers.Binary;
using GraphSeq.Datasets;
using GraphSeq.Tests.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>Files of parsed sets: one that is not as it was written counts as absent, and one that only pretends must be a sound set all the same.</summary>
internal sealed class CacheTarget : FuzzTarget
{
    private const string FileName = "set.bin";
    private const ulong Key = 42;
    private const int HashOffset = 16, HeaderBytes = 24;
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public CacheTarget() => Corpus =
    [
        Written(TUText.Toy(), new TUDatasetOptions()),
        Written(TUText.Toy(), new TUDatasetOptions { OneHotLimit = 2 }),
        Written(TUText.Toy().With("graph_attributes", "1.5, 2\n-3, 4e1\n"), new TUDatasetOptions()),
    ];

    public override string Name => "cache files";

    public override IReadOnlyList<FuzzInput> Corpus { get; }

    public override int Mutants => 2000;

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        input.WriteTo(_folder["cache"]);
        if (DatasetCache.TryRead(_folder[$"cache/{FileName}"], Key) is not { } parts) return false;
        DatasetAssert.Consistent(new GraphDataset(parts), finite: false);
        return true;
    }

    public override bool IsDocumented(Exception e) => false;

    public override IEnumerable<HeaderField> Fields(string name, byte[] bytes)
    {
        for (var at = 0; at + 8 <= bytes.Length; at++)
            if (BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at)) is >= 0 and < 64) yield return new HeaderField(at, 8);
    }

    public override void Seal(FuzzInput input)
    {
        if (!input.Files.TryGetValue(FileName, out var bytes) || bytes.Length < HeaderBytes) return;
        var hash = new ContentHash();
        hash.Append(bytes.AsSpan(HeaderBytes));
        var sealedBytes = bytes.ToArray();
        BinaryPrimitives.WriteUInt64LittleEndian(sealedBytes.AsSpan(HashOffset), hash.Value());
        input.Files[FileName] = sealedBytes;
    }

    private FuzzInput Written(TUText text, TUDatasetOptions options)
    {
        var files = text.Files.ToDictionary(file => file.Key, file => new TextSource(file.Key, file.Value.Length, () => new MemoryStream(file.Value)));
        var path = _folder["written.bin"];
        Assert.True(DatasetCache.TryWrite(path, Key, TUReader.Read(new TUFiles(TUText.Name, "toy", files), options, 7)));
        return new FuzzInput((FileName, File.ReadAllBytes(path)));
    }
}
