using GraphSeq.Graph.Autograd;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>What every graph convolution is made of: gathering rows along edges and reducing them per target node. Differentiable.</summary>
/// <remarks>
/// An entry is an edge in the adjacency's own order (sorted by target, then source); <see cref="ToEntries"/> brings edge tensors into it. A node
/// without entries gets zeros. On the CPU in float32 and float64 through our kernels, elsewhere through libtorch; the same bits for any number of
/// threads. The caller owns results.
/// </remarks>
public static class Aggregate
{
    /// <summary><c>y_i = sum over entries e of i of w_e x_source(e)</c> with the adjacency's constant weights.</summary>
    /// <param name="adjacency">The edges.</param>
    /// <param name="x">Rows of the nodes, <c>[N, ...]</c>.</param>
    /// <returns><c>[N, ...]</c>.</returns>
    /// <exception cref="ArgumentException">There are not as many rows as nodes.</exception>
    public static Tensor Sum(SparseAdjacency adjacency, Tensor x)
    {
        RequireSourceRows(adjacency, x);
        if (adjacency.MessageScale is not null)
            return WeightedSum(adjacency, x, adjacency.Tensors.Weight(x.dtype, x.device) ?? ones(adjacency.NumEdges, x.dtype, x.device));
        if (KernelMemory.Serves(x)) return new SumOp(adjacency).Apply(x);
        using var scope = NewDisposeScope();
        var messages = x.index_select(0, adjacency.Tensors.Source(x.device));
        if (adjacency.Tensors.Weight(x.dtype, x.device) is { } weight) messages = messages * Column(weight, x);
        return TorchSegments.Sum(messages, adjacency.Tensors.Target(x.device), adjacency.NumNodes).MoveToOuterDisposeScope();
    }

    /// <summary><c>y_i,h = sum over entries e of i of w_e,h x_source(e),h</c>; the adjacency's constant weights are not looked at.</summary>
    /// <param name="adjacency">The edges.</param>
    /// <param name="x">Rows of the nodes, <c>[N, F]</c>, or <c>[N, H, C]</c> with heads.</param>
    /// <param name="weight">Weight of each entry, <c>[E]</c>, or <c>[E, H]</c> with heads; differentiable.</param>
    /// <returns>Of the shape of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor WeightedSum(SparseAdjacency adjacency, Tensor x, Tensor weight)
    {
        RequireSourceRows(adjacency, x);
        RequireEntryRows(adjacency, weight, nameof(weight));
        Shapes.RequireLike(weight, x, nameof(x), nameof(Aggregate), nameof(weight));
        var heads = weight.Dimensions == 2;
        if (heads && (x.Dimensions != 3 || x.shape[1] != weight.shape[1]))
            Shapes.Fail(
                nameof(Aggregate), nameof(x), Shapes.Describe(x.shape), $"[{adjacency.NumSources}, {weight.shape[1]}, channels]",
                "One block of channels per head of the weights.");
        using var scope = NewDisposeScope();
        weight = Scaled(adjacency, weight);
        if (!KernelMemory.Serves(x))
        {
            var messages = x.index_select(0, adjacency.Tensors.Source(x.device)) * Column(weight, x);
            return TorchSegments.Sum(messages, adjacency.Tensors.Target(x.device), adjacency.NumNodes).MoveToOuterDisposeScope();
        }
        if (heads) return new WeightedSumOp(adjacency).Apply(x, weight).MoveToOuterDisposeScope();
        var y = new WeightedSumOp(adjacency).Apply(x.reshape(x.shape[0], 1, KernelMemory.RowWidth(x)), weight.unsqueeze(-1));
        return y.reshape([adjacency.NumNodes, .. x.shape[1..]]).MoveToOuterDisposeScope();
    }

    /// <summary><c>y_i = mean over entries e of i of x_source(e)</c>: a plain mean, weights are not looked at.</summary>
    /// <inheritdoc cref="Sum(SparseAdjacency, Tensor)"/>
    public static Tensor Mean(SparseAdjacency adjacency, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(adjacency);
        return Sum(adjacency.Derive(AdjacencyForm.Mean), x);
    }

    /// <summary>Column-wise maximum of the sources' rows; equal values share the gradient evenly. Weights are not looked at.</summary>
    /// <inheritdoc cref="Sum(SparseAdjacency, Tensor)"/>
    public static Tensor Max(SparseAdjacency adjacency, Tensor x) => Extremum(adjacency, x, largest: true);

    /// <summary>Column-wise minimum of the sources' rows; equal values share the gradient evenly. Weights are not looked at.</summary>
    /// <inheritdoc cref="Sum(SparseAdjacency, Tensor)"/>
    public static Tensor Min(SparseAdjacency adjacency, Tensor x) => Extremum(adjacency, x, largest: false);

    /// <summary>Reduces weighted messages <c>w_e x_source(e)</c> per target.</summary>
    /// <param name="adjacency">The edges; its constant weights are taken when <paramref name="weight"/> is null.</param>
    /// <param name="x">Rows of the nodes, <c>[N, F]</c>, or <c>[N, H, C]</c> with heads.</param>
    /// <param name="weight">Weight of each entry, <c>[E]</c>, or <c>[E, H]</c> with heads; differentiable.</param>
    /// <param name="aggregation">How messages are reduced.</param>
    /// <returns>Of the shape of <paramref name="x"/>.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Reduce(SparseAdjacency adjacency, Tensor x, Tensor? weight, Aggregation aggregation)
    {
        using var scope = NewDisposeScope();
        if (aggregation is Aggregation.Sum or Aggregation.Mean)
        {
            var sum = weight is null ? Sum(adjacency, x) : WeightedSum(adjacency, x, weight);
            return (aggregation == Aggregation.Sum ? sum : sum * Column(adjacency.Tensors.InverseCount(x.dtype, x.device), x)).MoveToOuterDisposeScope();
        }
        weight ??= adjacency.Tensors.Weight(x.dtype, x.device);
        if (weight is null) return Extremum(adjacency, x, aggregation == Aggregation.Max).MoveToOuterDisposeScope();
        RequireEntryRows(adjacency, weight, nameof(weight));
        return Reduce(adjacency, SourceRows(adjacency, x) * Column(weight, x), aggregation).MoveToOuterDisposeScope();
    }

    /// <summary>Reduces one message per entry, per target: <c>[E, ...] -> [N, ...]</c>.</summary>
    /// <param name="adjacency">The edges.</param>
    /// <param name="messages">Messages in entry order, <c>[E, ...]</c>.</param>
    /// <param name="aggregation">How messages are reduced.</param>
    /// <exception cref="ArgumentException">There are not as many messages as entries.</exception>
    public static Tensor Reduce(SparseAdjacency adjacency, Tensor messages, Aggregation aggregation)
    {
        var targets = EntriesByTarget(adjacency);
        if (adjacency.MessageScale is null) return Reduce(messages, targets, aggregation);
        using var scope = NewDisposeScope();
        return Reduce(Scaled(adjacency, messages), targets, aggregation).MoveToOuterDisposeScope();
    }

    /// <summary>As above, for rows that are no messages.</summary>
    internal static Tensor Reduce(Tensor rows, BatchIndex targets, Aggregation aggregation) => aggregation switch
    {
        Aggregation.Sum => Segments.Sum(rows, targets),
        Aggregation.Mean => Segments.Mean(rows, targets),
        Aggregation.Max => Segments.Max(rows, targets),
        Aggregation.Min => Segments.Min(rows, targets),
        _ => throw new ArgumentOutOfRangeException(nameof(aggregation), aggregation, "Aggregate: there is no such aggregation."),
    };

    /// <summary>Messages (or what they are multiplied by), <c>[E, ...]</c>, times <see cref="SparseAdjacency.MessageScale"/>; themselves without one.</summary>
    internal static Tensor Scaled(SparseAdjacency adjacency, Tensor messages) =>
        adjacency.MessageScale is { } scale ? messages * Column(ToEntries(adjacency, scale.to(messages.dtype), fill: 1), messages) : messages;

    /// <summary>The source's row for every entry, <c>x_j</c>: <c>[N, ...] -> [E, ...]</c>.</summary>
    /// <inheritdoc cref="Sum(SparseAdjacency, Tensor)"/>
    public static Tensor SourceRows(SparseAdjacency adjacency, Tensor x)
    {
        RequireSourceRows(adjacency, x);
        return KernelMemory.Serves(x) ? new SourceRowsOp(adjacency).Apply(x) : x.index_select(0, adjacency.Tensors.Source(x.device));
    }

    /// <summary>The target's row for every entry, <c>x_i</c>: <c>[N, ...] -> [E, ...]</c>.</summary>
    /// <inheritdoc cref="Sum(SparseAdjacency, Tensor)"/>
    public static Tensor TargetRows(SparseAdjacency adjacency, Tensor x)
    {
        RequireTargetRows(adjacency, x, nameof(x));
        return KernelMemory.Serves(x) ? new SegmentRowsOp(adjacency.Csr.RowPtr).Apply(x) : x.index_select(0, adjacency.Tensors.Target(x.device));
    }

    /// <summary>A dot product per entry and head of the target's and the source's row: <c>[N, H, C], [N, H, C] -> [E, H]</c>.</summary>
    /// <param name="adjacency">The edges.</param>
    /// <param name="target">Rows of the targets, <c>[N, H, C]</c>.</param>
    /// <param name="source">Rows of the sources, <c>[N, H, C]</c>.</param>
    /// <returns><c>[E, H]</c> in entry order.</returns>
    /// <exception cref="ArgumentException">The shapes do not fit.</exception>
    public static Tensor Dot(SparseAdjacency adjacency, Tensor target, Tensor source)
    {
        RequireTargetRows(adjacency, target, nameof(target));
        RequireSourceRows(adjacency, source);
        Shapes.RequireLike(source, target, nameof(target), nameof(Aggregate), nameof(source));
        if (target.Dimensions != 3 || source.Dimensions != 3 || !target.shape.AsSpan(1).SequenceEqual(source.shape.AsSpan(1)))
            Shapes.Fail(
                nameof(Aggregate), nameof(target), Shapes.Describe(target.shape), Shapes.Describe(source.shape),
                "Targets and sources need the same heads and channels.");
        if (KernelMemory.Serves(source)) return new EdgeDotOp(adjacency).Apply(target, source);
        using var scope = NewDisposeScope();
        return (TargetRows(adjacency, target) * SourceRows(adjacency, source)).sum(-1).MoveToOuterDisposeScope();
    }

    /// <summary>Entries as segments of their target nodes, for <see cref="Segments"/>: reductions of messages <c>[E, ...] -> [N, ...]</c>, softmax per target.</summary>
    /// <param name="adjacency">The edges.</param>
    /// <returns>An index whose "graphs" are the nodes and whose "nodes" are the entries; kept and owned by the adjacency.</returns>
    public static BatchIndex EntriesByTarget(SparseAdjacency adjacency)
    {
        ArgumentNullException.ThrowIfNull(adjacency);
        return adjacency.EntriesByTarget;
    }

    /// <summary>Brings one row per edge, in the order edges were given, into the order of the entries: <c>[E, ...] -> [E', ...]</c>.</summary>
    /// <param name="adjacency">The edges; a self-loop it added itself gets <paramref name="fill"/>.</param>
    /// <param name="perEdge">Rows, <c>[E, ...]</c>; differentiable.</param>
    /// <param name="fill">Value of an added self-loop's row.</param>
    /// <returns>Rows in entry order; the argument's alias when that is the order it has.</returns>
    /// <exception cref="ArgumentException">There are not as many rows as edges were given.</exception>
    public static Tensor ToEntries(SparseAdjacency adjacency, Tensor perEdge, double fill = 0)
    {
        ArgumentNullException.ThrowIfNull(adjacency);
        ArgumentNullException.ThrowIfNull(perEdge);
        if (perEdge.Dimensions == 0 || perEdge.shape[0] != adjacency.NumGivenEdges)
            Shapes.Fail(
                nameof(Aggregate), nameof(perEdge), Shapes.Describe(perEdge.shape), $"[{adjacency.NumGivenEdges}, ...]",
                "One row per edge, in the order edges were given.");
        if (adjacency.Tensors.EdgeId(perEdge.device) is not { } edge) return perEdge.alias();
        using var scope = NewDisposeScope();
        if (!adjacency.EdgeId.Contains(AdjacencyDerivation.AddedLoop)) return perEdge.index_select(0, edge).MoveToOuterDisposeScope();
        // The added loops' id, -1, is made to point at one more row that holds the fill value.
        var filled = cat([perEdge, full([1, .. perEdge.shape[1..]], fill, perEdge.dtype, perEdge.device)], 0);
        return filled.index_select(0, edge.where(edge >= 0, perEdge.shape[0])).MoveToOuterDisposeScope();
    }

    /// <summary>As <see cref="ToEntries"/>, with a row for each node's added self-loop.</summary>
    /// <param name="adjacency">The edges, with one added self-loop per node.</param>
    /// <param name="perEdge">Rows, <c>[E, ...]</c>; differentiable.</param>
    /// <param name="perLoop">Rows of the added self-loops, <c>[N, ...]</c>; differentiable.</param>
    internal static Tensor ToEntriesAndLoops(SparseAdjacency adjacency, Tensor perEdge, Tensor perLoop)
    {
        using var scope = NewDisposeScope();
        var edge = adjacency.Tensors.EdgeId(perEdge.device)!;
        var row = edge.where(edge >= 0, adjacency.Tensors.Target(perEdge.device) + perEdge.shape[0]);
        return cat([perEdge, perLoop], 0).index_select(0, row).MoveToOuterDisposeScope();
    }

    private static Tensor Extremum(SparseAdjacency adjacency, Tensor x, bool largest)
    {
        RequireSourceRows(adjacency, x);
        if (adjacency.MessageScale is not null) return Reduce(adjacency, SourceRows(adjacency, x), largest ? Aggregation.Max : Aggregation.Min);
        if (KernelMemory.Serves(x)) return new ExtremumOp(adjacency, largest).Apply(x);
        using var scope = NewDisposeScope();
        var messages = x.index_select(0, adjacency.Tensors.Source(x.device));
        return TorchSegments.Extremum(messages, adjacency.Tensors.Target(x.device), adjacency.NumNodes, largest).MoveToOuterDisposeScope();
    }

    /// <summary>A value per row, or per row and head, in the shape that multiplies rows: <c>[E] -> [E, 1, ...]</c>.</summary>
    private static Tensor Column(Tensor perRow, Tensor like) =>
        perRow.view([.. perRow.shape, .. Enumerable.Repeat(1L, (int)(like.Dimensions - perRow.Dimensions))]);

    private static void RequireSourceRows(SparseAdjacency adjacency, Tensor x)
    {
        ArgumentNullException.ThrowIfNull(adjacency);
        ArgumentNullException.ThrowIfNull(x);
        RequireRows(x, adjacency.NumSources, nameof(x), adjacency.NumSources == adjacency.NumNodes ? "node" : "source node");
    }

    private static void RequireTargetRows(SparseAdjacency adjacency, Tensor x, string argument)
    {
        ArgumentNullException.ThrowIfNull(adjacency);
        ArgumentNullException.ThrowIfNull(x, argument);
        RequireRows(x, adjacency.NumNodes, argument, adjacency.NumSources == adjacency.NumNodes ? "node" : "target node");
    }

    private static void RequireRows(Tensor x, int count, string argument, string per)
    {
        if (x.Dimensions == 0 || x.shape[0] != count)
            Shapes.Fail(nameof(Aggregate), argument, Shapes.Describe(x.shape), $"[{count}, ...]", $"One row per {per} of the adjacency.");
    }

    private static void RequireEntryRows(SparseAdjacency adjacency, Tensor perEntry, string argument)
    {
        ArgumentNullException.ThrowIfNull(perEntry);
        if (perEntry.Dimensions is not (1 or 2) || perEntry.shape[0] != adjacency.NumEdges)
            Shapes.Fail(nameof(Aggregate), argument, Shapes.Describe(perEntry.shape), $"[{adjacency.NumEdges}] or [{adjacency.NumEdges}, heads]", "One row per entry.");
    }
}
