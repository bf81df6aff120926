using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Datasets;

public class GraphDatasetTests
{
    private static readonly GraphDataset Sample = SampleDataset.Load(new SampleDatasetOptions { NumGraphs = 12 });

    // Two graphs of 2 and 1 nodes, a series of 2 steps and 1 channel each.
    private static GraphDatasetParts Small => new()
    {
        Name = "small",
        NodePtr = [0, 2, 3],
        Adjacency = SparseAdjacency.FromSortedRows([0, 1, 2, 3], [1, 0, 2]),
        Features = [1, 2, 3, 4, 5, 6],
        NodeShape = [2, 1],
        EdgeAttr = [10, 20, 30],
        NumEdgeFeatures = 1,
        Lengths = [2, 1, 2],
        Targets = Targets.OfClasses([1, 0], ["no", "yes"]),
    };

    [Fact]
    public void Batch_OtherOrderAndTwice_SlicesAsAskedFor()
    {
        using var scope = NewDisposeScope();
        using var batch = new GraphDataset(Small).Batch([1, 0, 1]);
        Assert.Equal([4, 2, 1], batch.X!.shape);
        TensorAssert.Values([5, 6, 1, 2, 3, 4, 5, 6], batch.X);
        TensorAssert.Values([30, 10, 20, 30], batch.EdgeAttr!);
        Assert.Equal([(0, 0), (1, 2), (2, 1), (3, 3)], batch.Adjacency.ToPairs());
        TensorAssert.Same(batch.Y!, tensor(new long[] { 0, 1, 0 }));
        TensorAssert.Same(batch.Lengths!, tensor(new long[] { 2, 2, 1, 2 }));
        Assert.Equal([1, 0, 1], batch.GraphIds);
    }

    [Fact]
    public void Batch_AnyGraphs_EachEqualsItselfAlone()
    {
        using var scope = NewDisposeScope();
        int[] chosen = [7, 0, 3, 11];
        using var batch = Sample.Batch(chosen);
        var gcn = batch.Adjacency.Derive(AdjacencyForm.Gcn());
        for (var i = 0; i < chosen.Length; i++)
        {
            using var alone = Sample.Batch([chosen[i]]);
            using var graph = Sample[chosen[i]];
            var (from, to) = (batch.Index.Ptr[i], batch.Index.Ptr[i + 1]);
            TensorAssert.Same(batch.X![from..to], alone.X!);
            TensorAssert.Same(graph.X!, alone.X!);
            Assert.Equal(batch.Adjacency.ToPairs()[batch.Adjacency.RowPtr[from]..batch.Adjacency.RowPtr[to]].Select(pair => (pair.Target - from, pair.Source - from)),
                alone.Adjacency.ToPairs());
            Assert.Equal(gcn.Weight[gcn.RowPtr[from]..gcn.RowPtr[to]].ToArray(), alone.Adjacency.Derive(AdjacencyForm.Gcn()).Weight.ToArray());
            Assert.Equal(batch.Y![i].item<long>(), graph.Y!.item<long>());
        }
    }

    [Fact]
    public void Batch_NodeTargets_RowsOfTheNodes()
    {
        using var scope = NewDisposeScope();
        var classes = new GraphDataset(Small with { Targets = Targets.OfClasses([0, 1, 2], ["a", "b", "c"], TargetLevel.Node) });
        using var batch = classes.Batch([1, 0]);
        Assert.True(batch.HasNodeTargets);
        TensorAssert.Same(batch.Y!, tensor(new long[] { 2, 0, 1 }));
        var values = new GraphDataset(Small with { Targets = Targets.OfValues([1, 2, 3, 4, 5, 6], ["u", "v"], TargetLevel.Node) });
        using var rows = values.Batch([1]);
        Assert.Equal([1, 2], rows.Y!.shape);
        TensorAssert.Values([5, 6], rows.Y);
    }

    [Fact]
    public void Batch_NoSuchGraph_IsRefused()
    {
        var error = Assert.Throws<ArgumentOutOfRangeException>(() => Sample.Batch([12]));
        Assert.Contains("there is no graph 12; the set has 12, numbered from 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_PartsThatDoNotFit_SayWhich()
    {
        void Refused(string message, GraphDatasetParts parts) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => new GraphDataset(parts)).Message, StringComparison.Ordinal);
        Refused("the adjacency has 3 nodes, NodePtr 4", Small with { NodePtr = [0, 4] });
        Refused("5 features do not fill 3 rows of 2", Small with { Features = [1, 2, 3, 4, 5] });
        Refused("edge features do not fill", Small with { EdgeAttr = [1] });
        Refused("lengths", Small with { Lengths = [1] });
        Refused("there are 2 targets for 3 rows", Small with { Targets = Targets.OfClasses([0, 1], ["a", "b"], TargetLevel.Node) });
        Refused("1 names for 2 categories", Small with { Categories = [new CategoricalColumn([0, 0, 0], 2) { Labels = ["a"] }] });
        Refused("positions do not fill", Small with { Positions = [1, 2, 3, 4], NumDimensions = 2 });
        Refused("a label column has a value outside [0, 1)", Small with { Categories = [new CategoricalColumn([0, 1, 0], 1)], NodeShape = [2] });
        Refused("not in row order", Small with { Adjacency = SparseAdjacency.FromEdges([0, 1, 2], [1, 0, 2], 3) });
    }

    [Fact]
    public void With_OtherFeatures_TheRestStays()
    {
        var doubled = new GraphDataset(Small).With(parts => parts with { Features = [.. parts.Features.Select(value => 2 * value)] });
        Assert.Equal([2, 4, 6, 8, 10, 12], doubled.Features.ToArray());
        Assert.Equal(3, doubled.NumEdges);
    }
}
