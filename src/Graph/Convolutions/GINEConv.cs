using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>GIN with edge features: <c>x'_i = h((1 + eps) x_i + sum_j relu(x_j + e_ji))</c>, h a network.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1905.12265">W. Hu et al., "Strategies for Pre-training Graph Neural Networks", 2020</see>. PyG's twin is
/// <c>GINEConv</c>. Unlike PyG's, the constructor leaves h's parameters as they are, and a layer without <c>edgeDim</c> runs without edge features
/// too: e is then 0. The adjacency's weights are not looked at.
/// </remarks>
public sealed class GINEConv : BipartiteConvolution
{
    [ComponentName(Name = "nn")] private readonly nn.Module<Tensor, Tensor> _network;
    [ComponentName(Name = "eps")] private readonly Tensor _eps;             // a parameter when trained, else a buffer
    [ComponentName(Name = "lin")] private readonly Linear? _lin;
    private readonly double _initialEps;
    private readonly long? _edgeDim;

    /// <summary>Takes the network as it is; the edges' matrix starts from PyTorch's default for linear layers.</summary>
    /// <param name="network">h (PyG: <c>nn</c>), <c>[N, F_in] -> [N, F_out]</c>; becomes part of the layer.</param>
    /// <param name="eps">Weight of the node itself beyond 1, at the start.</param>
    /// <param name="trainEps">True learns it.</param>
    /// <param name="edgeDim">Features per edge, D, which a linear layer brings to <c>F_in</c>; null where they have <c>F_in</c> already.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentNullException"><paramref name="network"/> is null.</exception>
    /// <exception cref="ArgumentException"><paramref name="edgeDim"/> is given, but the network has no linear layer that tells <c>F_in</c>.</exception>
    public GINEConv(
        nn.Module<Tensor, Tensor> network, double eps = 0, bool trainEps = false, long? edgeDim = null, Aggregation aggregation = Aggregation.Sum,
        Flow flow = Flow.SourceToTarget)
        : base(nameof(GINEConv), aggregation, flow)
    {
        ArgumentNullException.ThrowIfNull(network);
        (_network, _initialEps, _edgeDim) = (network, eps, edgeDim);
        _eps = trainEps ? nn.Parameter(full(1, eps)) : full(1, eps);
        if (edgeDim is { } width)
        {
            var channels = Mlp.InputSize(network)
                ?? throw new ArgumentException(
                    "GINEConv: edgeDim needs a network that starts with a linear layer, which tells the features per node.", nameof(network));
            _lin = nn.Linear(width, channels);
            Initialization.Default(_lin);
        }
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
        if (_lin is not null) Initialization.Default(_lin, generator);
    }

    /// <inheritdoc/>
    protected override Tensor Pass(Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData)
    {
        Mlp.RequireInput(source, _network, this, nameof(source));
        if (_lin is not null) ArgumentNullException.ThrowIfNull(edgeData);
        var edgeAttr = Shapes.RequireEdgeAttr(edgeData, source, adjacency.NumEdges, _edgeDim ?? source.shape[1], this);
        var edges = AlongFlow(adjacency);
        var sum = edgeAttr is null ? Aggregate.Reduce(edges.Unweighted(), source.relu(), null, Aggregation) : WithFeatures(edges, source, edgeAttr);
        return _network.call(target is null ? sum : sum + (1 + _eps) * target);
    }

    private Tensor WithFeatures(SparseAdjacency edges, Tensor source, Tensor edgeAttr)
    {
        var onEntries = Aggregate.ToEntries(edges, _lin is null ? edgeAttr : _lin.call(edgeAttr));
        return Aggregate.Reduce(edges, (Aggregate.SourceRows(edges, source) + onEntries).relu(), Aggregation);
    }
}
