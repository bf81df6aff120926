using GraphSeq.Datasets;
using GraphSeq.Tests.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>The text files of a TU set: what is read must be what a second, plain reader reads.</summary>
internal sealed class TUTextTarget : FuzzTarget
{
    private static readonly string[] RealSets = ["MUTAG", "Cuneiform", "ENZYMES", "IMDB-BINARY"];

    public TUTextTarget()
    {
        using var folder = new TemporaryFolder();
        SampleDataset.WriteTo(folder.Path, new SampleDatasetOptions { NumGraphs = 4 });
        List<TUText> sets = [TUText.FirstGraphs(folder.Path, SampleDataset.Name, 3), TUText.Toy(), TUText.Toy().With("graph_attributes", "1.5, 2\n-3, 4e1\n")];
        foreach (var name in RealSets)
            if (Path.Combine(SharedFiles.DataFolder, "tu", name) is var real && Directory.Exists(real)) sets.Add(TUText.FirstGraphs(real, name, 2));
        Corpus = [.. sets.Select(set => new FuzzInput(set.Files))];
    }

    public override string Name => "TU text";

    public override IReadOnlyList<FuzzInput> Corpus { get; }

    public override int Mutants => 4000;

    // A label of two bytes may become OneHotLimit columns of four.
    public override int AllocationRatio => 2048;

    public override bool Read(FuzzInput input)
    {
        var text = new TUText { Files = new(input.Files) };
        var budget = ReadBudget.For(input.Length);
        var dataset = text.Read(null, bytes => new CountingStream(bytes, budget));
        DatasetAssert.Consistent(dataset);
        PlainTUReader.Read(text).AssertSame(dataset);
        return true;
    }

    public override bool IsDocumented(Exception e) =>
        e is DatasetFormatException { Path: var path } && Path.GetFileName(path).StartsWith($"{TUText.Name}_", StringComparison.Ordinal);
}
