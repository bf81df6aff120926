using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>A layer that weighs neighbours by attention, with one or several heads.</summary>
public abstract class AttentionConvolution : BipartiteConvolution
{
    private readonly bool _concat;
    private readonly double _dropout;

    private protected AttentionConvolution(string name, long outChannels, long heads, bool concat, double dropout, Aggregation aggregation, Flow flow)
        : base(name, aggregation, flow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(heads, 1);
        Shapes.RequireDropout(dropout);
        (OutChannels, Heads, _concat, _dropout) = (outChannels, heads, concat, dropout);
    }

    /// <inheritdoc/>
    public sealed override long OutputSize => _concat ? Heads * OutChannels : OutChannels;

    /// <summary>Chance that a coefficient is dropped while training.</summary>
    private protected double DropoutChance => _dropout;

    private protected long Heads { get; }

    private protected long OutChannels { get; }

    /// <summary>Runs the layer (not through hooks) and tells what it looked at.</summary>
    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="adjacency">The edges.</param>
    /// <param name="edgeAttr">Edge features, <c>[E, D]</c>; null for none.</param>
    /// <exception cref="ArgumentException">A shape or element type does not fit.</exception>
    public AttentionResult CallWithAttention(Tensor x, SparseAdjacency adjacency, Tensor? edgeAttr = null)
    {
        Shapes.RequireFloating(x, GetName(), nameof(x));
        Shapes.RequireNodes(x, adjacency, this);
        using var scope = NewDisposeScope();
        var (output, edges, coefficient) = Attend(x, x, adjacency, edgeAttr);
        var (edgeIndex, order) = InGivenOrder(edges, adjacency.NumEdges, x.device);
        return new AttentionResult(
            output.MoveToOuterDisposeScope(), edgeIndex.MoveToOuterDisposeScope(), coefficient.index_select(0, order).MoveToOuterDisposeScope());
    }

    /// <summary>As <see cref="CallWithAttention(Tensor, SparseAdjacency, Tensor)"/>, on PyG's arguments.</summary>
    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64: row 0 sources, row 1 targets, ids in <c>[0, N)</c>.</param>
    /// <param name="edgeAttr">Edge features, <c>[E, D]</c>; null for none.</param>
    /// <exception cref="ArgumentException">A shape or element type does not fit, or an id is no node.</exception>
    public AttentionResult CallWithAttention(Tensor x, Tensor edgeIndex, Tensor? edgeAttr = null)
    {
        using var adjacency = AdjacencyOf(x, edgeIndex);
        return CallWithAttention(x, adjacency, edgeAttr);
    }

    /// <inheritdoc/>
    protected override Tensor Pass(Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData) =>
        Attend(source, target, adjacency, edgeData).Output;

    /// <summary>The layer's work: the result <c>[N, F_out]</c>, the edges attended to, and each entry's coefficients <c>[E', H]</c>.</summary>
    private protected abstract (Tensor Output, SparseAdjacency Edges, Tensor Coefficient) Attend(
        Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData);

    /// <summary>Edges as messages run, each node with one self-loop if asked for, and the features of the entries.</summary>
    private protected (SparseAdjacency Edges, Tensor? Features) PrepareEdges(
        SparseAdjacency adjacency, Tensor? edgeAttr, bool addSelfLoops = false, SelfLoopFill fill = default)
    {
        if (!addSelfLoops)
        {
            var plain = AlongFlow(adjacency);
            return (plain, edgeAttr is null ? null : Aggregate.ToEntries(plain, edgeAttr));
        }
        var edges = AlongFlow(adjacency).Derive(new AdjacencyForm(AdjacencyScaling.None, SelfLoops.Replace));
        if (edgeAttr is null) return (edges, null);
        if (fill.IsConstant) return (edges, Aggregate.ToEntries(edges, edgeAttr, fill.Value));
        // As in PyG, the edges that point to a node fill its loop, whichever way messages run.
        var withoutLoops = adjacency.Derive(new AdjacencyForm(AdjacencyScaling.None, SelfLoops.Remove));
        var perLoop = Aggregate.Reduce(Aggregate.ToEntries(withoutLoops, edgeAttr), Aggregate.EntriesByTarget(withoutLoops), fill.Aggregation);
        return (edges, Aggregate.ToEntriesAndLoops(edges, edgeAttr, perLoop));
    }

    /// <summary>Coefficients from scores <c>[E', H]</c>: softmax over the entries of each target, then dropout.</summary>
    private protected Tensor Coefficients(SparseAdjacency edges, Tensor score) =>
        nn.functional.dropout(Segments.Softmax(score, Aggregate.EntriesByTarget(edges)), _dropout, training);

    /// <summary>Heads side by side, or their mean: <c>[N, H, C] -> [N, F_out]</c>.</summary>
    private protected Tensor MergeHeads(Tensor perHead) => _concat ? perHead.flatten(1) : perHead.mean([1]);

    private protected Tensor SplitHeads(Tensor joined) => joined.reshape(-1, Heads, OutChannels);

    private (Tensor EdgeIndex, Tensor Order) InGivenOrder(SparseAdjacency edges, int numGiven, Device device)
    {
        var (rows, columns, edge) = (edges.Csr.ExpandRows(), edges.Csr.Column, edges.Csr.Origin);
        var key = new long[rows.Length];
        for (var e = 0; e < key.Length; e++)
            key[e] = edge is null ? e : edge[e] == AdjacencyDerivation.AddedLoop ? (long)numGiven + rows[e] : edge[e];
        var order = Enumerable.Range(0, key.Length).Select(e => (long)e).ToArray();
        Array.Sort(key, order);
        var (sources, targets) = IsReversed ? (rows, columns) : (columns, rows);
        long[] ids = [.. order.Select(e => (long)sources[e]), .. order.Select(e => (long)targets[e])];
        return (HostTensors.Create<long>(ids, [2, order.Length], device), HostTensors.Create<long>(order, [order.Length], device));
    }
}
