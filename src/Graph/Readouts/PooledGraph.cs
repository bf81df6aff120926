using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>What a pooling layer leaves of a graph or batch. The caller owns the tensors.</summary>
/// <param name="X">Rows of the nodes kept, times their scores, <c>[K, F]</c>.</param>
/// <param name="EdgeIndex">Edges between nodes kept, renumbered, <c>[2, E']</c> int64.</param>
/// <param name="EdgeAttr">Their data, <c>[E', ...]</c>; null where none was given.</param>
/// <param name="Batch">Graph of each node kept, <c>[K]</c> int64.</param>
/// <param name="Perm">The nodes kept, as they were numbered before, <c>[K]</c> int64: graph after graph, the largest score first (by a minimal
/// score: in the order they had).</param>
/// <param name="Score">Their scores, <c>[K]</c>.</param>
public sealed record PooledGraph(Tensor X, Tensor EdgeIndex, Tensor? EdgeAttr, Tensor Batch, Tensor Perm, Tensor Score)
{
    /// <summary>The edges for the next convolution.</summary>
    /// <returns>A new adjacency, owned by the caller.</returns>
    public SparseAdjacency ToAdjacency() => SparseAdjacency.FromEdgeIndex(EdgeIndex, X.shape[0]);
}
