using static TorchSharp.torch;

namespace GraphSeq.Graph.Regularization;

/// <summary>Drops each edge with probability p while training. See <see cref="GraphOps.DropoutEdge"/>.</summary>
public sealed class DropEdge : nn.Module<Tensor, (Tensor EdgeIndex, Tensor EdgeId)>
{
    private readonly RandomChoice _choice;
    private readonly bool _forceUndirected;

    /// <summary>Has no parameters.</summary>
    /// <param name="p">Probability, in <c>[0, 1]</c>.</param>
    /// <param name="forceUndirected">Keeps or drops both directions of an edge together.</param>
    /// <param name="seed">Seed of this layer's random numbers; null for libtorch's global generator.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is outside <c>[0, 1]</c>.</exception>
    public DropEdge(double p = 0.5, bool forceUndirected = false, long? seed = null) : base(nameof(DropEdge)) =>
        (_choice, _forceUndirected) = (new RandomChoice(p, seed, nameof(DropEdge)), forceUndirected);

    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <returns>Edges, and for each the place it had, <c>[E']</c> int64; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape or element type is not as above.</exception>
    public override (Tensor EdgeIndex, Tensor EdgeId) forward(Tensor edgeIndex) =>
        GraphOps.DropoutEdge(edgeIndex, _choice.P, _forceUndirected, training, _choice.Generator);

    /// <summary>Drops edges of an adjacency, with their constant weights.</summary>
    /// <param name="adjacency">The edges.</param>
    /// <returns>A new adjacency, owned by the caller; null when nothing is dropped (in evaluation, or p is 0), so that the given one, with all it
    /// has computed, can be used.</returns>
    public SparseAdjacency? Thin(SparseAdjacency adjacency)
    {
        ArgumentNullException.ThrowIfNull(adjacency);
        if (!training || _choice.P == 0) return null;
        using var scope = NewDisposeScope();
        var (edges, ids) = call(adjacency.ToEdgeIndex());
        var weight = adjacency.Tensors.Weight(ScalarType.Float32, CPU)?.index_select(0, ids);
        return SparseAdjacency.FromEdgeIndex(edges, adjacency.NumNodes, weight);
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _choice.Dispose();
        base.Dispose(disposing);
    }
}
