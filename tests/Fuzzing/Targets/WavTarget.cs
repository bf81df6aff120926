using GraphSeq.Datasets;
using GraphSeq.Tests.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>WAV files.</summary>
internal sealed class WavTarget : FuzzTarget
{
    private const string FileName = "a.wav";
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public override string Name => "WAV files";

    public override IReadOnlyList<FuzzInput> Corpus { get; } =
    [
        new((FileName, WavBytes.Pcm16(8000, 2, 1, -2, 3, -4))),
        new((FileName, WavBytes.File(WavBytes.Chunk("LIST", [1, 2, 3]), WavBytes.Extensible(1, 1, 44100, 24, 20), WavBytes.Chunk("data", new byte[12])))),
        new((FileName, WavBytes.File(WavBytes.Format(3, 1, 16000, 32), WavBytes.Chunk("data", new byte[16], 0xFFFFFFFF)))),
    ];

    public override int Mutants => 2000;

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        input.WriteTo(_folder["in"]);
        var audio = WavFile.Read(_folder[$"in/{FileName}"]);
        Assert.InRange((long)audio.Channels * audio.Length, 0, input.Length);
        Assert.All(audio.ToMono(), sample => Assert.True(float.IsFinite(sample)));
        return true;
    }

    public override bool IsDocumented(Exception e) => e is DatasetFormatException;

    /// <summary>Sizes of chunks, and what a plain file's format says.</summary>
    public override IEnumerable<HeaderField> Fields(string name, byte[] bytes) => bytes.Length < 44
        ? []
        : [new(4, 4), new(16, 4), new(20, 2), new(22, 2), new(24, 4), new(32, 2), new(34, 2), new(40, 4)];
}
