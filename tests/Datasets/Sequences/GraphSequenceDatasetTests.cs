using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Datasets.Sequences;

/// <summary>Sets of graph sequences: what goes in comes out in batches, at the places computed by hand.</summary>
public class GraphSequenceDatasetTests
{
    private static Tensor Path2 => tensor(new long[,] { { 0, 1 }, { 1, 0 } });

    [Fact]
    public void Batch_GraphsThatStay_PadsSeriesAndGivesLengths()
    {
        using var scope = NewDisposeScope();
        var data = GraphDataset.FromSequences("two", [Staying(2, 3, 10), Staying(1, 1, 20)], Targets.OfClasses([1, 0], ["a", "b"]));
        Assert.False(data.IsChanging);
        Assert.Equal([-1L, 1], data.NodeShape.ToArray());
        Assert.Equal((2, 3, 2), (data.NumGraphs, data.NumNodes, data.NumEdges));
        using var batch = data.Batch([1, 0]);
        // Node 0 of sequence 1 has the single step 20; the nodes of sequence 0 have 10, 11, 12 and 110, 111, 112.
        TensorAssert.Values([20, 0, 0, 10, 11, 12, 110, 111, 112], batch.X!);
        Assert.Equal([3L, 3, 1], batch.X!.shape);
        TensorAssert.Values([1, 3, 3], batch.Lengths!.to(ScalarType.Float32));
        Assert.Equal([1, 3], batch.Steps.ToArray());
        TensorAssert.Values([0, 1], batch.Y!.to(ScalarType.Float32));
        TensorAssert.Same(batch.Adjacency.ToEdgeIndex(), tensor(new long[,] { { 2, 1 }, { 1, 2 } }));
        var index = batch.Unroll();
        Assert.Equal((4, 7, 3), (index.NumSnapshots, index.NumRows, index.MaxSteps));
        Assert.Equal([0, 1, 2, 1, 2, 1, 2], index.Nodes.ToArray());
        TensorAssert.Values([20, 10, 110, 11, 111, 12, 112], index.ToRows(batch.X!));
        TensorAssert.Same(index.ToSeries(index.ToRows(batch.X!)), batch.X!);
    }

    [Fact]
    public void Statistics_GraphsThatStay_CountEachStepOnce()
    {
        using var scope = NewDisposeScope();
        var statistics = DatasetStatistics.Of(GraphDataset.FromSequences("two", [Staying(2, 3, 10), Staying(1, 1, 20)], Targets.OfClasses([1, 0], ["a", "b"])));
        Assert.Equal((1.0, 2.0), (statistics.NodesPerGraph.Min, statistics.NodesPerGraph.Max));
        Assert.Equal((0.0, 6.0), (statistics.EdgesPerGraph.Min, statistics.EdgesPerGraph.Max));            // two edges in each of three steps
        Assert.Equal([1, 2], statistics.DegreeCounts);
        Assert.Equal((1, 1, 0, 0), (statistics.IsolatedNodes, statistics.GraphsWithoutEdges, statistics.SelfLoops, statistics.DuplicateEdges));
        var column = Assert.Single(statistics.Columns);
        Assert.Equal((10.0, 112.0, 386 / 7.0), (column.Min, column.Max, column.Mean));
    }

    [Fact]
    public void Statistics_SnapshotsAndWindows_LookAtEachRowOnce()
    {
        using var scope = NewDisposeScope();
        var changing = new GraphSequence([Snapshot([1, 2], Path2), Snapshot([3], zeros([2, 0], ScalarType.Int64))], [Ids(7, 3), Ids(7)]);
        var statistics = DatasetStatistics.Of(GraphDataset.FromSequences("own nodes", [changing]));
        Assert.Equal((2.0, 2.0, 2.0), (statistics.NodesPerGraph.Max, statistics.EdgesPerGraph.Max, statistics.Columns[0].Mean));
        using var pair = SparseAdjacency.FromEdges([0, 1], [1, 0], 2);
        var series = new GraphTimeSeries("wild", [.. Enumerable.Range(0, 1000).Select(i => i == 501 ? 1e6f : i % 3)], pair, ["x"]);
        var wild = Assert.Single(DatasetStatistics.Of(series.ToWindows(new() { History = 4, Horizon = 1 }).Dataset).Columns);
        Assert.Equal((1, 1e6, 1), (wild.Outliers, wild.WorstOutlier!.Value, wild.WorstOutlierAt!.Value.Node));
    }

    [Fact]
    public void Batch_ASingleLongSequence_NeedsNoLengths()
    {
        using var scope = NewDisposeScope();
        var data = GraphDataset.FromSequences("one", [Staying(2, 3, 10), Staying(1, 1, 20)]);
        using var batch = data.Batch([0]);
        Assert.Null(batch.Lengths);
        Assert.Equal([2L, 3, 1], batch.X!.shape);
        using var shorter = data.Batch([1]);
        Assert.Equal([1L, 1, 1], shorter.X!.shape);
    }

    [Fact]
    public void Batch_SnapshotsWithNodesOfTheirOwn_StandRowByRow()
    {
        using var scope = NewDisposeScope();
        // Step 0 has the nodes 7 and 3, step 1 node 7 alone, step 2 node 3, 5 and 7; ascending they are 0: 3, 1: 5, 2: 7.
        var sequence = new GraphSequence(
            [Snapshot([1, 2], Path2), Snapshot([3], zeros([2, 0], ScalarType.Int64)), Snapshot([4, 5, 6], tensor(new long[,] { { 0 }, { 2 } }))],
            [Ids(7, 3), Ids(7), Ids(3, 5, 7)]);
        var data = GraphDataset.FromSequences("own nodes", [sequence], Targets.OfValues([1, 2, 3, 4, 5, 6], ["y"], TargetLevel.NodeStep));
        Assert.True(data.IsChanging);
        Assert.Equal([3L, 1], data.NodeShape.ToArray());
        Assert.Equal(3, data.NumNodes);
        using var batch = data.Batch([0, 0]);
        var index = batch.Snapshots!;
        Assert.Equal([2, 0, 2, 0, 1, 2, 5, 3, 5, 3, 4, 5], index.Nodes.ToArray());
        Assert.Equal([0, 2, 3, 6, 8, 9, 12], index.Rows.Ptr.ToArray());
        TensorAssert.Values([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], batch.X!);
        TensorAssert.Values([1, 2, 3, 4, 5, 6, 1, 2, 3, 4, 5, 6], batch.Y!);
        Assert.True(batch.HasNodeTargets && batch.HasStepTargets);
        TensorAssert.Same(batch.Adjacency.ToEdgeIndex(), tensor(new long[,] { { 1, 0, 3, 7, 6, 9 }, { 0, 1, 5, 6, 7, 11 } }));
        // Node 3 is there in steps 0 and 2, node 5 in step 2, node 7 in all.
        TensorAssert.Values([2, 4, 0, 5, 0, 0, 1, 3, 6], index.ToSeries(batch.X!).narrow(0, 0, 3));
        TensorAssert.Values([2, 1, 3, 2, 1, 3], index.Lengths()!.to(ScalarType.Float32));
        Assert.Null(index.SequenceLengths());
        var graphs = batch.ToGraphs();
        Assert.Equal([2, 1, 3, 2, 1, 3], graphs.Select(graph => graph.NumNodes));
        TensorAssert.Same(graphs[5].EdgeIndex, tensor(new long[,] { { 0 }, { 2 } }));
    }

    [Fact]
    public void Batch_TargetsOfSteps_StandSequenceBySequence()
    {
        using var scope = NewDisposeScope();
        var data = GraphDataset.FromSequences("steps", [Staying(2, 3, 10), Staying(1, 1, 20)], Targets.OfValues([1, 2, 3, 4], ["y"], TargetLevel.Step));
        using var batch = data.Batch([1, 0]);
        TensorAssert.Values([4, 1, 2, 3], batch.Y!);
        Assert.True(batch is { HasStepTargets: true, HasNodeTargets: false });
        Assert.Equal([0, 3, 4], data.TargetPtr(TargetLevel.Step).ToArray());
        Assert.Equal([0, 6, 7], data.TargetPtr(TargetLevel.NodeStep).ToArray());
    }

    [Fact]
    public void Batch_WindowsThatOverlap_AreSlicesOfOneArray()
    {
        // Frames 0..4 of a path of two nodes with one edge kept once; windows of three steps from 0, 1 and 2.
        var data = new GraphDataset(new GraphDatasetParts
        {
            Name = "windows",
            NodePtr = [0, 2, 4, 6],
            Adjacency = SparseAdjacency.FromSortedRows([0, 1, 2], [1, 0]),
            Features = [0, 100, 1, 101, 2, 102, 3, 103, 4, 104],
            NodeShape = [3, 1],
            Sequences = new SequenceParts
            {
                FirstFrame = [0, 1, 2],
                Steps = [3, 3, 3],
                FramePtr = [0, 2, 4, 6, 8, 10],
                Topology = [0, 0, 0, 0, 0],
                TopologyPtr = [0, 2],
            },
        });
        using var batch = data.Batch([2, 0]);
        TensorAssert.Values([2, 3, 4, 102, 103, 104, 0, 1, 2, 100, 101, 102], batch.X!);
        Assert.Equal((4, 4), (batch.NumNodes, batch.NumEdges));
        Assert.Equal((2, 6), (data.NumEdges, data.NumNodes));
    }

    [Fact]
    public void Indexer_OfASequence_GivesItsGraph()
    {
        using var scope = NewDisposeScope();
        var data = GraphDataset.FromSequences("one", [Staying(2, 3, 10)]);
        using var graph = data[0];
        TensorAssert.Values([10, 11, 12, 110, 111, 112], graph.X!);
        var changing = ToySequences.Ragged("changing edges");
        Assert.Contains("sequence 1 has several graphs", Assert.Throws<InvalidOperationException>(() => changing[1]).Message);
    }

    [Fact]
    public void Lengths_OfNodes_StayWithTheirNodes()
    {
        using var scope = NewDisposeScope();
        var graph = new GraphData(arange(6, ScalarType.Float32).view(2, 3, 1), Path2, lengths: tensor(new long[] { 1, 2 }));
        var data = GraphDataset.FromSequences("uneven", [new GraphSequence(graph)]);
        Assert.Equal([2L, 1], data.NodeShape.ToArray());
        using var batch = data.Batch([0]);
        TensorAssert.Values([0, 1, 3, 4], batch.X!);
        TensorAssert.Values([1, 2], batch.Lengths!.to(ScalarType.Float32));
        TensorAssert.Values([1, 1, 0, 1], batch.Unroll().Mask(ScalarType.Float32, CPU)!);
    }

    [Fact]
    public void GraphLoader_MaxNodes_CountsNodesOfEverySnapshot()
    {
        var data = ToySequences.Ragged("staying");                      // 12, 5, 24 and 12 rows
        Assert.Equal([[0, 1], [2], [3]], new GraphLoader(data, options: new GraphLoaderOptions { MaxNodes = 20 }).Plan(0));
    }

    [Fact]
    public void FromSequences_ThatDoNotFit_SaysWhichAndWhy()
    {
        using var scope = NewDisposeScope();
        Refused("sequence 1 has features [2] per node and step, sequence 0 [1]",
            () => GraphDataset.FromSequences("x", [Staying(2, 3, 1), new GraphSequence(new GraphData(zeros(2, 3, 2), Path2))]));
        Refused("sequence 1 has edge weights, or lacks them",
            () => GraphDataset.FromSequences("x", [Staying(2, 3, 1), new GraphSequence(new GraphData(zeros(2, 3, 1), Path2, ones(2)))]));
        Refused("there are 2 targets for 1 rows", () => GraphDataset.FromSequences("x", [Staying(2, 3, 1)], Targets.OfClasses([0, 0], ["a"])));
        Refused("snapshot 1 has x [1, 2], snapshot 0 [2, 1]",
            () => new GraphSequence([Snapshot([1, 2], Path2), new GraphData(zeros(1, 2), zeros([2, 0], ScalarType.Int64))]));
        Refused("nodeIds[0] names a node twice", () => new GraphSequence([Snapshot([1, 2], Path2)], [Ids(4, 4)]));
        Refused("nodeIds[0] is [1] Int64 but must be [2] Int64", () => new GraphSequence([Snapshot([1, 2], Path2)], [Ids(4)]));
        Refused("one with x [N, T, C]", () => new GraphSequence(Snapshot([1, 2], Path2)));
        Refused("targets of steps belong to graph sequences", () => ToyData.Rings(2).TargetPtr(TargetLevel.Step).ToArray());

        static void Refused(string expected, Func<object?> action) => Assert.Contains(expected, Assert.Throws<ArgumentException>(action).Message);

    }

    [Theory]
    [InlineData("sequence 0 has 3 frames from 0 on, but there are 2", 3, 2, 0)]
    [InlineData("frame 1 has 1 rows, but block 0 of the adjacency has 2 nodes", 2, 1, 0)]
    [InlineData("frame 1 names block 1, but there are 1", 2, 2, 1)]
    public void Constructor_PartsOfTimeThatDoNotFit_SaysWhich(string expected, int steps, int rowsOfLast, int block)
    {
        var parts = new GraphDatasetParts
        {
            Name = "x",
            NodePtr = [0, 2],
            Adjacency = SparseAdjacency.FromSortedRows([0, 1, 2], [1, 0]),
            Features = new float[2 + rowsOfLast],
            NodeShape = [2, 1],
            Sequences = new SequenceParts { FirstFrame = [0], Steps = [steps], FramePtr = [0, 2, 2 + rowsOfLast], Topology = [0, block], TopologyPtr = [0, 2] },
        };
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new GraphDataset(parts)).Message);
    }

    /// <summary>A path with the value first + 100 · node + step.</summary>
    private static GraphSequence Staying(int nodes, int steps, float first)
    {
        var x = arange(nodes, ScalarType.Float32).view(-1, 1, 1) * 100 + arange(steps, ScalarType.Float32).view(1, -1, 1) + first;
        return new GraphSequence(new GraphData(x, nodes == 2 ? Path2 : zeros([2, 0], ScalarType.Int64)));
    }

    private static GraphData Snapshot(float[] x, Tensor edges) => new(tensor(x).unsqueeze(1), edges);

    private static Tensor Ids(params long[] ids) => tensor(ids);
}
