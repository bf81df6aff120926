using GraphSeq.Graph.Stages;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Graph convolution: <c>X' = D^-1/2 (A + I) D^-1/2 X W + b</c>, D the degrees of A + I.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1609.02907">T. Kipf and M. Welling, "Semi-Supervised Classification with Graph Convolutional Networks",
/// 2017</see>. PyG's twin is <c>GCNConv</c>. The normalised adjacency is kept by the <see cref="SparseAdjacency"/> (computed once per data set when
/// it comes from one), so there is no <c>cached</c> switch. Of several self-loops of a node with edge weights the last one counts, as in PyG.
/// </remarks>
public sealed class GCNConv : GraphConvolution
{
    [ComponentName(Name = "lin")] private readonly Linear _lin;
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;
    private readonly long _inChannels;
    private readonly long _outChannels;
    private readonly bool _normalize;
    private readonly bool _addSelfLoops;
    private readonly bool _improved;

    /// <summary>Starts from Glorot-uniform weights and zero bias.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>; at least 1.</param>
    /// <param name="outChannels">Features per node on the way out, <c>F_out</c>; at least 1.</param>
    /// <param name="improved">Self-loops weigh 2: <c>A + 2I</c>. As in PyG this shows only where edges have weights.</param>
    /// <param name="addSelfLoops">Adds the self-loops that are missing; null for the value of <paramref name="normalize"/>.</param>
    /// <param name="normalize">False leaves the adjacency as it is.</param>
    /// <param name="bias">False leaves b out.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A channel count is below 1.</exception>
    /// <exception cref="ArgumentException">Self-loops are asked for without normalisation, which adds them.</exception>
    public GCNConv(
        long inChannels, long outChannels, bool improved = false, bool? addSelfLoops = null, bool normalize = true, bool bias = true,
        Aggregation aggregation = Aggregation.Sum, Flow flow = Flow.SourceToTarget)
        : base(nameof(GCNConv), aggregation, flow)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(outChannels, 1);
        if (addSelfLoops == true && !normalize)
            throw new ArgumentException("GCNConv: addSelfLoops is true but normalize is false; self-loops are added by the normalisation.", nameof(addSelfLoops));
        (_inChannels, _outChannels) = (inChannels, outChannels);
        (_normalize, _addSelfLoops, _improved) = (normalize, addSelfLoops ?? normalize, improved);
        _lin = nn.Linear(inChannels, outChannels, hasBias: false);
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
        Initialization.GlorotUniform(_lin.weight, generator);
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
        Shapes.RequireEdgeWeight(edgeWeight, x, adjacency.NumEdges, this);
        using var scope = NewDisposeScope();
        if (edgeWeight is null && RunStages(x, adjacency) is { } fused) return fused.MoveToOuterDisposeScope();
        var given = AlongFlow(adjacency);
        var edges = _normalize ? WeightedEdges.Normalized(given, edgeWeight, _addSelfLoops, _improved) : WeightedEdges.Plain(given, edgeWeight);
        var y = edges.Propagate(_lin.call(x), Aggregation);
        return (_bias is null ? y : y + _bias).MoveToOuterDisposeScope();
    }

    internal override IReadOnlyList<Stage>? Stages(bool relu, bool training) =>
        Aggregation == Aggregation.Sum ? [new GcnStage(Edges, _lin.weight, _bias, relu)] : null;

    private SparseAdjacency Edges(SparseAdjacency adjacency)
    {
        var given = AlongFlow(adjacency);
        return _normalize ? WeightedEdges.Normalized(given, null, _addSelfLoops, _improved).Adjacency : given;
    }
}
