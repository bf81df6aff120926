using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>A layer that keeps the best-scored nodes of each graph, with the edges between them.</summary>
public abstract class GraphPooling : nn.Module<Tensor, Tensor, Tensor?, Tensor?, Tensor?, PooledGraph>
{
    // Not private: components are found by their fields, and private ones of a base class are not looked at.
    [ComponentName(Name = "select")] private protected readonly SelectTopK _select;
    private readonly double _multiplier;

    /// <summary>For derived layers.</summary>
    private protected GraphPooling(string name, SelectTopK select, double multiplier) : base(name) => (_select, _multiplier) = (select, multiplier);

    /// <summary>Draws new initial parameters.</summary>
    /// <param name="generator">Where random numbers come from; null for libtorch's global generator.</param>
    public virtual void ResetParameters(Generator? generator = null) => _select.ResetParameters(generator);

    /// <summary>Runs the layer, hooks included.</summary>
    /// <param name="x">Node features, <c>[N, F]</c>.</param>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="edgeAttr">Edge data, <c>[E, ...]</c>; null for none.</param>
    /// <param name="batch">Graph of each node, <c>[N]</c> int64, in any order; null for one graph.</param>
    /// <returns>The nodes kept and their edges, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type does not fit, or an id is no node.</exception>
    public PooledGraph call(Tensor x, Tensor edgeIndex, Tensor? edgeAttr = null, Tensor? batch = null) => call(x, edgeIndex, edgeAttr, batch, null);

    /// <param name="x">Node features, <c>[N, F]</c>.</param>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="edgeAttr">Edge data, <c>[E, ...]</c>; null for none.</param>
    /// <param name="batch">Graph of each node, <c>[N]</c> int64, in any order; null for one graph.</param>
    /// <param name="attention">What is scored instead of <paramref name="x"/>, <c>[N, F_in]</c>; null for x.</param>
    /// <returns>The nodes kept and their edges, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type does not fit, or an id is no node.</exception>
    public override PooledGraph forward(Tensor x, Tensor edgeIndex, Tensor? edgeAttr, Tensor? batch, Tensor? attention)
    {
        EdgeTensors.RequireMatrix(x, GetName());
        EdgeTensors.NumNodes(edgeIndex, x.shape[0], GetName());
        if (edgeAttr is not null) EdgeTensors.RequireRows(edgeAttr, edgeIndex, GetName());
        Shapes.RequireBatchVector(batch, x.shape[0], this);
        attention ??= x;
        if (attention.Dimensions == 0 || attention.shape[0] != x.shape[0])
            Shapes.Fail(GetName(), nameof(attention), Shapes.Describe(attention.shape), $"[{x.shape[0]}, ...]", "One row per node.");
        using var scope = NewDisposeScope();
        batch ??= zeros(x.shape[0], ScalarType.Int64, x.device);
        var (perm, score) = _select.call(Attend(attention.Dimensions == 1 ? attention.unsqueeze(-1) : attention, edgeIndex), batch);
        var kept = x.index_select(0, perm) * score.unsqueeze(-1);
        var (edges, data) = GraphOps.FilterAdjacency(edgeIndex, edgeAttr, perm, x.shape[0]);
        return new PooledGraph(
            (_multiplier == 1 ? kept : kept * _multiplier).MoveToOuterDisposeScope(),
            edges.MoveToOuterDisposeScope(), data?.MoveToOuterDisposeScope(),
            batch.index_select(0, perm).MoveToOuterDisposeScope(), perm.MoveToOuterDisposeScope(), score.MoveToOuterDisposeScope());
    }

    /// <summary>The rows that are scored.</summary>
    private protected abstract Tensor Attend(Tensor attention, Tensor edgeIndex);
}
