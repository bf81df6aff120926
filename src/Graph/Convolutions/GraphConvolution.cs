using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>A layer that passes node features along edges: <c>[N, F_in] -> [N, F_out]</c>.</summary>
/// <remarks>Takes a <see cref="SparseAdjacency"/>, which keeps its normalised forms from call to call, or PyG's edge index, from which it makes one
/// for the call.</remarks>
public abstract class GraphConvolution : nn.Module<Tensor, SparseAdjacency, Tensor?, Tensor>
{
    /// <summary>For derived layers.</summary>
    /// <param name="name">The layer's name in messages.</param>
    protected GraphConvolution(string name) : base(name)
    {
    }

    /// <summary>Features per node on the way out.</summary>
    public abstract long OutputSize { get; }

    /// <summary>Draws new initial parameters.</summary>
    /// <param name="generator">Where random numbers come from; null for libtorch's global generator.</param>
    public abstract void ResetParameters(Generator? generator = null);

    /// <summary>Runs the layer, hooks included, without edge data.</summary>
    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="adjacency">The edges.</param>
    /// <returns><c>[N, F_out]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type does not fit.</exception>
    public Tensor call(Tensor x, SparseAdjacency adjacency) => call(x, adjacency, null);

    /// <summary>Runs the layer, hooks included, on PyG's arguments.</summary>
    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64: row 0 sources, row 1 targets, ids in <c>[0, N)</c>.</param>
    /// <param name="edgeData">Edge weights <c>[E]</c> or features <c>[E, D]</c>, as the layer says; null for none.</param>
    /// <returns><c>[N, F_out]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type does not fit, or an id is no node.</exception>
    public Tensor call(Tensor x, Tensor edgeIndex, Tensor? edgeData = null)
    {
        ArgumentNullException.ThrowIfNull(x);
        Shapes.RequireEdgeIndex(edgeIndex, GetName());
        using var adjacency = SparseAdjacency.FromEdgeIndex(edgeIndex, x.Dimensions == 0 ? 0 : x.shape[0]);
        return call(x, adjacency, edgeData);
    }
}
