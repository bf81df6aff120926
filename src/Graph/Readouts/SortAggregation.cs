using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>The k nodes of each graph that are largest in the last column, largest first, side by side; zeros where a graph has fewer.</summary>
/// <remarks>M. Zhang et al., "An End-to-End Deep Learning Architecture for Graph Classification", AAAI 2018. PyG's twin is
/// <c>SortAggregation</c>. Of equal nodes the first comes first.</remarks>
public sealed class SortAggregation : Readout
{
    private readonly int _k;

    /// <summary>Has no parameters.</summary>
    /// <param name="k">Nodes to keep per graph; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="k"/> is below 1.</exception>
    public SortAggregation(int k) : base(nameof(SortAggregation))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        _k = k;
    }

    /// <summary>Width of a graph's row, <c>k F</c>.</summary>
    /// <param name="inputSize">Width of a node's row, <c>F</c>.</param>
    public override long OutputSize(long inputSize) => _k * inputSize;

    /// <param name="x">Node rows, <c>[N, F]</c>.</param>
    /// <param name="index">The graph of each node.</param>
    /// <returns><c>[G, k F]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape is not as above, or there are not as many rows as nodes.</exception>
    public override Tensor forward(Tensor x, BatchIndex index)
    {
        RequireRows(x, index);
        using var scope = NewDisposeScope();
        var groups = new RowGroups(index.PtrArray, null, x.device);
        var (node, place) = TopPerGraph.Select(x.select(1, -1), groups, count => Math.Min(count, _k), _k);
        Tensor Ids(long[] values) => HostTensors.Create(values, [values.Length], x.device);
        return zeros([(long)index.NumGraphs * _k, x.shape[1]], x.dtype, x.device)
            .index_copy(0, Ids(place), x.index_select(0, Ids(node)))
            .view(index.NumGraphs, _k * x.shape[1]).MoveToOuterDisposeScope();
    }
}
