using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

public class GraphDataTests
{
    private static Tensor Path3 => tensor(new long[,] { { 0, 1, 1, 2 }, { 1, 0, 2, 1 } });

    [Fact]
    public void Constructor_EveryPart_IsKept()
    {
        using var scope = NewDisposeScope();
        using var graph = new GraphData(zeros(3, 7, 2), Path3, ones(4), ones(4, 2), zeros(1), zeros(3, 2), tensor(new long[] { 7, 1, 3 }));
        Assert.Equal((3, 4), (graph.NumNodes, graph.NumEdges));
        Assert.Equal("GraphData(nodes 3, edges 4, x [3, 7, 2] Float32, y [1] Float32)", graph.ToString());
        using var adjacency = graph.ToAdjacency();
        Assert.Equal([1, 1, 1, 1], adjacency.Weight.ToArray());
    }

    [Fact]
    public void Constructor_NoFeatures_NeedsTheNumberOfNodes()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(5, new GraphData(null, Path3, numNodes: 5).NumNodes);
        Assert.Contains("Pass numNodes", Assert.Throws<ArgumentException>(() => new GraphData(null, Path3)).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new GraphData(zeros(3, 1), Path3, numNodes: 4));
        var noEdges = zeros(2, 0, ScalarType.Int64);
        foreach (var count in (long[])[-1, 1L + int.MaxValue])
            Assert.Contains("GraphData: numNodes must be in [0, 2147483647]",
                Assert.Throws<ArgumentOutOfRangeException>(() => new GraphData(null, noEdges, numNodes: count)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Constructor_PartsThatDoNotFit_SayHow()
    {
        using var scope = NewDisposeScope();
        void Refused(string message, Func<GraphData> make) =>
            Assert.Contains(message, Assert.Throws<ArgumentException>(make).Message, StringComparison.Ordinal);
        var x = zeros(3, 2);
        Refused("x is [3]", () => new GraphData(zeros(3), Path3));
        Refused("edgeWeight is [3] Float32 but must be [4]", () => new GraphData(x, Path3, edgeWeight: ones(3)));
        Refused("edgeAttr is [4] Float32", () => new GraphData(x, Path3, edgeAttr: ones(4)));
        Refused("pos is [2, 2] Float32", () => new GraphData(x, Path3, pos: ones(2, 2)));
        Refused("lengths need x with a time axis", () => new GraphData(x, Path3, lengths: ones(3, dtype: ScalarType.Int64)));
        Refused("lengths[1] is 8 but must be in [1, 7]", () => new GraphData(zeros(3, 7, 1), Path3, lengths: tensor(new long[] { 7, 8, 1 })));
        Refused("lengths[0] is 0", () => new GraphData(zeros(3, 7, 1), Path3, lengths: tensor(new long[] { 0, 1, 1 })));
        Refused("edgeIndex[1, 2] is 3 but must be in [0, 3). Do ids start at 1?", () => new GraphData(x, tensor(new long[,] { { 0, 1, 2 }, { 1, 0, 3 } })));
        Refused("edgeIndex", () => new GraphData(x, Path3.to(ScalarType.Int32)));
        Refused("edgeIndex", () => new GraphData(x, Path3.t()));
    }

    [Fact]
    public void HasNodeTargets_WithoutARowPerNode_IsRefused()
    {
        using var scope = NewDisposeScope();
        Assert.True(new GraphData(zeros(3, 2), Path3, y: zeros(3, 4)) { HasNodeTargets = true }.HasNodeTargets);
        Assert.False(new GraphData(zeros(3, 2), Path3, y: zeros(3)).HasNodeTargets);
        foreach (var (y, found) in (ReadOnlySpan<(Tensor?, string)>)[(null, "null"), (zeros(2), "[2] Float32"), (tensor(1f), "[] Float32")])
            Assert.Contains($"y is {found} but must be [3, ...], one row per node",
                Assert.Throws<ArgumentException>(() => new GraphData(zeros(3, 2), Path3, y: y) { HasNodeTargets = true }).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Dispose_LeavesTheCallersTensors()
    {
        using var scope = NewDisposeScope();
        var x = ones(3, 2);
        var graph = new GraphData(x, Path3);
        var held = graph.X!;
        graph.Dispose();
        Assert.True(held.IsInvalid);
        Assert.Equal(6, x.sum().item<float>());
    }
}
