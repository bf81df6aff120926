using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Auto-regressive moving average filter, mean over K stacks of: <c>X_{t+1} = act(D^-1/2 A D^-1/2 X_t W_t + X_0 V_t + b_t)</c>.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1901.01343">F. M. Bianchi et al., "Graph Neural Networks with Convolutional ARMA Filters", 2021</see>. PyG's
/// twin is <c>ARMAConv</c>. As there, <c>weight</c> exists also where a single layer leaves it without use.
/// </remarks>
public sealed class ARMAConv : EdgeWeightConvolution
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight;
    [ComponentName(Name = "init_weight")] private readonly Parameter _initWeight;
    [ComponentName(Name = "root_weight")] private readonly Parameter _rootWeight;
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;
    private readonly Func<Tensor, Tensor> _activation;
    private readonly long _inChannels;
    private readonly long _outChannels;
    private readonly int _numLayers;
    private readonly bool _sharedWeights;
    private readonly double _dropout;

    /// <summary>Starts from Glorot-uniform weights and zero bias.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>; at least 1.</param>
    /// <param name="outChannels">Features per node on the way out, <c>F_out</c>; at least 1.</param>
    /// <param name="numStacks">Stacks side by side, K; at least 1.</param>
    /// <param name="numLayers">Layers of a stack, T; at least 1.</param>
    /// <param name="sharedWeights">True gives the layers of a stack the same weights (but for the first W, which maps <c>F_in</c>).</param>
    /// <param name="activation">act (PyG: <c>act</c>); null for ReLU, <c>x => x</c> for none.</param>
    /// <param name="dropout">Chance of dropout on X_0 in every layer while training; in [0, 1).</param>
    /// <param name="bias">False leaves b out.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public ARMAConv(
        long inChannels, long outChannels, int numStacks = 1, int numLayers = 1, bool sharedWeights = false, Func<Tensor, Tensor>? activation = null,
        double dropout = 0, bool bias = true, Aggregation aggregation = Aggregation.Sum, Flow flow = Flow.SourceToTarget)
        : base(nameof(ARMAConv), aggregation, flow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(numStacks, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(numLayers, 1);
        Shapes.RequireDropout(dropout);
        (_inChannels, _outChannels, _numLayers, _sharedWeights, _dropout) = (inChannels, outChannels, numLayers, sharedWeights, dropout);
        _activation = activation ?? (x => nn.functional.relu(x));
        var sets = sharedWeights ? 1 : numLayers;
        _weight = nn.Parameter(zeros(Math.Max(1, sets - 1), numStacks, outChannels, outChannels));
        _initWeight = nn.Parameter(zeros(numStacks, inChannels, outChannels));
        _rootWeight = nn.Parameter(zeros(sets, numStacks, inChannels, outChannels));
        _bias = bias ? nn.Parameter(zeros(sets, numStacks, 1, outChannels)) : null;
        ResetParameters();
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override long OutputSize => _outChannels;

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        Initialization.GlorotUniform(_weight, generator);
        Initialization.GlorotUniform(_initWeight, generator);
        Initialization.GlorotUniform(_rootWeight, generator);
        Initialization.Zeros(_bias);
    }

    private protected override void RequireFeatures(Tensor x)
    {
        Shapes.RequireNodeFeatures(x, _inChannels, this);
        Shapes.RequireLike(x, _initWeight, "the layer's weight", GetName(), nameof(x));
    }

    private protected override Tensor Pass(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight)
    {
        var edges = WeightedEdges.Normalized(AlongFlow(adjacency), edgeWeight, addSelfLoops: false);
        var state = x.unsqueeze(0);                                                             // [1 or K, N, F]
        for (var layer = 0; layer < _numLayers; layer++)
        {
            var set = _sharedWeights ? 0 : layer;
            var mixed = state.matmul(layer == 0 ? _initWeight : _weight[_sharedWeights ? 0 : layer - 1]);   // [K, N, F_out]
            var passed = edges.Propagate(mixed.transpose(0, 1), Aggregation).transpose(0, 1);
            var root = nn.functional.dropout(x, _dropout, training).matmul(_rootWeight[set]);
            state = passed + root;
            if (_bias is not null) state += _bias[set];
            state = _activation(state);
        }
        return state.mean([0]);
    }
}
