using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>What an added self-loop carries: a number, a row, or a reduction of the rows of the node's incoming edges.</summary>
/// <remarks>Converts from each of them, so that a call reads <c>fill: 2.0</c>, <c>fill: row</c> or <c>fill: Reduction.Mean</c>.</remarks>
public readonly struct LoopFill
{
    private readonly double _value;
    private readonly Tensor? _row;
    private readonly Reduction? _reduction;

    private LoopFill(double value, Tensor? row, Reduction? reduction) => (_value, _row, _reduction) = (value, row, reduction);

    /// <summary>The same number in every column.</summary>
    /// <param name="value">The number.</param>
    public static implicit operator LoopFill(double value) => new(value, null, null);

    /// <summary>The same row for every node, or one row per node.</summary>
    /// <param name="row">Of the shape of one edge's row, or <c>[N, ...]</c>; stays the caller's.</param>
    public static implicit operator LoopFill(Tensor row) => new(0, row, null);

    /// <summary>A reduction of the rows of the edges that end at the node, its own self-loops included.</summary>
    /// <param name="reduction">How they are reduced.</param>
    public static implicit operator LoopFill(Reduction reduction) => new(0, null, reduction);

    /// <summary>One row per node, <c>[N, ...]</c>, in the scope that is open.</summary>
    internal Tensor Rows(Tensor edgeIndex, Tensor edgeAttr, long numNodes)
    {
        long[] shape = [numNodes, .. edgeAttr.shape[1..]];
        if (_reduction is { } reduction)
            return new RowGroups(edgeIndex[1], numNodes, "LoopFill").Reduce(edgeAttr, reduction);
        return _row is null ? full(shape, _value, edgeAttr.dtype, edgeAttr.device) : _row.to(edgeAttr.dtype).to(edgeAttr.device).expand(shape);
    }
}
