using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Neighbours and node through a matrix each: <c>x'_i = W_1 x_i + b + W_2 sum_j w_ji x_j</c>.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1810.02244">C. Morris et al., "Weisfeiler and Leman Go Neural: Higher-order Graph Neural Networks", 2019</see>.
/// PyG's twin is <c>GraphConv</c>.
/// </remarks>
public sealed class GraphConv : BipartiteConvolution
{
    [ComponentName(Name = "lin_rel")] private readonly Linear _linRel;
    [ComponentName(Name = "lin_root")] private readonly Linear _linRoot;
    private readonly InputChannels _inChannels;
    private readonly long _outChannels;

    /// <summary>Starts from PyTorch's default for linear layers.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>, at least 1; a pair for bipartite graphs.</param>
    /// <param name="outChannels">Features per node on the way out, <c>F_out</c>; at least 1.</param>
    /// <param name="bias">False leaves b out.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A channel count is below 1.</exception>
    public GraphConv(
        InputChannels inChannels, long outChannels, bool bias = true, Aggregation aggregation = Aggregation.Sum, Flow flow = Flow.SourceToTarget)
        : base(nameof(GraphConv), aggregation, flow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        (_inChannels, _outChannels) = (inChannels, outChannels);
        _linRel = nn.Linear(inChannels.Source, outChannels, bias);
        _linRoot = nn.Linear(inChannels.Target, outChannels, hasBias: false);
        RegisterComponents();
        ResetParameters();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override long OutputSize => _outChannels;

    /// <inheritdoc/>
    protected override Tensor Pass(Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData)
    {
        Shapes.RequireNodeFeatures(source, _inChannels.Source, this);
        Shapes.RequireEdgeWeight(edgeData, source, adjacency.NumEdges, this);
        var y = _linRel.call(WeightedEdges.Plain(AlongFlow(adjacency), edgeData).Propagate(source, Aggregation));
        if (target is null) return y;
        Shapes.RequireNodeFeatures(target, _inChannels.Target, this);
        return y + _linRoot.call(target);
    }
}
