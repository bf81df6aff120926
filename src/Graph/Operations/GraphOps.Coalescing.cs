using static TorchSharp.torch;

namespace GraphSeq.Graph;

public static partial class GraphOps
{
    /// <summary>Sorts edges and leaves one of each.</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <param name="sortByRow">True sorts by source, then target; false by target, then source.</param>
    /// <returns>Edges, <c>[2, E']</c>.</returns>
    /// <exception cref="ArgumentException">The shape or element type is not as above, or an id is no node.</exception>
    public static Tensor Coalesce(Tensor edgeIndex, long? numNodes = null, bool sortByRow = true)
    {
        using var scope = NewDisposeScope();
        return Merge(edgeIndex, numNodes, sortByRow, nameof(Coalesce)).Edges.MoveToOuterDisposeScope();
    }

    /// <summary>Sorts edges, leaves one of each, and reduces the data of equal ones.</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="edgeAttr">Weights <c>[E]</c> or features <c>[E, D]</c>.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <param name="reduce">How the data of equal edges becomes one row.</param>
    /// <param name="sortByRow">True sorts by source, then target; false by target, then source.</param>
    /// <returns>Edges, <c>[2, E']</c>, and their data, <c>[E', ...]</c>.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above, or an id is no node.</exception>
    public static (Tensor EdgeIndex, Tensor EdgeAttr) Coalesce(
        Tensor edgeIndex, Tensor edgeAttr, long? numNodes = null, Reduction reduce = Reduction.Sum, bool sortByRow = true)
    {
        using var scope = NewDisposeScope();
        var (edges, groups) = Merge(edgeIndex, numNodes, sortByRow, nameof(Coalesce));
        EdgeTensors.RequireRows(edgeAttr, edgeIndex, nameof(Coalesce));
        return (edges.MoveToOuterDisposeScope(), groups.Reduce(edgeAttr, reduce).MoveToOuterDisposeScope());
    }

    /// <summary>Adds the reverse of every edge and coalesces.</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <returns>Edges, sorted by source, then target.</returns>
    /// <exception cref="ArgumentException">The shape or element type is not as above, or an id is no node.</exception>
    public static Tensor ToUndirected(Tensor edgeIndex, long? numNodes = null)
    {
        Shapes.RequireEdgeIndex(edgeIndex, nameof(ToUndirected));
        using var scope = NewDisposeScope();
        return Coalesce(BothWays(edgeIndex), numNodes).MoveToOuterDisposeScope();
    }

    /// <summary>Adds the reverse of every edge, with the same data, and coalesces. A self-loop's data counts twice, as in PyG.</summary>
    /// <inheritdoc cref="Coalesce(Tensor, Tensor, long?, Reduction, bool)"/>
    /// <returns>Edges, sorted by source, then target, and their data.</returns>
    public static (Tensor EdgeIndex, Tensor EdgeAttr) ToUndirected(
        Tensor edgeIndex, Tensor edgeAttr, long? numNodes = null, Reduction reduce = Reduction.Sum)
    {
        Shapes.RequireEdgeIndex(edgeIndex, nameof(ToUndirected));
        EdgeTensors.RequireRows(edgeAttr, edgeIndex, nameof(ToUndirected));
        using var scope = NewDisposeScope();
        var (edges, data) = Coalesce(BothWays(edgeIndex), cat([edgeAttr, edgeAttr], 0), numNodes, reduce);
        return (edges.MoveToOuterDisposeScope(), data.MoveToOuterDisposeScope());
    }

    /// <summary>True if every edge has its reverse, as often and of the same weight.</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="edgeWeight">Weights, <c>[E]</c>, compared in Float64 if they are of it, else in Float32; null for 1.</param>
    /// <exception cref="ArgumentException">A shape or element type is not as above, or an id is no node.</exception>
    public static bool IsUndirected(Tensor edgeIndex, Tensor? edgeWeight = null)
    {
        using var adjacency = SparseAdjacency.FromEdgeIndex(edgeIndex, EdgeTensors.NumNodes(edgeIndex, null, nameof(IsUndirected)), edgeWeight);
        return adjacency.IsSymmetric;
    }

    private static Tensor BothWays(Tensor edgeIndex) => cat([edgeIndex, edgeIndex.flip(0)], 1);

    /// <summary>The distinct edges, and which of the given ones became each.</summary>
    private static (Tensor Edges, RowGroups Groups) Merge(Tensor edgeIndex, long? numNodes, bool sortByRow, string owner)
    {
        var count = EdgeTensors.NumNodes(edgeIndex, numNodes, owner);
        var (source, target) = EdgeTensors.ToArrays(edgeIndex);
        var sorted = sortByRow ? Csr.FromEdges(source, target, count, count) : Csr.FromEdges(target, source, count, count);
        List<int> ptr = [];
        List<long> first = [], second = [];
        for (var r = 0; r < sorted.NumRows; r++)
            for (var e = sorted.RowPtr[r]; e < sorted.RowPtr[r + 1]; e++)
            {
                if (e > sorted.RowPtr[r] && sorted.Column[e] == sorted.Column[e - 1]) continue;
                ptr.Add(e);
                first.Add(r);
                second.Add(sorted.Column[e]);
            }
        ptr.Add(source.Length);
        long[] ids = sortByRow ? [.. first, .. second] : [.. second, .. first];
        return (HostTensors.Create(ids, [2, first.Count], edgeIndex.device), new RowGroups([.. ptr], sorted.Origin, edgeIndex.device));
    }
}
