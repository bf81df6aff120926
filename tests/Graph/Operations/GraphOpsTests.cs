using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Operations;

public class GraphOpsTests
{
    /// <summary>Functions of edges, one row of data per edge and the number of nodes; each with one differentiable result.</summary>
    private static readonly Dictionary<string, Func<Tensor, Tensor, int, Tensor>> Differentiable = new()
    {
        ["Scatter sum"] = (edges, data, n) => GraphOps.Scatter(data, edges[1], n),
        ["Scatter mean"] = (edges, data, n) => GraphOps.Scatter(data, edges[1], n, Reduction.Mean),
        ["Scatter min"] = (edges, data, n) => GraphOps.Scatter(data, edges[1], n, Reduction.Min),
        ["Scatter max"] = (edges, data, n) => GraphOps.Scatter(data, edges[1], n, Reduction.Max),
        ["Scatter mul"] = (edges, data, n) => GraphOps.Scatter(data, edges[1], n, Reduction.Mul),
        ["Scatter any"] = (edges, data, n) => GraphOps.Scatter(data, edges[1], n, Reduction.Any),
        ["Softmax"] = (edges, data, n) => GraphOps.Softmax(data, edges[1], numNodes: n),
        ["AddSelfLoops"] = (edges, data, n) => GraphOps.AddSelfLoops(edges, data, 2.0, n).EdgeAttr,
        ["AddSelfLoops mul"] = (edges, data, n) => GraphOps.AddSelfLoops(edges, data, Reduction.Mul, n).EdgeAttr,
        ["AddRemainingSelfLoops"] = (edges, data, n) => GraphOps.AddRemainingSelfLoops(edges, data, Reduction.Mean, n).EdgeAttr,
        ["RemoveSelfLoops"] = (edges, data, n) => GraphOps.RemoveSelfLoops(edges, data).EdgeAttr,
        ["GcnNorm"] = (edges, data, n) => GraphOps.GcnNorm(edges, Weight(data), n).EdgeWeight,
        ["GcnNorm improved backwards"] = (edges, data, n) =>
            GraphOps.GcnNorm(edges, Weight(data), n, improved: true, flow: Flow.TargetToSource).EdgeWeight,
        ["GetLaplacian"] = (edges, data, n) => GraphOps.GetLaplacian(edges, Weight(data), LaplacianNormalization.None, n).EdgeWeight,
        ["GetLaplacian sym"] = (edges, data, n) => GraphOps.GetLaplacian(edges, Weight(data), LaplacianNormalization.Symmetric, n).EdgeWeight,
        ["GetLaplacian rw"] = (edges, data, n) => GraphOps.GetLaplacian(edges, Weight(data), LaplacianNormalization.RandomWalk, n).EdgeWeight,
        ["Coalesce mul"] = (edges, data, n) => GraphOps.Coalesce(edges, data, n, Reduction.Mul).EdgeAttr,
        ["ToUndirected"] = (edges, data, n) => GraphOps.ToUndirected(edges, data, n, Reduction.Mean).EdgeAttr,
        ["ToDenseBatch"] = (edges, data, n) => GraphOps.ToDenseBatch(data, edges[1], -1, maxNumNodes: 3, batchSize: n).Dense,
        ["ToDenseAdj"] = (edges, data, n) => GraphOps.ToDenseAdj(edges, null, data, maxNumNodes: n),
        ["Subgraph"] = (edges, data, n) => GraphOps.Subgraph(arange(n) < 3, edges, data).EdgeAttr!,
        ["MaskFeature"] = (edges, data, n) => Seeded(generator => GraphOps.MaskFeature(data, 0.4, FeatureMaskMode.All, generator: generator).X),
    };

    public static TheoryData<string> Names => [.. Differentiable.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Backward_AllGraphs_MatchesCentralDifferences(string name)
    {
        foreach (var graph in GraphExamples.Names)
        {
            using var scope = NewDisposeScope();
            var (numNodes, edges) = GraphExamples.Named(graph);
            // Positive and distinct: no degree is 0 by chance and no two values tie.
            var data = GraphExamples.Values(3, ScalarType.Float64, edges.shape[1], 2).exp();
            FiniteDifferences.Check(null, () => Differentiable[name](edges, data, numNodes), ("data", data));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Call_AllGraphs_SameOnLibtorchAndLeavesOnlyItsResultAlive(string name)
    {
        foreach (var graph in GraphExamples.Names)
        {
            using var scope = NewDisposeScope();
            var (numNodes, edges) = GraphExamples.Named(graph);
            var data = GraphExamples.Values(3, ScalarType.Float64, edges.shape[1], 2).exp();
            PathAssert.SameAsLibtorch(x => Differentiable[name](edges, x[0], numNodes), data);
            PathAssert.LeavesNothingAlive(x => Differentiable[name](edges, x[0], numNodes), data);
        }
    }

    [Fact]
    public void Calls_WithSeveralResults_LeaveJustThose()
    {
        using var scope = NewDisposeScope();
        var (numNodes, edges) = GraphExamples.Named("selfLoops");
        var weight = GraphExamples.Values(3, ScalarType.Float32, edges.shape[1]).exp();
        var (targets, subset, seeds, column) = (edges[1], tensor(new long[] { 0, 2 }), tensor(new long[] { 0 }), weight.unsqueeze(1));
        (int Results, Action Call)[] calls =
        [
            (1, () => GraphOps.Degree(targets, numNodes)), (1, () => GraphOps.AddSelfLoops(edges)), (1, () => GraphOps.AddRemainingSelfLoops(edges)),
            (1, () => GraphOps.RemoveSelfLoops(edges)), (1, () => GraphOps.Coalesce(edges)), (1, () => GraphOps.ToUndirected(edges)),
            (2, () => GraphOps.AddSelfLoops(edges, weight)), (2, () => GraphOps.AddRemainingSelfLoops(edges, weight)),
            (2, () => GraphOps.RemoveSelfLoops(edges, weight)), (2, () => GraphOps.Coalesce(edges, weight)),
            (2, () => GraphOps.ToUndirected(edges, weight)),
            (2, () => GraphOps.GcnNorm(edges)), (2, () => GraphOps.GetLaplacian(edges, weight)), (2, () => GraphOps.ToDenseBatch(weight)),
            (3, () => GraphOps.Subgraph(subset, edges, weight)), (4, () => GraphOps.KHopSubgraph(seeds, 2, edges)),
            (2, () => GraphOps.DropoutEdge(edges)), (3, () => GraphOps.DropoutNode(edges)), (0, () => GraphOps.ContainsSelfLoops(edges)),
            (0, () => GraphOps.IsUndirected(edges)), (2, () => GraphOps.MaskFeature(column)),
        ];
        foreach (var (i, (results, call)) in calls.Index())
        {
            using var inner = NewDisposeScope();
            var before = Tensor.TotalCount;
            call();
            Assert.True(inner.DisposablesCount == results, $"Call {i} left {inner.DisposablesCount} tensors instead of {results}.");
            inner.DisposeEverything();
            Assert.True(Tensor.TotalCount <= before, $"Call {i} left {Tensor.TotalCount - before} tensors outside its scope.");
        }
    }

    [Fact]
    public void GcnNorm_AllGraphs_IsTheDenseFormula()
    {
        foreach (var graph in GraphExamples.Names)
        {
            using var scope = NewDisposeScope();
            var (n, edges) = GraphExamples.Named(graph);
            var (loops, weight) = GraphOps.GcnNorm(edges, numNodes: n, dtype: ScalarType.Float64);
            // Plain loops: the adjacency without its loops, plus the identity.
            var a = eye(n, dtype: ScalarType.Float64);
            for (long e = 0; e < edges.shape[1]; e++)
                if (edges[0, e].item<long>() != edges[1, e].item<long>()) a[edges[0, e].item<long>(), edges[1, e].item<long>()] += 1;
            var scale = a.sum([0]).pow(-0.5);
            TensorAssert.Close(GraphOps.ToDenseAdj(loops, zeros(n, ScalarType.Int64), weight)[0], scale.unsqueeze(1) * a * scale, 1e-12, graph);
        }
    }

    [Fact]
    public void GetLaplacian_AllGraphs_IsTheDenseFormula()
    {
        foreach (var graph in GraphExamples.Names)
        {
            using var scope = NewDisposeScope();
            var (n, edges) = GraphExamples.Named(graph);
            var weights = GraphExamples.Values(4, ScalarType.Float64, edges.shape[1]).exp();
            var a = zeros(n, n, ScalarType.Float64);
            for (long e = 0; e < edges.shape[1]; e++)
                if (edges[0, e].item<long>() != edges[1, e].item<long>()) a[edges[0, e].item<long>(), edges[1, e].item<long>()] += weights[e];
            var degree = a.sum([1]);
            var inverse = where(degree > 0, degree.reciprocal(), zeros_like(degree));
            Tensor Dense(LaplacianNormalization normalization)
            {
                var (index, values) = GraphOps.GetLaplacian(edges, weights, normalization, n);
                return GraphOps.ToDenseAdj(index, zeros(n, ScalarType.Int64), values)[0];
            }
            var (one, root) = (eye(n, dtype: ScalarType.Float64), inverse.sqrt());
            TensorAssert.Close(Dense(LaplacianNormalization.None), diag(degree) - a, 1e-12, graph);
            TensorAssert.Close(Dense(LaplacianNormalization.RandomWalk), one - inverse.unsqueeze(1) * a, 1e-12, graph);
            TensorAssert.Close(Dense(LaplacianNormalization.Symmetric), one - root.unsqueeze(1) * a * root, 1e-12, graph);
        }
    }

    [Fact]
    public void Scatter_ProductWithZeros_HasTheExactGradient()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new double[] { 2, 0, 5, 0, 0, 7 }).requires_grad_(true);
        var y = GraphOps.Scatter(x, tensor(new long[] { 0, 0, 0, 1, 1, 3 }), 4, Reduction.Mul);
        TensorAssert.Values([0, 0, 1, 7], y);
        y.sum().backward();
        TensorAssert.Values([0, 10, 0, 0, 0, 1], x.grad!);
    }

    [Fact]
    public void Scatter_Integers_EveryReduction()
    {
        using var scope = NewDisposeScope();
        foreach (var type in (ScalarType[])[ScalarType.Int64, ScalarType.Int32, ScalarType.Byte])
        {
            var (rows, index) = (tensor(new long[,] { { 5, 1 }, { 2, 3 }, { 7, 0 } }).to(type), tensor(new long[] { 2, 0, 2 }));
            void Gives(Reduction reduction, long[,] expected) => TensorAssert.Same(GraphOps.Scatter(rows, index, 3, reduction), tensor(expected).to(type));
            Gives(Reduction.Max, new long[,] { { 2, 3 }, { 0, 0 }, { 7, 1 } });
            Gives(Reduction.Min, new long[,] { { 2, 3 }, { 0, 0 }, { 5, 0 } });
            Gives(Reduction.Sum, new long[,] { { 2, 3 }, { 0, 0 }, { 12, 1 } });
            Gives(Reduction.Mul, new long[,] { { 2, 3 }, { 1, 1 }, { 35, 0 } });
            Gives(Reduction.Any, new long[,] { { 2, 3 }, { 0, 0 }, { 7, 0 } });
        }
        var extremes = tensor(new[] { long.MinValue, -1, long.MaxValue });
        Assert.Equal(long.MinValue, GraphOps.Scatter(extremes, zeros(3, ScalarType.Int64), 1, Reduction.Min).item<long>());
        Assert.Equal(long.MaxValue, GraphOps.Scatter(extremes, zeros(3, ScalarType.Int64), 1, Reduction.Max).item<long>());
    }

    [Fact]
    public void Subgraph_TransposedTensors_GiveTheSame()
    {
        using var scope = NewDisposeScope();
        var edges = tensor(new long[,] { { 0, 1 }, { 1, 2 }, { 2, 0 }, { 2, 3 } }).t();
        var subset = tensor(new long[,] { { 2, 9 }, { 1, 9 } })[.., 0];
        TensorAssert.Same(GraphOps.Subgraph(subset, edges, relabelNodes: true).EdgeIndex, tensor(new long[,] { { 1 }, { 0 } }));
        TensorAssert.Same(GraphOps.KHopSubgraph(subset, 0, edges, relabelNodes: true).EdgeIndex, tensor(new long[,] { { 0 }, { 1 } }));
    }

    [Fact]
    public void IsUndirected_WeightsInDouble_AreComparedInDouble()
    {
        using var scope = NewDisposeScope();
        var edges = tensor(new long[,] { { 0, 1 }, { 1, 0 } });
        Assert.True(GraphOps.IsUndirected(edges, tensor(new[] { 1.1, 1.1 })));
        Assert.False(GraphOps.IsUndirected(edges, tensor(new[] { 1.1, 1.1 + 1e-12 })));
    }

    [Fact]
    public void Softmax_OtherDimension_GroupsColumns()
    {
        using var scope = NewDisposeScope();
        var x = GraphExamples.Values(1, ScalarType.Float64, 2, 5);
        var index = tensor(new long[] { 1, 0, 1, 0, 0 });
        TensorAssert.Close(GraphOps.Softmax(x, index, dim: 1), GraphOps.Softmax(x.t(), index).t(), 0);
        TensorAssert.Close(GraphOps.Softmax(x, index, dim: -1).sum([1]), tensor(new double[] { 2, 2 }), 1e-12);
        Assert.Throws<ArgumentException>(() => GraphOps.Softmax(x));
    }

    [Fact]
    public void AddSelfLoops_RowFill_RepeatsTheRow()
    {
        using var scope = NewDisposeScope();
        var edges = tensor(new long[,] { { 0 }, { 1 } });
        var (index, attr) = GraphOps.AddSelfLoops(edges, tensor(new float[,] { { 1, 2 } }), tensor(new float[] { 8, 9 }), numNodes: 2);
        Assert.Equal([0, 0, 1, 1, 0, 1], index.data<long>().ToArray());
        TensorAssert.Values([1, 2, 8, 9, 8, 9], attr);
    }

    [Fact]
    public void Coalesce_EqualEdges_KeepsTheLastForAny()
    {
        using var scope = NewDisposeScope();
        var edges = tensor(new long[,] { { 1, 0, 1 }, { 0, 1, 0 } });
        var (index, attr) = GraphOps.Coalesce(edges, tensor(new float[] { 5, 6, 7 }), reduce: Reduction.Any);
        Assert.Equal([0, 1, 1, 0], index.data<long>().ToArray());
        TensorAssert.Values([6, 7], attr);
    }

    [Fact]
    public void ToDenseBatch_UnsortedBatch_PutsNodesInOrder()
    {
        using var scope = NewDisposeScope();
        var (dense, mask) = GraphOps.ToDenseBatch(tensor(new float[] { 1, 2, 3 }), tensor(new long[] { 1, 0, 1 }), fillValue: -1);
        TensorAssert.Values([2, -1, 1, 3], dense);
        Assert.Equal([true, false, true, true], mask.data<bool>().ToArray());
    }

    [Fact]
    public void Subgraph_IdsInAnyOrder_AreRelabelledInThatOrder()
    {
        using var scope = NewDisposeScope();
        var edges = tensor(new long[,] { { 0, 2, 1 }, { 2, 0, 2 } });
        Assert.Equal([1, 0, 0, 1], GraphOps.Subgraph(tensor(new long[] { 2, 0 }), edges, relabelNodes: true).EdgeIndex.data<long>().ToArray());
        var mask = tensor(new[] { true, false, true });
        Assert.Equal([0, 1, 1, 0], GraphOps.Subgraph(mask, edges, relabelNodes: true).EdgeIndex.data<long>().ToArray());
    }

    [Fact]
    public void KHopSubgraph_NoHops_IsTheSeeds()
    {
        using var scope = NewDisposeScope();
        var (subset, edges, mapping, mask) = GraphOps.KHopSubgraph(tensor(new long[] { 3, 1 }), 0, tensor(new long[,] { { 0, 1, 3 }, { 1, 3, 3 } }));
        Assert.Equal([1, 3], subset.data<long>().ToArray());
        Assert.Equal([1, 0], mapping.data<long>().ToArray());
        Assert.Equal([1, 3, 3, 3], edges.data<long>().ToArray());
        Assert.Equal([false, true, true], mask.data<bool>().ToArray());
    }

    [Fact]
    public void Predicates_SmallGraphs_Hold()
    {
        using var scope = NewDisposeScope();
        var path = tensor(new long[,] { { 0, 1 }, { 1, 0 } });
        Assert.True(GraphOps.IsUndirected(path));
        Assert.False(GraphOps.IsUndirected(path, tensor(new float[] { 1, 2 })));
        Assert.False(GraphOps.ContainsSelfLoops(path));
        Assert.True(GraphOps.ContainsSelfLoops(GraphOps.AddSelfLoops(path)));
    }

    [Fact]
    public void Calls_WithBadInput_NameWhatIsWrong()
    {
        using var scope = NewDisposeScope();
        var edges = tensor(new long[,] { { 0, 1 }, { 1, 5 } });
        void Refuses(string part, Action call) => Assert.Contains(part, Assert.ThrowsAny<ArgumentException>(call).Message, StringComparison.Ordinal);
        Refuses("ids from 0 to 5", () => GraphOps.AddSelfLoops(edges, numNodes: 3));
        Refuses("edgeAttr is [3]", () => GraphOps.Coalesce(edges, ones(3)));
        Refuses("edgeWeight is [3]", () => GraphOps.GcnNorm(edges, ones(3)));
        Refuses("edgeIndex is [2] Int64", () => GraphOps.RemoveSelfLoops(edges[0]));
        Refuses("index[1] is 5", () => GraphOps.Degree(edges[1], numNodes: 4));
        Refuses("index[0] is -1", () => GraphOps.Scatter(ones(1), tensor(new long[] { -1 })));
        Refuses("subset is ids from 9 to 9", () => GraphOps.Subgraph(tensor(new long[] { 9 }), edges));
        Refuses("p must be in [0, 1]", () => GraphOps.DropoutEdge(edges, p: 1.5));
    }

    private static Tensor Weight(Tensor data) => data.select(1, 0);

    private static Tensor Seeded(Func<Generator, Tensor> function)
    {
        using var generator = new Generator(5);
        return function(generator);
    }
}
