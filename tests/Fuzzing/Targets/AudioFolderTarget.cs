using System.Text;
using GraphSeq.Datasets;
using GraphSeq.Tests.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>Folders of recordings with a labels file.</summary>
internal sealed class AudioFolderTarget : FuzzTarget
{
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public override string Name => "audio folders";

    public override IReadOnlyList<FuzzInput> Corpus { get; } =
    [
        Labelled("file,label,group\na.wav,yes,ann\nb.wav,no,bob\n"),
        Labelled("label,file\r\n\"yes, sir\",b.wav\r\n7,a.wav\r\n"),
    ];

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        input.WriteTo(_folder["in"]);
        var audio = AudioFolder.Read(_folder["in"]);
        Assert.All(audio.Recordings, recording => Assert.InRange(recording.Label, 0, audio.ClassNames.Count - 1));
        Assert.Equal(audio.ClassNames.Distinct(), audio.ClassNames);
        return true;
    }

    public override bool IsDocumented(Exception e) => e is DatasetFormatException;

    private static FuzzInput Labelled(string labels) => new(
        ("labels.csv", Encoding.UTF8.GetBytes(labels)), ("a.wav", WavBytes.Pcm16(8000, 1, 1, 2)), ("b.wav", WavBytes.Pcm16(8000, 1, 3)));
}
