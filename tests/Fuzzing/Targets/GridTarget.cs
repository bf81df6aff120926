using System.Text;
using GraphSeq.Cli;
using GraphSeq.Cli.Comparison;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>Grids of settings in YAML and JSON.</summary>
internal sealed class GridTarget : FuzzTarget
{
    private const string FileName = "grid.yaml";
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public override string Name => "grids";

    public override IReadOnlyList<FuzzInput> Corpus { get; } =
    [
        new((FileName, Encoding.UTF8.GetBytes("model: [gcn, lstm-gcn]\narchitecture:\n  hidden_size: [16, 32]\n  dropout: 0.5\ntraining:\n  schedule.kind: &k [cosine]\n  epochs: 30\n"))),
        new((FileName, Encoding.UTF8.GetBytes("""{"architecture": {"layers": [1, 2], "conv": ["gcn"]}, "training": {"learning_rate": [1e-2, 0.001]}}"""))),
    ];

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        input.WriteTo(_folder["in"]);
        Assert.NotEmpty(Grid.Read(_folder[$"in/{FileName}"]).Points);
        return true;
    }

    public override bool IsDocumented(Exception e) => e is BadInputException;
}
