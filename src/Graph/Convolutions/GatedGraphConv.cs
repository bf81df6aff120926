using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Gated graph network, a GRU over rounds of messages: <c>h_i' = GRU(sum_j w_ji W_l h_j, h_i)</c>, at first h_i the features filled up
/// with zeros.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1511.05493">Y. Li et al., "Gated Graph Sequence Neural Networks", 2016</see>. PyG's twin is
/// <c>GatedGraphConv</c>.
/// </remarks>
public sealed class GatedGraphConv : EdgeWeightConvolution
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight;
    [ComponentName(Name = "rnn")] private readonly GRUCell _rnn;
    private readonly long _outChannels;

    /// <summary>Starts from values uniform within <c>±1 / sqrt(F_out)</c>.</summary>
    /// <param name="outChannels">Features per node on the way out, <c>F_out</c>, at least 1; nodes may have fewer on the way in, not more.</param>
    /// <param name="numLayers">Rounds of messages; at least 1.</param>
    /// <param name="bias">False leaves the GRU's biases out.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public GatedGraphConv(
        long outChannels, int numLayers, bool bias = true, Aggregation aggregation = Aggregation.Sum, Flow flow = Flow.SourceToTarget)
        : base(nameof(GatedGraphConv), aggregation, flow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(numLayers, 1);
        _outChannels = outChannels;
        _weight = nn.Parameter(zeros(numLayers, outChannels, outChannels));
        _rnn = nn.GRUCell(outChannels, outChannels, bias);
        ResetParameters();
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override long OutputSize => _outChannels;

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        var bound = 1 / Math.Sqrt(_outChannels);
        Initialization.Uniform(_weight, bound, generator);
        foreach (var parameter in _rnn.parameters()) Initialization.Uniform(parameter, bound, generator);
    }

    private protected override void RequireFeatures(Tensor x)
    {
        Shapes.RequireLike(x, _weight, "the layer's weight", GetName(), nameof(x));
        if (x.dim() != 2 || x.shape[1] > _outChannels)
            Shapes.Fail(
                GetName(), nameof(x), Shapes.Describe(x.shape), $"[numNodes, at most {_outChannels}]", "The layer can widen features, not narrow them.");
    }

    private protected override Tensor Pass(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight)
    {
        var edges = WeightedEdges.Plain(AlongFlow(adjacency), edgeWeight);
        var missing = _outChannels - x.shape[1];
        var state = missing == 0 ? x : cat([x, zeros([x.shape[0], missing], x.dtype, x.device)], 1);
        for (var layer = 0L; layer < _weight.shape[0]; layer++)
            state = _rnn.call(edges.Propagate(state.matmul(_weight[layer]), Aggregation), state);
        return state;
    }
}
