using static TorchSharp.torch;

namespace GraphSeq.Graph.Recurrent;

/// <summary>A gated recurrent unit whose gates see the graph: <c>h' = z * h + (1 - z) * tanh(c(x, r * h))</c>, <c>z = sigmoid(u(x, h))</c>,
/// <c>r = sigmoid(v(x, h))</c>, with u, v and c of the cell.</summary>
/// <remarks>One step on the signal of a graph; <see cref="Unroll"/> runs a whole series.</remarks>
public abstract class GraphRecurrentCell : nn.Module<Tensor, SparseAdjacency, Tensor?, Tensor?, Tensor>
{
    private readonly long _inChannels;

    private protected GraphRecurrentCell(string name, long inChannels, long outChannels) : base(name)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        (_inChannels, OutputSize) = (inChannels, outChannels);
    }

    /// <summary>Features per node of the state, <c>H</c>.</summary>
    public long OutputSize { get; }

    /// <summary>Draws new initial parameters.</summary>
    /// <param name="generator">Where random numbers come from; null for libtorch's global generator.</param>
    public void ResetParameters(Generator? generator = null) => Initialization.ResetChildren(this, generator);

    /// <summary>One step.</summary>
    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="adjacency">The edges, with constant weights or none.</param>
    /// <param name="edgeWeight">Weights that a gradient may pass through, <c>[E]</c>, instead of the adjacency's own; null for those.</param>
    /// <param name="hidden">The state so far, <c>[N, H]</c>; null for zeros.</param>
    /// <returns>The new state, <c>[N, H]</c>; owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above.</exception>
    public override Tensor forward(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight, Tensor? hidden)
    {
        Shapes.RequireNodeFeatures(x, _inChannels, this);
        Shapes.RequireNodes(x, adjacency, this);
        using var scope = NewDisposeScope();
        var h = GraphSeries.State(hidden, x, OutputSize, this, nameof(hidden));
        var update = Mix(Gate.Update, x, h, adjacency, edgeWeight).sigmoid();
        var reset = Mix(Gate.Reset, x, h, adjacency, edgeWeight).sigmoid();
        var candidate = Mix(Gate.Candidate, x, reset * h, adjacency, edgeWeight).tanh();
        return (update * h + (1 - update) * candidate).MoveToOuterDisposeScope();
    }

    /// <summary>One step, hooks included, on PyTorch Geometric Temporal's arguments.</summary>
    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64: row 0 sources, row 1 targets, ids in <c>[0, N)</c>.</param>
    /// <param name="edgeWeight">Edge weights, <c>[E]</c>; null for 1.</param>
    /// <param name="hidden">The state so far, <c>[N, H]</c>; null for zeros.</param>
    /// <returns>The new state, <c>[N, H]</c>; owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type does not fit, or an id is no node.</exception>
    public Tensor call(Tensor x, Tensor edgeIndex, Tensor? edgeWeight = null, Tensor? hidden = null)
    {
        using var adjacency = EdgeTensors.AdjacencyOf(x, edgeIndex, GetName());
        return call(x, adjacency, edgeWeight, hidden);
    }

    /// <summary>Every step of a series.</summary>
    /// <param name="series">Signals of the nodes, <c>[N, T, F_in]</c>.</param>
    /// <param name="adjacency">The edges, the same at every step.</param>
    /// <param name="edgeWeight">Weights instead of the adjacency's own, <c>[E]</c>; null for those.</param>
    /// <param name="hidden">The state before the first step, <c>[N, H]</c>; null for zeros.</param>
    /// <returns>The states after each step, <c>[N, T, H]</c>; owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above.</exception>
    public Tensor Unroll(Tensor series, SparseAdjacency adjacency, Tensor? edgeWeight = null, Tensor? hidden = null) =>
        GraphSeries.Unroll<Tensor?>(series, hidden, this, (x, h) => call(x, adjacency, edgeWeight, h), state => state!);

    /// <summary>What goes into the activation of a gate, <c>[N, H]</c>.</summary>
    private protected abstract Tensor Mix(Gate gate, Tensor x, Tensor hidden, SparseAdjacency adjacency, Tensor? edgeWeight);

    private protected enum Gate
    {
        Update,
        Reset,
        Candidate,
    }
}
