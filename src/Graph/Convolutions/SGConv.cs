using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Simplified graph convolution: <c>X' = (D^-1/2 (A + I) D^-1/2)^K X W + b</c>.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1902.07153">F. Wu et al., "Simplifying Graph Convolutional Networks", 2019</see>. PyG's twin is
/// <c>SGConv</c>; without its <c>cached</c> switch, as the adjacency keeps its normalised form.
/// </remarks>
public sealed class SGConv : EdgeWeightConvolution
{
    [ComponentName(Name = "lin")] private readonly Linear _lin;
    private readonly long _inChannels;
    private readonly long _outChannels;
    private readonly int _hops;
    private readonly bool _addSelfLoops;

    /// <summary>Starts from PyTorch's default for linear layers.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>; at least 1.</param>
    /// <param name="outChannels">Features per node on the way out, <c>F_out</c>; at least 1.</param>
    /// <param name="k">Number of hops, <c>K</c>; at least 0.</param>
    /// <param name="addSelfLoops">False leaves I out.</param>
    /// <param name="bias">False leaves b out.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A channel count is below 1 or <paramref name="k"/> below 0.</exception>
    public SGConv(
        long inChannels, long outChannels, int k = 1, bool addSelfLoops = true, bool bias = true, Aggregation aggregation = Aggregation.Sum,
        Flow flow = Flow.SourceToTarget)
        : base(nameof(SGConv), aggregation, flow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        (_inChannels, _outChannels, _hops, _addSelfLoops) = (inChannels, outChannels, k, addSelfLoops);
        _lin = nn.Linear(inChannels, outChannels, bias);
        RegisterComponents();
        ResetParameters();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override long OutputSize => _outChannels;

    private protected override void RequireFeatures(Tensor x) => Shapes.RequireNodeFeatures(x, _inChannels, this);

    private protected override Tensor Pass(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight)
    {
        var edges = WeightedEdges.Normalized(AlongFlow(adjacency), edgeWeight, _addSelfLoops);
        for (var hop = 0; hop < _hops; hop++) x = edges.Propagate(x, Aggregation);
        return _lin.call(x);
    }
}
