using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Stages;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Graph isomorphism network: <c>x'_i = h((1 + eps) x_i + sum_j x_j)</c>, h a network.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1810.00826">K. Xu et al., "How Powerful are Graph Neural Networks?", 2019</see>, eq. (4.1). PyG's twin is
/// <c>GINConv</c>. Takes no edge data; the adjacency's weights are not looked at. Unlike PyG's, the constructor leaves h's parameters as they are.
/// An h of linear layers with ReLU between them runs on our kernels on the CPU, not through the hooks of its modules.
/// </remarks>
public sealed class GINConv : BipartiteConvolution
{
    [ComponentName(Name = "nn")] private readonly nn.Module<Tensor, Tensor> _network;
    [ComponentName(Name = "eps")] private readonly Tensor _eps;             // a parameter when trained, else a buffer
    private readonly double _initialEps;

    /// <summary>Takes the network as it is.</summary>
    /// <param name="network">h (PyG: <c>nn</c>), <c>[N, F_in] -> [N, F_out]</c>; becomes part of the layer.</param>
    /// <param name="eps">Weight of the node itself beyond 1, at the start.</param>
    /// <param name="trainEps">True learns it.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentNullException"><paramref name="network"/> is null.</exception>
    public GINConv(
        nn.Module<Tensor, Tensor> network, double eps = 0, bool trainEps = false, Aggregation aggregation = Aggregation.Sum,
        Flow flow = Flow.SourceToTarget)
        : base(nameof(GINConv), aggregation, flow)
    {
        ArgumentNullException.ThrowIfNull(network);
        (_network, _initialEps) = (network, eps);
        _eps = trainEps ? nn.Parameter(full(1, eps)) : full(1, eps);
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override long OutputSize => Mlp.OutputSize(_network, this);

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        Initialization.Reset(_network, generator);
        Initialization.Fill(_eps, _initialEps);
    }

    /// <inheritdoc/>
    protected override Tensor Pass(Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData)
    {
        Mlp.RequireInput(source, _network, this, nameof(source));
        Shapes.RequireNoEdgeData(edgeData, this);
        if (ReferenceEquals(source, target))
        {
            if (RunStages(source, adjacency) is { } output) return output;
            if (SumsNeighbours && adjacency.MessageScale is null && KernelMemory.Serves(source))
                return _network.call(StageOp.Run(Sum(), adjacency, null, source));
        }
        var sum = Aggregate.Reduce(AlongFlow(adjacency).Unweighted(), source, null, Aggregation);
        return _network.call(target is null ? sum : sum + (1 + _eps) * target);
    }

    /// <summary>Whether a stage does the sum: it does not learn eps.</summary>
    private bool SumsNeighbours => Aggregation == Aggregation.Sum && !_eps.requires_grad;

    internal override IReadOnlyList<Stage>? Stages(bool relu, bool training) =>
        SumsNeighbours && Mlp.Stages(_network, relu) is { } network ? [Sum(), .. network] : null;

    private NeighbourSumStage Sum() => new(adjacency => AlongFlow(adjacency).Unweighted(), OwnScale);

    private double OwnScale() => 1 + (_eps.dtype == ScalarType.Float64 ? HostTensors.View<double>(_eps)[0] : HostTensors.View<float>(_eps)[0]);
}
