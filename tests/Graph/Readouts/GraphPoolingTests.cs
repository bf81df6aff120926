using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Graph.Readouts;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Readouts;

public class GraphPoolingTests
{
    private static readonly Dictionary<string, Func<GraphPooling>> Layers = new()
    {
        ["TopKPooling"] = () => new TopKPooling(3),
        ["TopKPooling sigmoid"] = () => new TopKPooling(3, ratio: 2, multiplier: 1.5, nonlinearity: sigmoid),
        ["TopKPooling minScore"] = () => new TopKPooling(3, minScore: 0.2),
        ["SAGPooling"] = () => new SAGPooling(3),
        ["SAGPooling minScore"] = () => new SAGPooling(new GCNConv(3, 1), minScore: 0.2, multiplier: 2),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Fact]
    public void TopKPooling_PathOfFour_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        using var pooling = new TopKPooling(1, nonlinearity: score => score);
        pooling.load_state_dict(new() { ["select.weight"] = tensor(new[,] { { -2f } }) });       // |p| = 2: the score is -x
        var x = tensor(new float[,] { { 3 }, { -1 }, { -2 }, { 4 } });
        var edges = tensor(new long[,] { { 0, 1, 2, 3 }, { 1, 2, 1, 2 } });
        var pooled = pooling.call(x, edges, edgeAttr: tensor(new float[] { 10, 20, 30, 40 }));
        Assert.Equal([2, 1], pooled.Perm.data<long>().ToArray());
        TensorAssert.Values([2, 1], pooled.Score);
        TensorAssert.Values([-4, -1], pooled.X);
        Assert.Equal([1, 0, 0, 1], pooled.EdgeIndex.data<long>().ToArray());
        TensorAssert.Values([20, 30], pooled.EdgeAttr!);
        using var adjacency = pooled.ToAdjacency();
        Assert.Equal((2, 2), (adjacency.NumNodes, adjacency.NumEdges));
    }

    [Theory]
    [InlineData(1.0, 1)]
    [InlineData(3.7, 3)]
    [InlineData(100, 7)]
    [InlineData(0.1, 1)]
    [InlineData(0.5, 4)]
    public void TopKPooling_Ratio_KeepsShareOrNumber(double ratio, int kept)
    {
        using var scope = NewDisposeScope();
        using var pooling = new TopKPooling(1, ratio);
        Assert.Equal(kept, pooling.call(GraphExamples.Values(1, ScalarType.Float32, 7, 1), zeros(2, 0, ScalarType.Int64)).Perm.shape[0]);
    }

    [Fact]
    public void TopKPooling_EqualScores_KeepsTheFirst()
    {
        using var scope = NewDisposeScope();
        using var pooling = new TopKPooling(2);
        Assert.Equal([0, 1], pooling.call(ones(4, 2), zeros(2, 0, ScalarType.Int64)).Perm.data<long>().ToArray());
    }

    [Fact]
    public void TopKPooling_MinimalScoreAboveAll_KeepsTheBestOfEachGraph()
    {
        using var scope = NewDisposeScope();
        using var pooling = new TopKPooling(1, minScore: 0.99);
        var batch = tensor(new long[] { 0, 0, 1, 1, 1 });
        var pooled = pooling.call(GraphExamples.Values(2, ScalarType.Float32, 5, 1), zeros(2, 0, ScalarType.Int64), batch: batch);
        Assert.Equal([0, 1], pooled.Batch.data<long>().ToArray());
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_PermutedNodes_KeepsTheSameNodes(string name)
    {
        using var scope = NewDisposeScope();
        using var pooling = Make(name);
        var (x, edges, batch) = Batch();
        var order = tensor(new long[] { 6, 2, 0, 7, 5, 1, 4, 3, 8 });
        var newId = order.argsort();
        var one = pooling.call(x, edges, null, batch);
        var other = pooling.call(x.index_select(0, order), newId.index_select(0, edges.view(-1)).view(2, -1), null, batch.index_select(0, order));
        // By minimal score nodes keep their order, so both are compared by the first numbering.
        var (a, b) = (one.Perm.argsort(), order.index_select(0, other.Perm).argsort());
        TensorAssert.Same(order.index_select(0, other.Perm).index_select(0, b), one.Perm.index_select(0, a));
        TensorAssert.Close(other.X.index_select(0, b), one.X.index_select(0, a), 1e-12);
        Assert.Equal(one.EdgeIndex.shape, other.EdgeIndex.shape);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_Batch_EqualsItsGraphsOneByOne(string name)
    {
        using var scope = NewDisposeScope();
        using var pooling = Make(name);
        var (x, edges, batch) = Batch();
        var together = pooling.call(x, edges, null, batch);
        List<Tensor> rows = [];
        for (var g = 0; g < 3; g++)
        {
            var (first, end) = (batch.lt(g).sum().item<long>(), batch.le(g).sum().item<long>());
            var (own, _, _) = GraphOps.Subgraph(arange(first, end), edges, relabelNodes: true, numNodes: 9);
            rows.Add(pooling.call(x[(int)first..(int)end], own).X);
        }
        TensorAssert.Close(together.X, cat(rows, 0), 1e-12);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_TransposedTensors_GiveTheSame(string name)
    {
        using var scope = NewDisposeScope();
        using var pooling = Make(name);
        var (x, edges, batch) = Batch();
        var (expected, found) = (pooling.call(x, edges, null, batch), pooling.call(x.t().contiguous().t(), edges.t().contiguous().t(), null, batch));
        TensorAssert.Close(found.X, expected.X, 1e-12);
        TensorAssert.Same(found.EdgeIndex, expected.EdgeIndex);
    }

    [Theory, MemberData(nameof(Names))]
    public void Backward_EveryParameter_MatchesCentralDifferences(string name)
    {
        using var scope = NewDisposeScope();
        using var pooling = Make(name);
        var (x, edges, batch) = Batch();
        FiniteDifferences.Check(pooling, () =>
        {
            var pooled = pooling.call(x, edges, null, batch);
            return [pooled.X, pooled.Score];
        }, [("x", x)]);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_OddGraphs_LeaveOnlyResultsAlive(string name)
    {
        using var scope = NewDisposeScope();
        using var pooling = Make(name);
        foreach (var graph in GraphExamples.Names)
        {
            var (numNodes, edges) = GraphExamples.Named(graph);
            var x = GraphExamples.Values(4, ScalarType.Float64, numNodes, 3);
            PathAssert.LeavesNothingAlive(inputs => pooling.call(inputs[0], edges).X, x);
            using var inner = NewDisposeScope();
            var pooled = pooling.call(x, edges);
            Assert.Equal(5, inner.DisposablesCount);
            Assert.True(pooled.Perm.shape[0] >= 1, graph);
        }
    }

    [Fact]
    public void Forward_BadInput_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var pooling = new TopKPooling(2);
        Assert.Throws<ArgumentException>(() => pooling.call(ones(2, 3), zeros(2, 0, ScalarType.Int64)));
        Assert.Throws<ArgumentException>(() => pooling.call(ones(2, 2), tensor(new long[,] { { 0 }, { 2 } })));
        Assert.Throws<ArgumentException>(() => pooling.call(ones(2, 2), zeros(2, 0, ScalarType.Int64), batch: zeros(3, ScalarType.Int64)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopKPooling(2, ratio: 0));
        Assert.Throws<ArgumentException>(() => new SAGPooling(new GCNConv(3, 2)));
    }

    private static GraphPooling Make(string name)
    {
        random.manual_seed(7);
        var pooling = Layers[name]();
        pooling.to(ScalarType.Float64);
        return pooling;
    }

    private static (Tensor X, Tensor EdgeIndex, Tensor Batch) Batch() => (
        GraphExamples.Values(3, ScalarType.Float64, 9, 3),
        tensor(new long[,] { { 0, 1, 1, 2, 3, 0, 5, 6, 7, 8, 8, 6 }, { 1, 0, 2, 1, 0, 0, 6, 5, 8, 7, 5, 6 } }),
        tensor(new long[] { 0, 0, 0, 0, 1, 2, 2, 2, 2 }));
}
