using static TorchSharp.torch;

namespace GraphSeq.Graph;

public static partial class GraphOps
{
    /// <summary>The edges between the nodes of a subset.</summary>
    /// <param name="subset">Node ids, int64, or one bool per node, <c>[N]</c>.</param>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="edgeAttr">Weights <c>[E]</c> or features <c>[E, D]</c>; null for none.</param>
    /// <param name="relabelNodes">Numbers the nodes of the subset from 0, in the order they are given (a mask: by ascending id).</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <returns>Edges, their data (null if none was given) and which edges were kept, <c>[E]</c> bool.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above, or an id is no node.</exception>
    public static (Tensor EdgeIndex, Tensor? EdgeAttr, Tensor EdgeMask) Subgraph(
        Tensor subset, Tensor edgeIndex, Tensor? edgeAttr = null, bool relabelNodes = false, long? numNodes = null)
    {
        ArgumentNullException.ThrowIfNull(subset);
        var isMask = subset.dtype == ScalarType.Bool;
        var count = EdgeTensors.NumNodes(edgeIndex, isMask ? subset.shape[0] : numNodes, nameof(Subgraph));
        if (edgeAttr is not null) EdgeTensors.RequireRows(edgeAttr, edgeIndex, nameof(Subgraph));
        using var scope = NewDisposeScope();
        var nodeMask = isMask ? subset : NodeMask(subset, count, nameof(Subgraph), nameof(subset));
        var edgeMask = nodeMask.index_select(0, edgeIndex[0]) & nodeMask.index_select(0, edgeIndex[1]);
        var (edges, data) = Keep(edgeIndex, edgeAttr, edgeMask);
        if (relabelNodes) edges = NewIds(isMask ? EdgeTensors.Positions(subset) : subset.reshape(-1), count).index_select(0, edges.view(-1)).view(2, -1);
        return (edges.MoveToOuterDisposeScope(), data?.MoveToOuterDisposeScope(), edgeMask.MoveToOuterDisposeScope());
    }

    /// <summary>The nodes within some hops of the seeds, and the edges between them.</summary>
    /// <param name="nodeIdx">Seed nodes, <c>[K]</c> int64.</param>
    /// <param name="numHops">Number of hops; at least 0.</param>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="relabelNodes">Numbers the nodes found from 0, by ascending id.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <param name="flow">Source to target finds nodes that reach the seeds, target to source those that the seeds reach.</param>
    /// <param name="directed">True keeps only the edges walked from the seeds; false all edges between the nodes found.</param>
    /// <returns>Nodes found, ascending; edges; the place of each seed among the nodes; which edges were kept, <c>[E]</c> bool.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above, or an id is no node.</exception>
    public static (Tensor Subset, Tensor EdgeIndex, Tensor Mapping, Tensor EdgeMask) KHopSubgraph(
        Tensor nodeIdx, int numHops, Tensor edgeIndex, bool relabelNodes = false, long? numNodes = null, Flow flow = Flow.SourceToTarget,
        bool directed = false)
    {
        ArgumentNullException.ThrowIfNull(nodeIdx);
        ArgumentOutOfRangeException.ThrowIfNegative(numHops);
        var count = EdgeTensors.NumNodes(edgeIndex, numNodes, nameof(KHopSubgraph));
        using var scope = NewDisposeScope();
        var seeds = nodeIdx.to(edgeIndex.device).reshape(-1);
        var (near, far) = flow == Flow.SourceToTarget ? (edgeIndex[1], edgeIndex[0]) : (edgeIndex[0], edgeIndex[1]);
        var reached = NodeMask(seeds, count, nameof(KHopSubgraph), nameof(nodeIdx));
        var (front, edgeMask) = (reached, zeros_like(near, dtype: ScalarType.Bool));
        for (var hop = 0; hop < numHops; hop++)
        {
            var walked = front.index_select(0, near);
            front = NodeMask(far.index_select(0, EdgeTensors.Positions(walked)), count, nameof(KHopSubgraph), nameof(edgeIndex));
            (reached, edgeMask) = (reached | front, edgeMask | walked);
        }
        if (!directed) edgeMask = reached.index_select(0, near) & reached.index_select(0, far);
        var subset = EdgeTensors.Positions(reached);
        var newIds = NewIds(subset, count);
        var edges = Keep(edgeIndex, null, edgeMask).EdgeIndex;
        if (relabelNodes) edges = newIds.index_select(0, edges.view(-1)).view(2, -1);
        return (subset.MoveToOuterDisposeScope(), edges.MoveToOuterDisposeScope(), newIds.index_select(0, seeds).MoveToOuterDisposeScope(),
            edgeMask.MoveToOuterDisposeScope());
    }

    /// <summary>The edges between the nodes of a permutation of a subset, renumbered by their place in it (PyG: <c>filter_adj</c>).</summary>
    internal static (Tensor EdgeIndex, Tensor? EdgeAttr) FilterAdjacency(Tensor edgeIndex, Tensor? edgeAttr, Tensor perm, long numNodes)
    {
        var newIds = NewIds(perm, numNodes);
        var relabelled = newIds.index_select(0, edgeIndex.reshape(-1)).view(2, -1);
        return Keep(relabelled, edgeAttr, (relabelled[0] >= 0) & (relabelled[1] >= 0));
    }

    private static (Tensor EdgeIndex, Tensor? EdgeAttr) Keep(Tensor edgeIndex, Tensor? edgeAttr, Tensor mask)
    {
        var kept = EdgeTensors.Positions(mask);
        return (edgeIndex.index_select(1, kept), edgeAttr?.index_select(0, kept));
    }

    /// <summary>For each node its place among the nodes given, -1 where it is not among them.</summary>
    private static Tensor NewIds(Tensor nodes, long numNodes)
    {
        var place = arange(nodes.shape[0], dtype: ScalarType.Int64, device: nodes.device);
        return full(numNodes, -1, ScalarType.Int64, nodes.device).index_copy(0, nodes, place);
    }

    private static Tensor NodeMask(Tensor nodes, int numNodes, string owner, string argument)
    {
        if (nodes.dtype != ScalarType.Int64)
            Shapes.Fail(owner, argument, Shapes.Describe(nodes), "node ids, Int64", "Or pass one Bool per node, where a mask is allowed.");
        var (least, most) = nodes.numel() == 0 ? (0, -1) : (nodes.min().item<long>(), nodes.max().item<long>());
        if (least < 0 || most >= numNodes) EdgeTensors.FailOnIds(owner, argument, least, most, numNodes);
        return zeros(numNodes, ScalarType.Bool, nodes.device).index_fill(0, nodes.reshape(-1), true);
    }
}
