using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>PyG's <c>utils</c>: operations on edge indices and on rows grouped by an index. Differentiable in all floating-point arguments.</summary>
/// <remarks>An edge index is <c>[2, E]</c> int64, row 0 sources, row 1 targets, ids in <c>[0, N)</c>; <c>numNodes</c> null means the largest
/// id + 1. Index work is done on the host, rows stay on their device. The caller owns results.</remarks>
public static partial class GraphOps
{
    /// <summary>Reduces rows of equal index (PyG: <c>scatter</c>): <c>[N, ...] -> [G, ...]</c>.</summary>
    /// <param name="src">Rows, <c>[N, ...]</c>.</param>
    /// <param name="index">The group of each row, <c>[N]</c> int64, in any order.</param>
    /// <param name="dimSize">Number of groups, <c>G</c>; null for the largest + 1.</param>
    /// <param name="reduce">How rows are reduced.</param>
    /// <exception cref="ArgumentException">The shapes do not fit, or an index is outside <c>[0, G)</c>.</exception>
    public static Tensor Scatter(Tensor src, Tensor index, long? dimSize = null, Reduction reduce = Reduction.Sum)
    {
        ArgumentNullException.ThrowIfNull(src);
        using var scope = NewDisposeScope();
        return new RowGroups(index, dimSize, nameof(Scatter)).Reduce(src, reduce).MoveToOuterDisposeScope();
    }

    /// <summary>Softmax over the rows of each group, column by column.</summary>
    /// <param name="src">Scores, <c>[N, ...]</c>.</param>
    /// <param name="index">The group of each row, <c>[N]</c> int64, in any order; or pass <paramref name="ptr"/>.</param>
    /// <param name="ptr">Offsets of the groups, <c>[G + 1]</c> int64, if rows are sorted by group; goes before <paramref name="index"/>.</param>
    /// <param name="numNodes">Number of groups; null for the largest + 1.</param>
    /// <param name="dim">The dimension that the groups divide.</param>
    /// <returns>Of the shape of <paramref name="src"/>.</returns>
    /// <exception cref="ArgumentException">Neither groups nor offsets are given, or the shapes do not fit.</exception>
    public static Tensor Softmax(Tensor src, Tensor? index = null, Tensor? ptr = null, long? numNodes = null, long dim = 0)
    {
        ArgumentNullException.ThrowIfNull(src);
        using var scope = NewDisposeScope();
        var groups = ptr is not null ? new RowGroups(Array.ConvertAll(HostTensors.ToArray<long>(ptr), p => checked((int)p)), null, src.device)
            : index is not null ? new RowGroups(index, numNodes, nameof(Softmax))
            : throw new ArgumentException("Softmax: neither index nor ptr is given; one of them must say which rows belong together.", nameof(index));
        var rows = src.transpose(0, dim);
        return groups.Apart(Segments.Softmax(groups.Together(rows), groups.Index)).transpose(0, dim).alias().MoveToOuterDisposeScope();
    }

    /// <summary>How often each node occurs in a row of the edge index.</summary>
    /// <param name="index">Node ids, <c>[E]</c> int64.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <param name="dtype">Element type of the counts; null for Float32.</param>
    /// <returns><c>[N]</c>.</returns>
    /// <exception cref="ArgumentException">An id is outside <c>[0, N)</c>.</exception>
    public static Tensor Degree(Tensor index, long? numNodes = null, ScalarType? dtype = null)
    {
        using var scope = NewDisposeScope();
        var ptr = new RowGroups(index, numNodes, nameof(Degree)).Index.Ptr;
        var degree = new long[ptr.Length - 1];
        for (var i = 0; i < degree.Length; i++) degree[i] = ptr[i + 1] - ptr[i];
        return HostTensors.Create(degree, [degree.Length], index.device).to(dtype ?? ScalarType.Float32).MoveToOuterDisposeScope();
    }
}
