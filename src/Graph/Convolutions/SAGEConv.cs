using GraphSeq.Graph.Stages;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>GraphSAGE: <c>x'_i = W_1 x_i + W_2 mean_j x_j + b</c>, with other reductions in place of the mean.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1706.02216">W. Hamilton, R. Ying and J. Leskovec, "Inductive Representation Learning on Large Graphs",
/// 2017</see>. PyG's twin is <c>SAGEConv</c>. Takes no edge data; the adjacency's weights are not looked at.
/// </remarks>
public sealed class SAGEConv : BipartiteConvolution
{
    [ComponentName(Name = "lin")] private readonly Linear? _lin;
    [ComponentName(Name = "aggr_module")] private readonly LstmAggregation? _lstm;
    [ComponentName(Name = "lin_l")] private readonly Linear _linL;
    [ComponentName(Name = "lin_r")] private readonly Linear? _linR;
    private readonly InputChannels _inChannels;
    private readonly long _outChannels;
    private readonly bool _normalize;

    /// <summary>Starts from PyTorch's default for linear layers.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>, at least 1; a pair for bipartite graphs.</param>
    /// <param name="outChannels">Features per node on the way out, <c>F_out</c>; at least 1.</param>
    /// <param name="aggregation">How neighbours are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="normalize">True scales every result to length 1.</param>
    /// <param name="rootWeight">False leaves <c>W_1 x_i</c> out.</param>
    /// <param name="project">True sends the neighbours through <c>relu(W_3 x_j + b_3)</c> first, eq. (3) of the paper; without effect, as in PyG,
    /// where messages run from target to source.</param>
    /// <param name="bias">False leaves b out.</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A channel count is below 1.</exception>
    public SAGEConv(
        InputChannels inChannels, long outChannels, SageAggregation aggregation = SageAggregation.Mean, bool normalize = false, bool rootWeight = true,
        bool project = false, bool bias = true, Flow flow = Flow.SourceToTarget)
        : base(nameof(SAGEConv), AggregationOf(aggregation), flow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        (_inChannels, _outChannels, _normalize) = (inChannels, outChannels, normalize);
        _lin = project ? nn.Linear(inChannels.Source, inChannels.Source) : null;
        _lstm = aggregation == SageAggregation.Lstm ? new LstmAggregation(inChannels.Source) : null;
        _linL = nn.Linear(inChannels.Source, outChannels, bias);
        _linR = rootWeight ? nn.Linear(inChannels.Target, outChannels, hasBias: false) : null;
        ResetParameters();
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override long OutputSize => _outChannels;

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        if (_lin is not null) Initialization.Default(_lin, generator);
        _lstm?.ResetParameters(generator);
        Initialization.Default(_linL, generator);
        if (_linR is not null) Initialization.Default(_linR, generator);
    }

    /// <inheritdoc/>
    protected override Tensor Pass(Tensor source, Tensor? target, SparseAdjacency adjacency, Tensor? edgeData)
    {
        Shapes.RequireNodeFeatures(source, _inChannels.Source, this);
        Shapes.RequireNoEdgeData(edgeData, this);
        if (ReferenceEquals(source, target) && RunStages(source, adjacency) is { } fused) return fused;
        var edges = AlongFlow(adjacency).Unweighted();
        // As in PyG the projection is of an edge's first node, which receives where the flow is reversed.
        var neighbours = _lin is null || IsReversed ? source : _lin.call(source).relu();
        var y = _linL.call(_lstm is null ? Aggregate.Reduce(edges, neighbours, null, Aggregation) : _lstm.call(neighbours, edges));
        if (_linR is not null && target is not null)
        {
            Shapes.RequireNodeFeatures(target, _inChannels.Target, this);
            y += _linR.call(target);
        }
        return _normalize ? nn.functional.normalize(y, p: 2, dim: -1) : y;
    }

    internal override IReadOnlyList<Stage>? Stages(bool relu, bool training) =>
        _lin is null && _lstm is null && !_normalize && Aggregation is (Aggregation.Sum or Aggregation.Mean)
            ? [new SageStage(Edges, _linL.weight, _linR?.weight, _linL.bias, relu)]
            : null;

    private SparseAdjacency Edges(SparseAdjacency adjacency)
    {
        var edges = AlongFlow(adjacency).Unweighted();
        return Aggregation == Aggregation.Mean ? edges.Derive(AdjacencyForm.Mean) : edges;
    }

    private static Aggregation AggregationOf(SageAggregation aggregation) => aggregation switch
    {
        SageAggregation.Max => Aggregation.Max,
        SageAggregation.Min => Aggregation.Min,
        SageAggregation.Sum => Aggregation.Sum,
        SageAggregation.Mean or SageAggregation.Lstm => Aggregation.Mean,
        _ => throw new ArgumentOutOfRangeException(nameof(aggregation), aggregation, "SAGEConv: there is no such aggregation."),
    };
}
