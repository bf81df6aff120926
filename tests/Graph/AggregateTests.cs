using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

public class AggregateTests
{
    private delegate Tensor Operation(SparseAdjacency adjacency, Tensor x, Tensor weight);

    /// <summary>Every aggregation; x is [N, 6], weight [E].</summary>
    private static readonly Dictionary<string, Operation> Operations = new()
    {
        ["sum"] = (a, x, _) => Aggregate.Sum(a, x),
        ["normalised sum"] = (a, x, _) => Aggregate.Sum(a.Derive(AdjacencyForm.Gcn()), x),
        ["mean"] = (a, x, _) => Aggregate.Mean(a, x),
        ["max"] = (a, x, _) => Aggregate.Max(a, x),
        ["min"] = (a, x, _) => Aggregate.Min(a, x),
        ["weighted sum"] = Aggregate.WeightedSum,
        ["weighted sum of heads"] = (a, x, w) => Aggregate.WeightedSum(a, x.view(-1, 2, 3), stack([w, w * w], 1)),
        ["weighted mean"] = (a, x, w) => Aggregate.Reduce(a, x, w, Aggregation.Mean),
        ["weighted max"] = (a, x, w) => Aggregate.Reduce(a, x, w, Aggregation.Max),
        ["weighted min of heads"] = (a, x, w) => Aggregate.Reduce(a, x.view(-1, 2, 3), stack([w, w * w], 1), Aggregation.Min),
        ["source rows"] = (a, x, w) => Aggregate.SourceRows(a, x) * w.unsqueeze(-1),
        ["target rows"] = (a, x, w) => Aggregate.TargetRows(a, x) * w.unsqueeze(-1),
        ["dot"] = (a, x, w) => Aggregate.Dot(a, x.view(-1, 2, 3), x.view(-1, 2, 3).sin()) * w.unsqueeze(-1),
        ["softmax"] = (a, x, w) => Segments.Softmax(w, Aggregate.EntriesByTarget(a)),
        ["entries"] = (a, x, w) => Aggregate.ToEntries(a.Derive(AdjacencyForm.Gcn()), w, 2.5),
    };

    public static TheoryData<string> Names => [.. Operations.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Operation_EveryGraph_MatchesLibtorchPath(string name)
    {
        foreach (var graph in GraphExamples.Names)
            foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
            {
                using var scope = NewDisposeScope();
                using var adjacency = Adjacency(graph, out var x, out var weight, type);
                PathAssert.SameAsLibtorch(t => Operations[name](adjacency, t[0], t[1]), x, weight);
            }
    }

    [Theory, MemberData(nameof(Names))]
    public void Operation_EveryGraphInDoublePrecision_MatchesCentralDifferences(string name)
    {
        foreach (var graph in GraphExamples.Names)
        {
            using var scope = NewDisposeScope();
            using var adjacency = Adjacency(graph, out var x, out var weight, ScalarType.Float64);
            // Parallel edges give equal values, and an extremum has no derivative there.
            if (name is "max" or "min" && graph is "doubleEdges" or "selfLoops" or "random") continue;
            FiniteDifferences.Check(null, () => Operations[name](adjacency, x, weight), ("x", x), ("weight", weight));
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Operation_AnyNumberOfThreads_GivesTheSameBits(string name)
    {
        using var scope = NewDisposeScope();
        var (numNodes, edgeIndex) = GraphExamples.Random(3000, 60_000, seed: 8);
        using var adjacency = SparseAdjacency.FromEdgeIndex(edgeIndex, numNodes);
        PathAssert.SameBitsOnAnyThreads(
            t => Operations[name](adjacency, t[0], t[1]), GraphExamples.Values(1, ScalarType.Float32, numNodes, 6),
            GraphExamples.Values(2, ScalarType.Float32, 60_000));
    }

    [Theory, MemberData(nameof(Names))]
    public void Operation_ForwardAndBackward_LeavesNothingAlive(string name)
    {
        using var scope = NewDisposeScope();
        using var adjacency = Adjacency("random", out var x, out var weight, ScalarType.Float32);
        PathAssert.LeavesNothingAlive(t => Operations[name](adjacency, t[0], t[1]), x, weight);
    }

    [Fact]
    public void Sum_ConstantWeights_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromEdges([0, 2, 1], [1, 1, 2], 3, [2f, 0.5f, -1f]);
        TensorAssert.Values([0, 2 * 1 + 0.5f * 4, -3], Aggregate.Sum(adjacency, tensor(new float[,] { { 1 }, { 3 }, { 4 } })));
    }

    [Fact]
    public void Max_ParallelEdges_ShareTheGradientEvenly()
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromEdges([0, 0, 1], [2, 2, 2], 3);
        var x = tensor(new float[] { 5, 5, 0 }).requires_grad_(true);
        Aggregate.Max(adjacency, x).sum().backward();
        TensorAssert.Values([2f / 3, 1f / 3, 0], x.grad!, 1e-7);
    }

    [Fact]
    public void WeightedSum_WrongNumberOfWeights_SaysHowManyAreWanted()
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromEdges([0], [1], 2);
        var error = Assert.Throws<ArgumentException>(() => Aggregate.WeightedSum(adjacency, ones(2, 3), ones(4)));
        Assert.Equal("Aggregate: weight is [4] but must be [1] or [1, heads]. One row per entry. (Parameter 'weight')", error.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void ToEntries_AnotherNumberOfRows_SaysHowManyAreWanted(bool sorted)
    {
        using var scope = NewDisposeScope();
        using var adjacency = sorted ? SparseAdjacency.FromEdges([0, 1], [1, 2], 3) : SparseAdjacency.FromEdges([1, 0], [2, 1], 3);
        var (form, reversed) = (adjacency.Derive(AdjacencyForm.Gcn()), adjacency.Reversed());
        foreach (var edges in (SparseAdjacency[])[adjacency, form, reversed, reversed.Derive(AdjacencyForm.Gcn()), form.Reversed(), form.Reversed().Share()])
        {
            var error = Assert.Throws<ArgumentException>(() => Aggregate.ToEntries(edges, rand(7)));
            Assert.StartsWith("Aggregate: perEdge is [7] but must be [2, ...]. One row per edge", error.Message, StringComparison.Ordinal);
            Assert.Equal(edges.NumEdges, Aggregate.ToEntries(edges, rand(2)).shape[0]);
        }
    }

    private static SparseAdjacency Adjacency(string graph, out Tensor x, out Tensor weight, ScalarType type)
    {
        var (numNodes, edgeIndex) = GraphExamples.Named(graph);
        x = GraphExamples.Values(1, type, numNodes, 6);
        weight = GraphExamples.Values(2, type, edgeIndex.shape[1]);
        return SparseAdjacency.FromEdgeIndex(edgeIndex, numNodes);
    }
}
