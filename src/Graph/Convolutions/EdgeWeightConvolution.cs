using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>A layer on one set of nodes whose edges may have weights; checks its arguments, then <see cref="Pass"/> does the work.</summary>
public abstract class EdgeWeightConvolution : GraphConvolution
{
    private protected EdgeWeightConvolution(string name, Aggregation aggregation, Flow flow) : base(name, aggregation, flow)
    {
    }

    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="adjacency">The edges, with constant weights or none.</param>
    /// <param name="edgeWeight">Weights that a gradient may pass through, <c>[E]</c>, instead of the adjacency's own; null for those.</param>
    /// <returns><c>[N, F_out]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above.</exception>
    public sealed override Tensor forward(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight)
    {
        Require(x, adjacency, edgeWeight);
        using var scope = NewDisposeScope();
        return Pass(x, adjacency, edgeWeight).MoveToOuterDisposeScope();
    }

    /// <summary>Fails unless features, edges and weights are of one graph and of the layer's widths.</summary>
    private protected void Require(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight)
    {
        RequireFeatures(x);
        Shapes.RequireNodes(x, adjacency, this);
        Shapes.RequireEdgeWeight(edgeWeight, x, adjacency.NumEdges, this);
    }

    /// <summary>Fails unless there is a row of as many features per node as the layer takes.</summary>
    private protected abstract void RequireFeatures(Tensor x);

    /// <summary>The layer's work, on arguments that are known to fit; tensors made on the way die with the caller's scope.</summary>
    /// <param name="x">Node features.</param>
    /// <param name="adjacency">The edges as given.</param>
    /// <param name="edgeWeight">Weights instead of the adjacency's own, or null.</param>
    private protected abstract Tensor Pass(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight);
}
