using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>A layer that also runs between two sets of nodes, each with features of its own.</summary>
public abstract class BipartiteConvolution : GraphConvolution
{
    /// <summary>For derived layers.</summary>
    /// <param name="name">The layer's name in messages.</param>
    /// <param name="aggregation">How messages are reduced.</param>
    /// <param name="flow">Which way messages run.</param>
    protected BipartiteConvolution(string name, Aggregation aggregation = Aggregation.Sum, Flow flow = Flow.SourceToTarget)
        : base(name, aggregation, flow)
    {
    }

    /// <summary>Runs the layer from sources to targets (not through hooks).</summary>
    /// <param name="source">Features of the source nodes, <c>[N_s, F_s]</c>.</param>
    /// <param name="target">Features of the target nodes, <c>[N_t, F_t]</c>; null where they have none and the layer can do without.</param>
    /// <param name="adjacency">The edges, <see cref="SparseAdjacency.FromBipartite"/>.</param>
    /// <param name="edgeData">Edge weights <c>[E]</c> or features <c>[E, D]</c>, as the layer says; null for none.</param>
    /// <returns><c>[N_t, F_out]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type does not fit.</exception>
    /// <exception cref="InvalidOperationException">The layer passes messages from target to source.</exception>
    public Tensor call(Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData = null)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(adjacency);
        if (IsReversed)
            throw new InvalidOperationException($"{GetName()}: flow TargetToSource needs one set of nodes. Swap the rows of the edge index instead.");
        RequireRows(source, adjacency.NumSources, nameof(source));
        if (target is not null) RequireRows(target, adjacency.NumNodes, nameof(target));
        using var scope = NewDisposeScope();
        return Pass(source, target, adjacency, edgeData).MoveToOuterDisposeScope();
    }

    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="adjacency">The edges.</param>
    /// <param name="edgeData">Edge weights <c>[E]</c> or features <c>[E, D]</c>, as the layer says; null for none.</param>
    /// <returns><c>[N, F_out]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above.</exception>
    public sealed override Tensor forward(Tensor x, SparseAdjacency adjacency, Tensor? edgeData)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(adjacency);
        if (adjacency.NumSources != adjacency.NumNodes)
            throw new ArgumentException(
                $"{GetName()}: the adjacency leads from {adjacency.NumSources} sources to {adjacency.NumNodes} targets. Pass the features of both.",
                nameof(adjacency));
        RequireRows(x, adjacency.NumNodes, nameof(x));
        using var scope = NewDisposeScope();
        return Pass(x, x, adjacency, edgeData).MoveToOuterDisposeScope();
    }

    /// <summary>The layer's work; tensors made on the way die with the caller's scope.</summary>
    /// <param name="source">Features of the source nodes, as many as the adjacency has.</param>
    /// <param name="target">Features of the target nodes: the same tensor on a plain graph; may be null on a bipartite one.</param>
    /// <param name="adjacency">The edges as given; <see cref="GraphConvolution.AlongFlow"/> turns them.</param>
    /// <param name="edgeData">Edge weights or features, not checked yet.</param>
    protected abstract Tensor Pass(Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData);

    private void RequireRows(Tensor x, int count, string argument)
    {
        if (x.Dimensions == 2 && x.shape[0] == count) return;
        var wanted = $"[{count}, ...], one row per node of the adjacency";
        Shapes.Fail(GetName(), argument, Shapes.Describe(x.shape), wanted, "Node features and adjacency must be of the same graph.");
    }
}
