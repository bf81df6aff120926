using GraphSeq.Graph.Autograd;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Graph attention with a ranking per node: <c>x'_i = b + sum_j softmax_j(a . leaky_relu(W_l x_j + W_r x_i + W_e e_ji)) W_l x_j</c>, j over
/// neighbours and i.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/2105.14491">S. Brody, U. Alon and E. Yahav, "How Attentive are Graph Attention Networks?", 2022</see>. PyG's
/// twin is <c>GATv2Conv</c>. The adjacency's weights are not looked at. Each node has one self-loop unless it is switched off; loops of the graph
/// are replaced.
/// </remarks>
public sealed class GATv2Conv : AttentionConvolution
{
    [ComponentName(Name = "lin_l")] private readonly Linear _linL;
    [ComponentName(Name = "lin_r")] private readonly Linear _linR;
    [ComponentName(Name = "lin_edge")] private readonly Linear? _linEdge;
    [ComponentName(Name = "res")] private readonly Linear? _residual;
    [ComponentName(Name = "att")] private readonly Parameter _att;
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;
    private readonly InputChannels _inChannels;
    private readonly double _negativeSlope;
    private readonly bool _addSelfLoops;
    private readonly long? _edgeDim;
    private readonly SelfLoopFill _fill;

    /// <summary>Starts from Glorot-uniform weights, PyTorch's default for the linear layers' biases and zero bias.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>, at least 1; a pair for bipartite graphs.</param>
    /// <param name="outChannels">Features per node and head, C; at least 1.</param>
    /// <param name="heads">Number of heads, H; at least 1.</param>
    /// <param name="concat">True gives the heads side by side, <c>F_out = H C</c>; false their mean, <c>F_out = C</c>.</param>
    /// <param name="negativeSlope">Slope of the leaky ReLU below 0.</param>
    /// <param name="dropout">Chance that a coefficient is dropped while training; in [0, 1).</param>
    /// <param name="addSelfLoops">False leaves the edges as they are.</param>
    /// <param name="edgeDim">Features per edge, D; null for none.</param>
    /// <param name="fill">Features of the added self-loops (PyG: <c>fill_value</c>).</param>
    /// <param name="bias">False leaves out b and the biases of W_l and W_r.</param>
    /// <param name="shareWeights">True makes W_r the same as W_l.</param>
    /// <param name="residual">True adds <c>W_res x_i</c>.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public GATv2Conv(
        InputChannels inChannels, long outChannels, long heads = 1, bool concat = true, double negativeSlope = 0.2, double dropout = 0,
        bool addSelfLoops = true, long? edgeDim = null, SelfLoopFill fill = default, bool bias = true, bool shareWeights = false, bool residual = false,
        Aggregation aggregation = Aggregation.Sum, Flow flow = Flow.SourceToTarget)
        : base(nameof(GATv2Conv), outChannels, heads, concat, dropout, aggregation, flow)
    {
        (_inChannels, _negativeSlope, _addSelfLoops, _edgeDim, _fill) = (inChannels, negativeSlope, addSelfLoops, edgeDim, fill);
        var width = heads * outChannels;
        _linL = nn.Linear(inChannels.Source, width, bias);
        _linR = shareWeights ? _linL : nn.Linear(inChannels.Target, width, bias);
        _linEdge = edgeDim is { } features ? nn.Linear(features, width, hasBias: false) : null;
        _residual = residual ? nn.Linear(inChannels.Target, OutputSize, hasBias: false) : null;
        _att = nn.Parameter(zeros(1, heads, outChannels));
        _bias = bias ? nn.Parameter(zeros(OutputSize)) : null;
        ResetParameters();
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        foreach (var lin in new[] { _linL, _linR }.Distinct())
        {
            Initialization.Default(lin, generator);
            Initialization.GlorotUniform(lin.weight, generator);
        }
        Initialization.GlorotUniform(_linEdge?.weight, generator);
        Initialization.GlorotUniform(_residual?.weight, generator);
        Initialization.GlorotUniform(_att, generator);
        Initialization.Zeros(_bias);
    }

    private protected override (Tensor Output, SparseAdjacency Edges, Tensor Coefficient) Attend(
        Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData)
    {
        ArgumentNullException.ThrowIfNull(target);
        Shapes.RequireNodeFeatures(source, _inChannels.Source, this);
        Shapes.RequireNodeFeatures(target, _inChannels.Target, this);
        var (edges, features) = PrepareEdges(
            adjacency, Shapes.RequireEdgeAttr(edgeData, source, adjacency.NumEdges, _edgeDim, this), _addSelfLoops, _fill);

        // As in PyG W_l belongs to an edge's first node, which receives where the flow is reversed.
        var (lin, ownLin) = IsReversed ? (_linR, _linL) : (_linL, _linR);
        var values = SplitHeads(lin.call(source));                                                          // [N_s, H, C]
        var own = ReferenceEquals(lin, ownLin) && ReferenceEquals(source, target) ? values : SplitHeads(ownLin.call(target));
        var coefficient = Coefficients(edges, Score(edges, own, values, features is null ? null : SplitHeads(_linEdge!.call(features))));

        var y = MergeHeads(Aggregate.Reduce(edges, values, coefficient, Aggregation));
        if (_residual is not null) y += _residual.call(target);
        return (_bias is null ? y : y + _bias, edges, coefficient);
    }

    /// <summary><c>a . leaky_relu(target + source + edge)</c> per entry and head: <c>[E, H]</c>.</summary>
    private Tensor Score(SparseAdjacency edges, Tensor target, Tensor source, Tensor? edge)
    {
        if (KernelMemory.Serves(source))
        {
            var op = new PairScoreOp(edges, _negativeSlope);
            return edge is null ? op.Apply(target, source, _att) : op.Apply(target, source, _att, edge);
        }
        var sum = Aggregate.TargetRows(edges, target) + Aggregate.SourceRows(edges, source);                // [E, H, C]
        if (edge is not null) sum += edge;
        return (nn.functional.leaky_relu(sum, _negativeSlope) * _att).sum(-1);
    }
}
