using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Convolutions;

public class BipartiteConvolutionTests
{
    private const int NumSources = 7;
    private const int NumTargets = 4;
    private static readonly long[,] Edges = { { 0, 1, 2, 6, 6, 5, 0, 3 }, { 0, 0, 1, 1, 3, 3, 3, 3 } };

    /// <summary>Bipartite layers that add no self-loops (those would link source i to target i) and run from source to target.</summary>
    public static TheoryData<string> Names =>
        [.. LayerCatalog.Cases.Keys.Where(IsPlainlyBipartite)];

    private static bool IsPlainlyBipartite(string name) =>
        LayerCatalog.Cases[name].Create() is BipartiteConvolution { IsReversed: false } and not (GATConv or GATv2Conv);

    [Theory, MemberData(nameof(Names))]
    public void Call_TwoSetsOfNodes_EqualsOneGraphOfBoth(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = (BipartiteConvolution)LayerCatalog.Create(name);
        var edgeIndex = tensor(Edges);
        var (source, target) = (GraphExamples.Values(1, ScalarType.Float32, NumSources, 3), GraphExamples.Values(2, ScalarType.Float32, NumTargets, 3));
        var edgeData = LayerCatalog.EdgeDataFor(name, edgeIndex.shape[1]);
        using var adjacency = SparseAdjacency.FromBipartite(edgeIndex, NumSources, NumTargets);
        var joined = layer.call(cat([source, target], 0), edgeIndex + tensor(new long[,] { { 0 }, { NumSources } }), edgeData);
        TensorAssert.Close(layer.call(source, target, adjacency, edgeData), joined[NumSources..], 1e-5);
    }

    [Theory, MemberData(nameof(Names))]
    public void Call_TwoSetsOfNodes_HasTrueGradientsOnBothPaths(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = (BipartiteConvolution)LayerCatalog.Create(name, ScalarType.Float64);
        using var adjacency = SparseAdjacency.FromBipartite(tensor(Edges), NumSources, NumTargets);
        var (source, target) = (GraphExamples.Values(1, ScalarType.Float64, NumSources, 3), GraphExamples.Values(2, ScalarType.Float64, NumTargets, 3));
        var edgeData = LayerCatalog.EdgeDataFor(name, adjacency.NumEdges, ScalarType.Float64);
        PathAssert.SameAsLibtorch(t => layer.call(t[0], t[1], adjacency, edgeData), source, target);
        FiniteDifferences.Check(layer, () => layer.call(source, target, adjacency, edgeData), ("source", source), ("target", target));
    }

    [Fact]
    public void Call_WithoutTargets_LeavesTheirPartOut()
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromBipartite(tensor(Edges), NumSources, NumTargets);
        var source = GraphExamples.Values(1, ScalarType.Float32, NumSources, 3);
        using var sage = new SAGEConv((3, 5), 4);
        using var zeros = torch.zeros(NumTargets, 5);
        TensorAssert.Close(sage.call(source, null, adjacency), sage.call(source, zeros, adjacency), 1e-6);
        using var gat = new GATConv((3, 5), 4, addSelfLoops: false);
        TensorAssert.Close(gat.call(source, null, adjacency), gat.call(source, zeros, adjacency), 1e-6);
    }

    [Fact]
    public void Call_AttentionWithSelfLoops_LinksNodesOfTheSameNumber()
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromBipartite(tensor(new long[,] { { 0, 3 }, { 1, 3 } }), 4, 6);
        using var gat = new GATConv((1, 1), 1);
        using (no_grad())
            foreach (var (key, value) in gat.state_dict()) value.fill_(key == "lin_src.weight" ? 1 : 0);
        // Coefficients are even: target 1 sees sources 0 and 1, the others the source of their number, targets 4 and 5 none.
        TensorAssert.Values([1, 1.5f, 3, 4, 0, 0], gat.call(tensor(new float[,] { { 1 }, { 2 }, { 3 }, { 4 } }), zeros(6, 1), adjacency), 1e-6);
    }

    [Fact]
    public void Call_ReversedFlow_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromBipartite(tensor(Edges), NumSources, NumTargets);
        using var conv = new GraphConv(3, 2, flow: Flow.TargetToSource);
        Assert.Throws<InvalidOperationException>(() => conv.call(ones(NumSources, 3), ones(NumTargets, 3), adjacency));
    }

    [Fact]
    public void Call_TooFewSources_SaysHowManyAreWanted()
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromBipartite(tensor(Edges), NumSources, NumTargets);
        using var conv = new GraphConv(3, 2);
        var error = Assert.Throws<ArgumentException>(() => conv.call(ones(5, 3), null, adjacency));
        Assert.StartsWith("GraphConv: source is [5, 3] but must be [7, ...], one row per node", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_BipartiteAdjacency_AsksForBothSets()
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromBipartite(tensor(Edges), NumSources, NumTargets);
        using var conv = new GraphConv(3, 2);
        var error = Assert.Throws<ArgumentException>(() => conv.call(ones(NumSources, 3), adjacency));
        Assert.StartsWith("GraphConv: the adjacency leads from 7 sources to 4 targets.", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Derive_SymmetricScalingOfABipartiteGraph_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromBipartite(tensor(Edges), NumSources, NumTargets);
        Assert.Throws<InvalidOperationException>(() => adjacency.Derive(AdjacencyForm.Gcn()));
    }
}
