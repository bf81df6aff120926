using GraphSeq.Graph.Stages;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Graph attention: <c>x'_i = b + sum_j softmax_j(leaky_relu(a_s . W x_j + a_t . W x_i + a_e . W_e e_ji)) W x_j</c>, j over
/// neighbours and i.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1710.10903">P. Veličković et al., "Graph Attention Networks", 2018</see>. PyG's twin is <c>GATConv</c>. The
/// adjacency's weights are not looked at. Each node has one self-loop unless it is switched off; loops of the graph are replaced.
/// </remarks>
public sealed class GATConv : AttentionConvolution
{
    [ComponentName(Name = "lin")] private readonly Linear? _lin;
    [ComponentName(Name = "lin_src")] private readonly Linear? _linSource;
    [ComponentName(Name = "lin_dst")] private readonly Linear? _linTarget;
    [ComponentName(Name = "lin_edge")] private readonly Linear? _linEdge;
    [ComponentName(Name = "res")] private readonly Linear? _residual;
    [ComponentName(Name = "att_src")] private readonly Parameter _attSource;
    [ComponentName(Name = "att_dst")] private readonly Parameter _attTarget;
    [ComponentName(Name = "att_edge")] private readonly Parameter? _attEdge;
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;
    private readonly InputChannels _inChannels;
    private readonly double _negativeSlope;
    private readonly bool _addSelfLoops;
    private readonly long? _edgeDim;
    private readonly SelfLoopFill _fill;

    /// <summary>Starts from Glorot-uniform weights and zero bias.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>, at least 1; a pair, for bipartite graphs, gives each side its W.</param>
    /// <param name="outChannels">Features per node and head, C; at least 1.</param>
    /// <param name="heads">Number of heads, H; at least 1.</param>
    /// <param name="concat">True gives the heads side by side, <c>F_out = H C</c>; false their mean, <c>F_out = C</c>.</param>
    /// <param name="negativeSlope">Slope of the leaky ReLU below 0.</param>
    /// <param name="dropout">Chance that a coefficient is dropped while training; in [0, 1).</param>
    /// <param name="addSelfLoops">False leaves the edges as they are.</param>
    /// <param name="edgeDim">Features per edge, D; null for none.</param>
    /// <param name="fill">Features of the added self-loops (PyG: <c>fill_value</c>).</param>
    /// <param name="bias">False leaves b out.</param>
    /// <param name="residual">True adds <c>W_r x_i</c>.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public GATConv(
        InputChannels inChannels, long outChannels, long heads = 1, bool concat = true, double negativeSlope = 0.2, double dropout = 0,
        bool addSelfLoops = true, long? edgeDim = null, SelfLoopFill fill = default, bool bias = true, bool residual = false,
        Aggregation aggregation = Aggregation.Sum, Flow flow = Flow.SourceToTarget)
        : base(nameof(GATConv), outChannels, heads, concat, dropout, aggregation, flow)
    {
        (_inChannels, _negativeSlope, _addSelfLoops, _edgeDim, _fill) = (inChannels, negativeSlope, addSelfLoops, edgeDim, fill);
        var width = heads * outChannels;
        _lin = inChannels.IsPair ? null : nn.Linear(inChannels.Source, width, hasBias: false);
        _linSource = inChannels.IsPair ? nn.Linear(inChannels.Source, width, hasBias: false) : null;
        _linTarget = inChannels.IsPair ? nn.Linear(inChannels.Target, width, hasBias: false) : null;
        _linEdge = edgeDim is { } features ? nn.Linear(features, width, hasBias: false) : null;
        _residual = residual ? nn.Linear(inChannels.Target, OutputSize, hasBias: false) : null;
        _attSource = nn.Parameter(zeros(1, heads, outChannels));
        _attTarget = nn.Parameter(zeros(1, heads, outChannels));
        _attEdge = edgeDim is null ? null : nn.Parameter(zeros(1, heads, outChannels));
        _bias = bias ? nn.Parameter(zeros(OutputSize)) : null;
        ResetParameters();
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        foreach (var lin in new[] { _lin, _linSource, _linTarget, _linEdge, _residual }) Initialization.GlorotUniform(lin?.weight, generator);
        foreach (var attention in new[] { _attSource, _attTarget, _attEdge }) Initialization.GlorotUniform(attention, generator);
        Initialization.Zeros(_bias);
    }

    /// <inheritdoc/>
    protected override Tensor Pass(Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData)
    {
        if (edgeData is not null || !ReferenceEquals(source, target)) return base.Pass(source, target, adjacency, edgeData);
        Shapes.RequireNodeFeatures(source, _inChannels.Source, this);
        return RunStages(source, adjacency) ?? base.Pass(source, target, adjacency, edgeData);
    }

    internal override IReadOnlyList<Stage>? Stages(bool relu, bool training)
    {
        if (_lin is null || _linEdge is not null || _residual is not null || OutputSize != Heads * OutChannels || (training && DropoutChance > 0) || Aggregation != Aggregation.Sum)
            return null;
        var (source, target) = IsReversed ? (_attTarget, _attSource) : (_attSource, _attTarget);
        return [new AttentionStage(Edges, checked((int)Heads), _negativeSlope, _lin.weight, source, target, _bias, relu)];
    }

    private SparseAdjacency Edges(SparseAdjacency adjacency) => PrepareEdges(adjacency, null, _addSelfLoops, _fill).Edges;

    private protected override (Tensor Output, SparseAdjacency Edges, Tensor Coefficient) Attend(
        Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData)
    {
        Shapes.RequireNodeFeatures(source, _inChannels.Source, this);
        if (target is not null) Shapes.RequireNodeFeatures(target, _inChannels.Target, this);
        var (edges, features) = PrepareEdges(
            adjacency, Shapes.RequireEdgeAttr(edgeData, source, adjacency.NumEdges, _edgeDim, this), _addSelfLoops, _fill);

        // As in PyG the parameters of the source are those of an edge's first node, which receives where the flow is reversed.
        var (lin, att) = IsReversed ? (_linTarget, _attTarget) : (_linSource, _attSource);
        var (ownLin, ownAtt) = IsReversed ? (_linSource, _attSource) : (_linTarget, _attTarget);
        var values = SplitHeads((_lin ?? lin)!.call(source));                                               // [N_s, H, C]
        var score = Aggregate.SourceRows(edges, (values * att).sum(-1));                                    // [E, H]
        if (target is not null)
        {
            var own = ReferenceEquals(target, source) && _lin is not null ? values : SplitHeads((_lin ?? ownLin)!.call(target));
            score += Aggregate.TargetRows(edges, (own * ownAtt).sum(-1));
        }
        if (features is not null) score += features.matmul(EdgeAttention());
        var coefficient = Coefficients(edges, nn.functional.leaky_relu(score, _negativeSlope));

        var y = MergeHeads(Aggregate.Reduce(edges, values, coefficient, Aggregation));
        if (_residual is not null && target is not null) y += _residual.call(target);
        return (_bias is null ? y : y + _bias, edges, coefficient);
    }

    /// <summary><c>a_e . W_e</c> per head, <c>[D, H]</c>, so that edges are multiplied by H columns instead of H C.</summary>
    private Tensor EdgeAttention() => (_linEdge!.weight.view(Heads, OutChannels, -1) * _attEdge!.view(Heads, OutChannels, 1)).sum(1).transpose(0, 1);
}
