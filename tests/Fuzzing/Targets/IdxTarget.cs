using GraphSeq.Datasets;
using GraphSeq.Tests.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>IDX files, plain and packed.</summary>
internal sealed class IdxTarget : FuzzTarget
{
    private const string FileName = "file-idx3-ubyte";
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public override string Name => "IDX files";

    public override IReadOnlyList<FuzzInput> Corpus { get; } =
    [
        new((FileName, IdxBytes.Of(0x08, [2, 3, 4], [.. Enumerable.Range(0, 24).Select(i => (byte)i)]))),
        new((FileName, IdxBytes.Of(0x0E, [3], [.. Enumerable.Range(0, 24).Select(i => (byte)(7 * i))]))),
        new((FileName, IdxBytes.Packed(IdxBytes.Of(0x0B, [4, 3], [.. Enumerable.Range(0, 24).Select(i => (byte)(3 * i))])))),
    ];

    public override int Mutants => 2000;

    /// <summary>A packed file may unpack to a thousand times its size.</summary>
    public override int AllocationRatio => 4096;

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        input.WriteTo(_folder["in"]);
        var array = IdxFile.Read(_folder[$"in/{FileName}"]);
        Assert.Equal(array.Shape.Aggregate(1L, (product, size) => product * size), array.Count);
        Assert.Equal(array.Count, array.ToSingles().Length);
        return true;
    }

    public override bool IsDocumented(Exception e) => e is DatasetFormatException;

    public override IEnumerable<HeaderField> Fields(string name, byte[] bytes) => bytes is [0, 0, _, _, ..]
        ? [new(2, 1), new(3, 1), .. Enumerable.Range(0, Math.Min((int)bytes[3], (bytes.Length - 4) / 4)).Select(i => new HeaderField(4 + 4 * i, 4, BigEndian: true))]
        : [];
}
