using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Stages;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>A layer that passes node features along edges: <c>[N, F_in] -> [N, F_out]</c>.</summary>
/// <remarks>Takes a <see cref="SparseAdjacency"/>, which keeps its normalised forms from call to call, or PyG's edge index, from which it makes one
/// for the call. <c>docs/own-layer.md</c> shows how to write one.</remarks>
public abstract class GraphConvolution : nn.Module<Tensor, SparseAdjacency, Tensor?, Tensor>
{
    private readonly Flow _flow;

    /// <summary>For derived layers.</summary>
    /// <param name="name">The layer's name in messages.</param>
    /// <param name="aggregation">How messages are reduced.</param>
    /// <param name="flow">Which way messages run.</param>
    protected GraphConvolution(string name, Aggregation aggregation = Aggregation.Sum, Flow flow = Flow.SourceToTarget) : base(name)
    {
        (Aggregation, _flow) = (aggregation, flow);
    }

    /// <summary>Features per node on the way out.</summary>
    public abstract long OutputSize { get; }

    /// <summary>How messages are reduced.</summary>
    protected Aggregation Aggregation { get; }

    /// <summary>Draws new initial parameters; unless a layer says otherwise, those of the linear layers and normalisations inside, as PyTorch
    /// does.</summary>
    /// <param name="generator">Where random numbers come from; null for libtorch's global generator.</param>
    public virtual void ResetParameters(Generator? generator = null) => Initialization.ResetChildren(this, generator);

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
        using var adjacency = AdjacencyOf(x, edgeIndex);
        return call(x, adjacency, edgeData);
    }

    /// <summary>The edges as messages run along them: reversed when the layer passes from target to source.</summary>
    /// <param name="adjacency">The edges as given.</param>
    protected SparseAdjacency AlongFlow(SparseAdjacency adjacency)
    {
        ArgumentNullException.ThrowIfNull(adjacency);
        return IsReversed ? adjacency.Reversed() : adjacency;
    }

    /// <summary>The layer as stages on plain memory, one after the other; null where its options need operations that no stage has.</summary>
    /// <param name="relu">Whether a ReLU follows.</param>
    /// <param name="training">The mode they are for.</param>
    internal virtual IReadOnlyList<Stage>? Stages(bool relu, bool training) => null;

    /// <summary>Runs the layer's stages, each as one autograd node; null where it has none, messages are scaled, our kernels serve x or the
    /// parameters not, or libtorch is faster at its products.</summary>
    private protected Tensor? RunStages(Tensor x, SparseAdjacency adjacency)
    {
        if (adjacency.MessageScale is not null || !KernelMemory.Serves(x) || Stages(relu: false, training) is not { } stages) return null;
        foreach (var stage in stages)
            if (!stage.HasParameters(x.dtype) || !stage.PrefersKernels(x.shape[0])) return null;
        foreach (var stage in stages) x = StageOp.Run(stage, adjacency, null, x);
        return x;
    }

    internal bool IsReversed => _flow == Flow.TargetToSource;

    internal SparseAdjacency AdjacencyOf(Tensor x, Tensor edgeIndex) => EdgeTensors.AdjacencyOf(x, edgeIndex, GetName());
}
