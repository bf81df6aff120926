using static TorchSharp.torch;

namespace GraphSeq.Graph;

public static partial class GraphOps
{
    /// <summary>Node rows as one padded block per graph.</summary>
    /// <param name="x">Node rows, <c>[N, ...]</c>.</param>
    /// <param name="batch">Graph of each node, <c>[N]</c> int64, in any order; null for one graph.</param>
    /// <param name="fillValue">What fills the places without a node.</param>
    /// <param name="maxNumNodes">Places per graph, <c>M</c>; null for the largest graph's nodes. Nodes beyond it are left out.</param>
    /// <param name="batchSize">Number of graphs, <c>G</c>; null for the largest graph id + 1.</param>
    /// <returns>Rows, <c>[G, M, ...]</c>, and where there are nodes, <c>[G, M]</c> bool.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or an id is no graph.</exception>
    public static (Tensor Dense, Tensor Mask) ToDenseBatch(
        Tensor x, Tensor? batch = null, double fillValue = 0, long? maxNumNodes = null, long? batchSize = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var scope = NewDisposeScope();
        batch ??= zeros(x.shape[0], ScalarType.Int64, x.device);
        var groups = new RowGroups(batch, batchSize ?? (batch.numel() == 0 ? 1 : null), nameof(ToDenseBatch), nameof(batch));
        if (x.Dimensions == 0 || x.shape[0] != batch.shape[0])
            Shapes.Fail(nameof(ToDenseBatch), nameof(x), Shapes.Describe(x.shape), $"[{batch.shape[0]}, ...]", "Pass one row per node.");
        var places = maxNumNodes ?? LargestGroup(groups);
        long[] size = [groups.Index.NumGraphs, places];
        var place = groups.PlaceInGroup();
        var kept = EdgeTensors.Positions(place < places);
        var flat = (batch * places + place).index_select(0, kept);
        var dense = full([size[0] * places, .. x.shape[1..]], fillValue, x.dtype, x.device).index_copy(0, flat, x.index_select(0, kept));
        var mask = zeros(size[0] * places, ScalarType.Bool, x.device).index_fill(0, flat, true);
        return (dense.view([.. size, .. x.shape[1..]]).MoveToOuterDisposeScope(), mask.view(size).MoveToOuterDisposeScope());
    }

    /// <summary>Edges as one dense adjacency matrix per graph, entry <c>[source, target]</c>; equal edges add up.</summary>
    /// <param name="edgeIndex">Edges within graphs, <c>[2, E]</c> int64.</param>
    /// <param name="batch">Graph of each node, <c>[N]</c> int64, in any order; null for one graph.</param>
    /// <param name="edgeAttr">Weights <c>[E]</c> or features <c>[E, D]</c>; null for 1.</param>
    /// <param name="maxNumNodes">Nodes per graph, <c>M</c>; null for the largest graph's. Edges of nodes beyond it are left out.</param>
    /// <param name="batchSize">Number of graphs, <c>G</c>; null for the largest graph id + 1.</param>
    /// <returns><c>[G, M, M]</c>, or <c>[G, M, M, D]</c>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit, or an id is no node or graph.</exception>
    public static Tensor ToDenseAdj(
        Tensor edgeIndex, Tensor? batch = null, Tensor? edgeAttr = null, long? maxNumNodes = null, long? batchSize = null)
    {
        var numNodes = EdgeTensors.NumNodes(edgeIndex, batch?.shape[0], nameof(ToDenseAdj));
        using var scope = NewDisposeScope();
        batch ??= zeros(numNodes, ScalarType.Int64, edgeIndex.device);
        edgeAttr ??= ones(edgeIndex.shape[1], ScalarType.Float32, edgeIndex.device);
        EdgeTensors.RequireRows(edgeAttr, edgeIndex, nameof(ToDenseAdj));
        var groups = new RowGroups(batch, batchSize ?? (batch.numel() == 0 ? 1 : null), nameof(ToDenseAdj), nameof(batch));
        var nodes = maxNumNodes ?? LargestGroup(groups);
        var place = groups.PlaceInGroup();
        var (row, column) = (place.index_select(0, edgeIndex[0]), place.index_select(0, edgeIndex[1]));
        var kept = EdgeTensors.Positions((row < nodes) & (column < nodes));
        var flat = ((batch.index_select(0, edgeIndex[0]) * nodes + row) * nodes + column).index_select(0, kept);
        long[] size = [groups.Index.NumGraphs, nodes, nodes];
        var dense = zeros([size[0] * nodes * nodes, .. edgeAttr.shape[1..]], edgeAttr.dtype, edgeAttr.device)
            .index_add(0, flat, edgeAttr.index_select(0, kept), 1);
        return dense.view([.. size, .. edgeAttr.shape[1..]]).MoveToOuterDisposeScope();
    }

    private static long LargestGroup(RowGroups groups)
    {
        var largest = 0;
        for (var g = 0; g < groups.Index.NumGraphs; g++) largest = Math.Max(largest, groups.Index.Ptr[g + 1] - groups.Index.Ptr[g]);
        return largest;
    }
}
