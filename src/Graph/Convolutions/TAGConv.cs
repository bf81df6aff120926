using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Topology adaptive convolution, a matrix per hop: <c>X' = sum_{k=0..K} (D^-1/2 A D^-1/2)^k X W_k + b</c>.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1710.10370">J. Du et al., "Topology Adaptive Graph Convolutional Networks", 2017</see>. PyG's twin is
/// <c>TAGConv</c>.
/// </remarks>
public sealed class TAGConv : GraphConvolution
{
    [ComponentName(Name = "lins")] private readonly ModuleList<Linear> _lins;
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;
    private readonly long _inChannels;
    private readonly long _outChannels;
    private readonly bool _normalize;

    /// <summary>Starts from PyTorch's default for linear layers and zero bias.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>; at least 1.</param>
    /// <param name="outChannels">Features per node on the way out, <c>F_out</c>; at least 1.</param>
    /// <param name="k">Number of hops, <c>K</c>; at least 0.</param>
    /// <param name="bias">False leaves b out.</param>
    /// <param name="normalize">False leaves the adjacency as it is.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A channel count is below 1 or <paramref name="k"/> below 0.</exception>
    public TAGConv(
        long inChannels, long outChannels, int k = 3, bool bias = true, bool normalize = true, Aggregation aggregation = Aggregation.Sum,
        Flow flow = Flow.SourceToTarget)
        : base(nameof(TAGConv), aggregation, flow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        (_inChannels, _outChannels, _normalize) = (inChannels, outChannels, normalize);
        _lins = nn.ModuleList([.. Enumerable.Range(0, k + 1).Select(_ => nn.Linear(inChannels, outChannels, hasBias: false))]);
        _bias = bias ? nn.Parameter(zeros(outChannels)) : null;
        ResetParameters();
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override long OutputSize => _outChannels;

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        foreach (var lin in _lins) Initialization.Default(lin, generator);
        Initialization.Zeros(_bias);
    }

    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="adjacency">The edges, with constant weights or none.</param>
    /// <param name="edgeWeight">Weights that a gradient may pass through, <c>[E]</c>, instead of the adjacency's own; null for those.</param>
    /// <returns><c>[N, F_out]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above.</exception>
    public override Tensor forward(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight)
    {
        Shapes.RequireNodeFeatures(x, _inChannels, this);
        Shapes.RequireNodes(x, adjacency, this);
        Shapes.RequireEdgeWeight(edgeWeight, adjacency.NumEdges, this);
        using var scope = NewDisposeScope();
        var given = AlongFlow(adjacency);
        var edges = _normalize ? WeightedEdges.Normalized(given, edgeWeight, addSelfLoops: false) : WeightedEdges.Plain(given, edgeWeight);
        var y = _lins[0].call(x);
        foreach (var lin in _lins.Skip(1))
        {
            x = edges.Propagate(x, Aggregation);
            y += lin.call(x);
        }
        return (_bias is null ? y : y + _bias).MoveToOuterDisposeScope();
    }
}
