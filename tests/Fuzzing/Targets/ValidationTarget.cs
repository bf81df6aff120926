using GraphSeq.Datasets;
using GraphSeq.Tests.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>The validator of TU sets: it complains of exactly those sets that the reader refuses, and a copy it has repaired is read.</summary>
internal sealed class ValidationTarget : FuzzTarget
{
    private readonly TemporaryFolder _folder = new(inMemory: true);

    public override string Name => "TU validation";

    public override IReadOnlyList<FuzzInput> Corpus { get; } =
    [
        new(TUText.Toy().Files),
        new(TUText.Toy().Without("graph_labels").With("graph_attributes", "1.5, 2\n-3, 4e1\n").Files),
        new(TUText.Toy().Without("node_labels", "edge_attributes").With("A", "1, 2\n2, 1\n2, 3\n3, 3\n3, 2\n4, 5\n").Files),
    ];

    public override int AllocationRatio => 8192;

    // Up to three rounds over eight files, each with its buffers.
    public override long AllocationFloor => 32 << 20;

    public override void Dispose() => _folder.Dispose();

    public override bool Read(FuzzInput input)
    {
        var text = new TUText { Files = new(input.Files) };
        foreach (var folder in new[] { "set", "repaired" })
            if (Directory.Exists(_folder[folder])) Directory.Delete(_folder[folder], recursive: true);
        text.WriteTo(_folder["set"]);
        var validation = DatasetValidator.Validate(_folder["set"], new ValidationOptions { RepairTo = _folder["repaired"] });
        if (validation.Repair!.Folder is { } copy && validation.Repair.ProblemsLeft == 0) DatasetAssert.Consistent(Load(copy));
        GraphDataset dataset;
        try
        {
            dataset = Load(_folder["set"]);
        }
        catch (DatasetFormatException e)
        {
            Assert.True(validation.Errors > 0, $"The validator finds nothing where the reader says: {e.Message}");
            throw;
        }
        Assert.True(validation.Errors == 0, $"The reader reads what the validator refuses: {validation.Problems.FirstOrDefault(problem => problem.IsError)}");
        DatasetAssert.Consistent(dataset);
        return true;
    }

    public override bool IsDocumented(Exception e) => e is DatasetFormatException;

    private static GraphDataset Load(string folder) =>
        TUDataset.Load(TUText.Name, new TUDatasetOptions { Folder = folder, UseCache = false, Download = false });
}
