using System.Text;
using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>Files of published folds.</summary>
internal sealed class SplitFileTarget : FuzzTarget
{
    private const string FileName = "splits.json";
    private const string TwoFolds = """
        [{"test": [0, 2, 4], "model_selection": [{"train": [1, 3], "validation": [5]}]},
         {"test": [1, 3, 5], "model_selection": [{"train": [0, 4], "validation": [2]}]}]
        """;

    private readonly TemporaryFolder _folder = new(inMemory: true);

    public override string Name => "split files";

    public override IReadOnlyList<FuzzInput> Corpus { get; } =
    [
        new((FileName, Encoding.UTF8.GetBytes(TwoFolds))),
        new((FileName, Encoding.UTF8.GetBytes(TwoFolds.Replace("\n", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal)))),
    ];

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        input.WriteTo(_folder["splits"]);
        var folds = Splits.ReadPublished(_folder[$"splits/{FileName}"]);
        var numGraphs = folds[0].Train.Count + folds[0].Validation.Count + folds[0].Test.Count;
        foreach (var fold in folds) Assert.Equal(Enumerable.Range(0, numGraphs), fold.Train.Concat(fold.Validation).Concat(fold.Test).Order());
        Assert.Equal(Enumerable.Range(0, numGraphs), folds.SelectMany(fold => fold.Test).Order());
        return true;
    }

    public override bool IsDocumented(Exception e) => e is DatasetFormatException;
}
