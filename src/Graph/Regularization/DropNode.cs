using static TorchSharp.torch;

namespace GraphSeq.Graph.Regularization;

/// <summary>Drops each node's edges with probability p while training. See <see cref="GraphOps.DropoutNode"/>.</summary>
public sealed class DropNode : nn.Module<Tensor, long?, (Tensor EdgeIndex, Tensor EdgeMask, Tensor NodeMask)>
{
    private readonly RandomChoice _choice;

    /// <summary>Has no parameters.</summary>
    /// <param name="p">Probability, in <c>[0, 1]</c>.</param>
    /// <param name="seed">Seed of this layer's random numbers; null for libtorch's global generator.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is outside <c>[0, 1]</c>.</exception>
    public DropNode(double p = 0.5, long? seed = null) : base(nameof(DropNode)) => _choice = new RandomChoice(p, seed, nameof(DropNode));

    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <returns>Edges, which of the given ones they are, <c>[E]</c> bool, and which nodes were kept, <c>[N]</c> bool; owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape or element type is not as above, or an id is no node.</exception>
    public override (Tensor EdgeIndex, Tensor EdgeMask, Tensor NodeMask) forward(Tensor edgeIndex, long? numNodes) =>
        GraphOps.DropoutNode(edgeIndex, _choice.P, numNodes, training, _choice.Generator);

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _choice.Dispose();
        base.Dispose(disposing);
    }
}
