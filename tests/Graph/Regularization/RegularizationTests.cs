using GraphSeq.Graph;
using GraphSeq.Graph.Regularization;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Regularization;

public class RegularizationTests
{
    [Fact]
    public void DropEdge_Training_KeepsAboutTheShareOfEdgesAndTheirPlaces()
    {
        using var scope = NewDisposeScope();
        var edges = GraphExamples.Random(50, 2000, seed: 1).EdgeIndex;
        using var drop = new DropEdge(0.3, seed: 4);
        var (kept, ids) = drop.call(edges);
        Assert.InRange(kept.shape[1], 1300, 1500);
        TensorAssert.Same(kept, edges.index_select(1, ids));
        using var same = new DropEdge(0.3, seed: 4);
        TensorAssert.Same(same.call(edges).EdgeIndex, kept);
        Assert.NotEqual(kept.shape[1], drop.call(edges).EdgeIndex.shape[1]);
    }

    [Fact]
    public void DropEdge_ForcedUndirected_KeepsBothDirections()
    {
        using var scope = NewDisposeScope();
        var edges = GraphOps.ToUndirected(GraphOps.RemoveSelfLoops(GraphExamples.Random(30, 200, seed: 2).EdgeIndex));
        using var drop = new DropEdge(0.5, forceUndirected: true, seed: 1);
        var (kept, ids) = drop.call(edges);
        Assert.True(GraphOps.IsUndirected(kept));
        Assert.InRange(kept.shape[1], 2, edges.shape[1] - 2);
        var half = (int)ids.shape[0] / 2;
        TensorAssert.Same(ids[half..], ids[..half]);
    }

    [Fact]
    public void DropEdge_Adjacency_KeepsWeightsWithTheirEdges()
    {
        using var scope = NewDisposeScope();
        using var drop = new DropEdge(0.5, seed: 2);
        int[] source = [.. Enumerable.Range(0, 40)], target = [.. Enumerable.Range(0, 40).Select(i => (i * 7 + 1) % 40)];
        using var adjacency = SparseAdjacency.FromEdges(source, target, 40, [.. source.Select(i => i + 1f)]);
        using var thinned = drop.Thin(adjacency);
        Assert.InRange(thinned!.NumEdges, 8, 32);
        for (var e = 0; e < thinned.NumEdges; e++) Assert.Equal(thinned.Source[e] + 1f, thinned.Weight[e]);
        drop.eval();
        Assert.Null(drop.Thin(adjacency));
    }

    [Fact]
    public void DropNode_Training_DropsAllEdgesOfANode()
    {
        using var scope = NewDisposeScope();
        var edges = GraphExamples.Random(200, 2000, seed: 3).EdgeIndex;
        using var drop = new DropNode(0.4, seed: 6);
        var (kept, edgeMask, nodeMask) = drop.call(edges, 200);
        Assert.InRange(nodeMask.sum().item<long>(), 95, 145);
        TensorAssert.Same(edgeMask, nodeMask.index_select(0, edges[0]) & nodeMask.index_select(0, edges[1]));
        Assert.Equal(edgeMask.sum().item<long>(), kept.shape[1]);
    }

    [Theory]
    [InlineData(FeatureMaskMode.Column)]
    [InlineData(FeatureMaskMode.Row)]
    [InlineData(FeatureMaskMode.All)]
    public void FeatureMasking_Training_MasksTogetherWhatTheModeSays(FeatureMaskMode mode)
    {
        using var scope = NewDisposeScope();
        using var masking = new FeatureMasking(0.5, mode, fillValue: -1, seed: 9);
        var y = masking.call(ones(60, 50));
        var masked = y.eq(-1);
        Assert.InRange(masked.to(ScalarType.Float32).mean().item<float>(), 0.25f, 0.75f);
        var (columns, rows) = (masked.all(0).sum().item<long>(), masked.all(1).sum().item<long>());
        Assert.Equal(mode == FeatureMaskMode.Column, columns * 60 == masked.sum().item<long>());
        Assert.Equal(mode == FeatureMaskMode.Row, rows * 50 == masked.sum().item<long>());
    }

    [Fact]
    public void All_InEvaluation_ChangeNothing()
    {
        using var scope = NewDisposeScope();
        var (numNodes, edges) = GraphExamples.Named("random");
        using var edge = new DropEdge();
        using var node = new DropNode();
        using var feature = new FeatureMasking();
        edge.eval();
        node.eval();
        feature.eval();
        TensorAssert.Same(edge.call(edges).EdgeIndex, edges);
        TensorAssert.Same(node.call(edges, numNodes).EdgeIndex, edges);
        TensorAssert.Same(feature.call(ones(3, 2)), ones(3, 2));
    }

    [Fact]
    public void Constructors_ProbabilityOutsideItsRange_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropEdge(1.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new DropNode(-0.1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new FeatureMasking(double.NaN));
    }
}
