using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

public class GraphBatchTests
{
    [Fact]
    public void FromGraphs_TwoGraphs_HandComputedUnion()
    {
        using var scope = NewDisposeScope();
        var first = new GraphData(tensor(new float[,] { { 1 }, { 2 } }), tensor(new long[,] { { 1, 0 }, { 1, 1 } }), edgeAttr: tensor(new float[,] { { 10 }, { 20 } }), y: tensor(3L));
        var second = new GraphData(tensor(new float[,] { { 3 } }), tensor(new long[,] { { 0 }, { 0 } }), edgeAttr: tensor(new float[,] { { 30 } }), y: tensor(4L));
        using var batch = GraphBatch.FromGraphs([first, second]);
        Assert.Equal((2, 3, 3), (batch.NumGraphs, batch.NumNodes, batch.NumEdges));
        TensorAssert.Values([1, 2, 3], batch.X!);
        Assert.Equal([(1, 0), (1, 1), (2, 2)], batch.Adjacency.ToPairs());
        Assert.True(batch.Adjacency.EdgeId.IsEmpty);
        TensorAssert.Values([20, 10, 30], batch.EdgeAttr!);                // in the order of the adjacency
        TensorAssert.Same(batch.Y!, tensor(new long[] { 3, 4 }));
        TensorAssert.Same(batch.Index.Tensor(), tensor(new long[] { 0, 0, 1 }));
    }

    [Fact]
    public void ToGraphs_AfterFromGraphs_EachAsItWas()
    {
        using var scope = NewDisposeScope();
        GraphData[] graphs = [.. Enumerable.Range(0, 4).Select(RandomGraph)];
        using var batch = GraphBatch.FromGraphs(graphs);
        var apart = batch.ToGraphs();
        Assert.Equal(graphs.Length, apart.Length);
        foreach (var (graph, back) in graphs.Zip(apart))
        {
            // Edges come back sorted by target and source; each with its own weight and features.
            var order = Order(graph);
            TensorAssert.Same(back.X!, graph.X!);
            TensorAssert.Same(back.EdgeIndex, graph.EdgeIndex.index_select(1, order));
            TensorAssert.Same(back.EdgeWeight!, graph.EdgeWeight!.index_select(0, order));
            TensorAssert.Same(back.EdgeAttr!, graph.EdgeAttr!.index_select(0, order));
            TensorAssert.Same(back.Pos!, graph.Pos!);
            TensorAssert.Same(back.Lengths!, graph.Lengths!);
            TensorAssert.Same(back.Y!, graph.Y!);
        }
    }

    [Fact]
    public void ToGraphs_NodesWithCategories_KeepTheirOwn()
    {
        using var scope = NewDisposeScope();
        var edges = zeros(2, 0, dtype: ScalarType.Int64);
        var first = new GraphData(ones(2, 1), edges, categories: tensor(new long[,] { { 4, 0 }, { 1, 2 } }));
        var second = new GraphData(ones(1, 1), edges, categories: tensor(new long[,] { { 3, 1 } }));
        using var batch = GraphBatch.FromGraphs([first, second]);
        var apart = batch.ToGraphs();
        TensorAssert.Same(apart[0].Categories!, first.Categories!);
        TensorAssert.Same(apart[1].Categories!, second.Categories!);
    }

    [Fact]
    public void FromGraphs_OneAlone_EqualsItsPartOfTheBatch()
    {
        using var scope = NewDisposeScope();
        GraphData[] graphs = [.. Enumerable.Range(0, 4).Select(RandomGraph)];
        using var together = GraphBatch.FromGraphs(graphs);
        for (var g = 0; g < graphs.Length; g++)
        {
            using var alone = GraphBatch.FromGraphs([graphs[g]]);
            var (from, to) = (together.Index.Ptr[g], together.Index.Ptr[g + 1]);
            var (edge, edgeEnd) = (together.Adjacency.RowPtr[from], together.Adjacency.RowPtr[to]);
            TensorAssert.Same(together.X![from..to], alone.X!);
            TensorAssert.Same(together.EdgeAttr![edge..edgeEnd], alone.EdgeAttr!);
            Assert.Equal(together.Adjacency.ToPairs()[edge..edgeEnd].Select(pair => (pair.Target - from, pair.Source - from)), alone.Adjacency.ToPairs());
            var form = AdjacencyForm.Gcn();
            var (all, one) = (together.Adjacency.Derive(form), alone.Adjacency.Derive(form));
            Assert.Equal(all.Weight[all.RowPtr[from]..all.RowPtr[to]].ToArray(), one.Weight.ToArray());
        }
    }

    [Fact]
    public void FromGraphs_NodeTargets_AreJoinedByNode()
    {
        using var scope = NewDisposeScope();
        using var batch = GraphBatch.FromGraphs([OfNodes(2, tensor(new long[] { 5, 6 })), OfNodes(1, tensor(new long[] { 7 }))]);
        Assert.True(batch.HasNodeTargets);
        TensorAssert.Same(batch.Y!, tensor(new long[] { 5, 6, 7 }));
        var apart = batch.ToGraphs();
        Assert.All(apart, graph => Assert.True(graph.HasNodeTargets));
        TensorAssert.Same(apart[0].Y!, tensor(new long[] { 5, 6 }));
        using var one = GraphBatch.FromGraphs([OfNodes(1, tensor(new long[] { 7 }))]);
        Assert.True(one.HasNodeTargets);
    }

    [Fact]
    public void FromGraphs_AsManyValuesAsNodes_AreRowsAllTheSame()
    {
        using var scope = NewDisposeScope();
        using var batch = GraphBatch.FromGraphs([WithTargets(2, tensor(new[] { 1f, 2f })), WithTargets(2, tensor(new[] { 3f, 4f }))]);
        Assert.False(batch.HasNodeTargets);
        Assert.Equal([2, 2], batch.Y!.shape);
        TensorAssert.Values([1, 2, 3, 4], batch.Y);
        using var classes = GraphBatch.FromGraphs([WithTargets(1, tensor(new long[] { 3 })), WithTargets(2, tensor(4L))]);
        TensorAssert.Same(classes.Y!, tensor(new long[] { 3, 4 }));
    }

    [Fact]
    public void FromGraphs_TargetsOfTwoKinds_SaysWhichGraphs()
    {
        using var scope = NewDisposeScope();
        void Refused(string message, params GraphData[] graphs) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(() => GraphBatch.FromGraphs(graphs)).Message, StringComparison.Ordinal);
        Refused("graph 1 has targets of its nodes, but graph 0 has none", WithTargets(2, zeros(2)), OfNodes(2, zeros(2)));
        Refused("graph 0 has targets of its nodes, but graph 1 has none", OfNodes(2, zeros(2)), WithTargets(2, zeros(2)));
        Refused("Y of graph 1 is [3, 2] Float32 but must be [], [K] or [1, ...]. Set HasNodeTargets", WithTargets(3, zeros(1, 2)), WithTargets(3, zeros(3, 2)));
        Refused("Y of graph 1 is [3] Float32 but that of graph 0 is [2] Float32. Targets must be alike; set HasNodeTargets", WithTargets(2, zeros(2)), WithTargets(3, zeros(3)));
        Refused("Y of graph 1 is [2, 5] Float32 but that of graph 0 is [2, 4] Float32. Targets must be alike.", OfNodes(2, zeros(2, 4)), OfNodes(2, zeros(2, 5)));
    }

    [Fact]
    public void FromGraphs_WeightsInDouble_KeepEveryDigit()
    {
        using var scope = NewDisposeScope();
        var weight = tensor(new[] { 1.1, 2.3, 0.7 });
        var graph = new GraphData(zeros(2, 1), tensor(new long[,] { { 1, 0, 1 }, { 1, 1, 0 } }), weight);
        using var batch = GraphBatch.FromGraphs([graph, graph]);
        var back = batch.ToGraphs()[1].EdgeWeight!;
        Assert.Equal(ScalarType.Float64, back.dtype);
        Assert.Equal([0.7, 2.3, 1.1], HostTensors.ToArray<double>(back));
    }

    [Fact]
    public void FromGraphs_SeveralValuesPerGraph_AreRows()
    {
        using var scope = NewDisposeScope();
        using var batch = GraphBatch.FromGraphs([WithTargets(2, tensor(new[] { 1f, 2f, 3f })), WithTargets(4, tensor(new float[,] { { 4, 5, 6 } }))]);
        Assert.False(batch.HasNodeTargets);
        Assert.Equal([2, 3], batch.Y!.shape);
        TensorAssert.Values([1, 2, 3, 4, 5, 6], batch.Y);
    }

    [Fact]
    public void FromGraphs_OneLacksAPart_IsNamed()
    {
        using var scope = NewDisposeScope();
        var error = Assert.Throws<ArgumentException>(() => GraphBatch.FromGraphs([WithTargets(2, zeros(1)), WithTargets(2, null)]));
        Assert.Contains("graph 1 has no Y", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => GraphBatch.FromGraphs([]));
    }

    [Fact]
    public void To_SameDevice_IsACopyThatLivesOnItsOwn()
    {
        using var scope = NewDisposeScope();
        var batch = GraphBatch.FromGraphs([RandomGraph(0), RandomGraph(1)]);
        var copy = batch.To(CPU);
        var expected = batch.X!.clone();
        batch.Dispose();
        TensorAssert.Same(copy.X!, expected);
        Assert.Equal(2, copy.ToGraphs().Length);
        copy.Dispose();
    }

    [Fact]
    public void With_OtherFeatures_KeepsEveryOtherPart()
    {
        using var scope = NewDisposeScope();
        using var graph = new GraphData(
            ones(2, 1, 1), tensor(new long[,] { { 0 }, { 1 } }), edgeAttr: full(1, 1, 5f), y: tensor(3L), pos: tensor(new float[,] { { 1 }, { 2 } }),
            lengths: tensor(new long[] { 1, 1 }), categories: tensor(new long[,] { { 4 }, { 2 } }));
        using var batch = GraphBatch.FromGraphs([graph]);
        foreach (var scale in new[] { null, ones(1) })
        {
            using var other = batch.With(tensor(new float[] { 7, 8 }).view(2, 1, 1), scale);
            TensorAssert.Values([7, 8], other.X!);
            TensorAssert.Values([5], other.EdgeAttr!);
            TensorAssert.Same(other.Y!, tensor(new long[] { 3 }));
            TensorAssert.Values([1, 2], other.Pos!);
            TensorAssert.Same(other.Lengths!, tensor(new long[] { 1, 1 }));
            TensorAssert.Same(other.Categories!, tensor(new long[,] { { 4 }, { 2 } }));
        }
        TensorAssert.Values([1, 1], batch.X!);
    }

    [Fact]
    public void Unroll_OtherNumbersOfSteps_HaveIndicesOfTheirOwn()
    {
        using var scope = NewDisposeScope();
        using var graph = new GraphData(ones(3, 12), tensor(new long[,] { { 0, 1 }, { 1, 2 } }));
        using var batch = GraphBatch.FromGraphs([graph]);
        var (four, six) = (batch.Unroll(4), batch.Unroll(6));
        Assert.Equal((4, 12), (four.MaxSteps, four.NumRows));
        Assert.Equal((6, 18), (six.MaxSteps, six.NumRows));
        Assert.Same(four, batch.Unroll(4));
    }

    [Fact]
    public void Dispose_LeavesNothingAlive()
    {
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
        {
            var graphs = new[] { RandomGraph(0), RandomGraph(1) };
            var batch = GraphBatch.FromGraphs(graphs);
            batch.Adjacency.Derive(AdjacencyForm.Gcn()).Tensors.Weight(ScalarType.Float32, CPU);
            batch.Index.Tensor();
            foreach (var steps in new[] { 3, 4 }) batch.Unroll(steps).Rows.Tensor();
            foreach (var graph in batch.ToGraphs()) graph.Dispose();
            foreach (var graph in graphs) graph.Dispose();
            batch.Dispose();
        }
        Assert.Equal(before, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    private static GraphData WithTargets(int nodes, Tensor? y) => new(zeros(nodes, 1), zeros(2, 0, dtype: ScalarType.Int64), y: y);

    private static GraphData OfNodes(int nodes, Tensor y) => new(zeros(nodes, 1), zeros(2, 0, dtype: ScalarType.Int64), y: y) { HasNodeTargets = true };

    private static GraphData RandomGraph(int seed)
    {
        var random = SplitMix64.ForStream(seed, 9);
        var (nodes, edges) = (1 + random.NextInt(5), random.NextInt(9));
        float Value() => random.NextInt(1000) / 8f;
        var ids = new long[2 * edges];
        for (var i = 0; i < ids.Length; i++) ids[i] = random.NextInt(nodes);
        Tensor Values(params long[] shape)
        {
            var values = new float[shape.Aggregate(1L, (product, size) => product * size)];
            for (var i = 0; i < values.Length; i++) values[i] = Value();
            return tensor(values, shape);
        }
        return new GraphData(
            Values(nodes, 4, 2), tensor(ids, 2, edges), Values(edges), Values(edges, 3), tensor(new long[] { seed }), Values(nodes, 2),
            tensor(Enumerable.Range(0, nodes).Select(i => 1L + i % 4).ToArray()));
    }

    private static Tensor Order(GraphData graph)
    {
        var ids = HostTensors.ToArray<long>(graph.EdgeIndex);
        return tensor(Enumerable.Range(0, graph.NumEdges).OrderBy(e => (ids[graph.NumEdges + e], ids[e])).Select(e => (long)e).ToArray());
    }
}
