using static TorchSharp.torch;

namespace GraphSeq.Graph;

public static partial class GraphOps
{
    /// <summary>Drops each edge with probability p (PyG: <c>dropout_edge</c>).</summary>
    /// <remarks><see href="https://arxiv.org/abs/1907.10903">Y. Rong et al., "DropEdge", 2020</see>.</remarks>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="p">Probability, in <c>[0, 1]</c>.</param>
    /// <param name="forceUndirected">Decides for edges with source not above target, and appends the reverse of those kept; a self-loop kept
    /// then comes twice, as in PyG.</param>
    /// <param name="training">False drops nothing.</param>
    /// <param name="generator">Where random numbers come from; null for libtorch's global generator.</param>
    /// <returns>Edges, and for each the place it had, <c>[E']</c> int64, to select edge data with. (PyG returns a mask if not forced.)</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is outside <c>[0, 1]</c>.</exception>
    /// <exception cref="ArgumentException">The shape or element type is not as above.</exception>
    public static (Tensor EdgeIndex, Tensor EdgeId) DropoutEdge(
        Tensor edgeIndex, double p = 0.5, bool forceUndirected = false, bool training = true, Generator? generator = null)
    {
        Shapes.RequireEdgeIndex(edgeIndex, nameof(DropoutEdge));
        RequireProbability(p, nameof(DropoutEdge));
        using var scope = NewDisposeScope();
        var dropping = training && p > 0;
        var mask = KeepMask([edgeIndex.shape[1]], dropping ? p : 0, edgeIndex.device, generator);
        forceUndirected &= dropping;
        if (forceUndirected) mask &= edgeIndex[0] <= edgeIndex[1];
        var kept = EdgeTensors.Positions(mask);
        var edges = edgeIndex.index_select(1, kept);
        if (forceUndirected) (edges, kept) = (BothWays(edges), cat([kept, kept], 0));
        return (edges.MoveToOuterDisposeScope(), kept.MoveToOuterDisposeScope());
    }

    /// <summary>Drops each node with probability p, that is all its edges (PyG: <c>dropout_node</c>).</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="p">Probability, in <c>[0, 1]</c>.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <param name="training">False drops nothing.</param>
    /// <param name="generator">Where random numbers come from; null for libtorch's global generator.</param>
    /// <returns>Edges, which of the given ones they are, <c>[E]</c> bool, and which nodes were kept, <c>[N]</c> bool.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is outside <c>[0, 1]</c>.</exception>
    /// <exception cref="ArgumentException">The shape or element type is not as above, or an id is no node.</exception>
    public static (Tensor EdgeIndex, Tensor EdgeMask, Tensor NodeMask) DropoutNode(
        Tensor edgeIndex, double p = 0.5, long? numNodes = null, bool training = true, Generator? generator = null)
    {
        var count = EdgeTensors.NumNodes(edgeIndex, numNodes, nameof(DropoutNode));
        RequireProbability(p, nameof(DropoutNode));
        using var scope = NewDisposeScope();
        var nodeMask = KeepMask([count], training ? p : 0, edgeIndex.device, generator);
        var (edges, _, edgeMask) = Subgraph(nodeMask, edgeIndex);
        return (edges.MoveToOuterDisposeScope(), edgeMask.MoveToOuterDisposeScope(), nodeMask.MoveToOuterDisposeScope());
    }

    /// <summary>Masks features with probability p (PyG: <c>mask_feature</c>); what is kept is not scaled.</summary>
    /// <param name="x">Node features, <c>[N, F]</c>.</param>
    /// <param name="p">Probability, in <c>[0, 1]</c>.</param>
    /// <param name="mode">What is masked together.</param>
    /// <param name="fillValue">What masked features become.</param>
    /// <param name="training">False masks nothing.</param>
    /// <param name="generator">Where random numbers come from; null for libtorch's global generator.</param>
    /// <returns>Features, and which were kept, <c>[1, F]</c>, <c>[N, 1]</c> or <c>[N, F]</c> bool by mode.</returns>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is outside <c>[0, 1]</c>.</exception>
    /// <exception cref="ArgumentException">The shape is not as above.</exception>
    public static (Tensor X, Tensor FeatureMask) MaskFeature(
        Tensor x, double p = 0.5, FeatureMaskMode mode = FeatureMaskMode.Column, double fillValue = 0, bool training = true,
        Generator? generator = null)
    {
        EdgeTensors.RequireMatrix(x, nameof(MaskFeature));
        RequireProbability(p, nameof(MaskFeature));
        using var scope = NewDisposeScope();
        long[] shape = mode switch
        {
            FeatureMaskMode.Column => [1, x.shape[1]],
            FeatureMaskMode.Row => [x.shape[0], 1],
            FeatureMaskMode.All => x.shape,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "MaskFeature: there is no such mode."),
        };
        var mask = KeepMask(shape, training ? p : 0, x.device, generator);
        return (x.masked_fill(mask.logical_not(), fillValue).MoveToOuterDisposeScope(), mask.MoveToOuterDisposeScope());
    }

    /// <summary>True with probability <c>1 - p</c>; drawn on the CPU, so that a seed means the same on every device.</summary>
    private static Tensor KeepMask(long[] shape, double p, Device device, Generator? generator) =>
        p == 0 ? ones(shape, ScalarType.Bool, device) : (rand(shape, generator: generator) >= p).to(device);

    private static void RequireProbability(double p, string owner)
    {
        if (!(p is >= 0 and <= 1)) throw new ArgumentOutOfRangeException(nameof(p), p, $"{owner}: p must be in [0, 1].");
    }
}
