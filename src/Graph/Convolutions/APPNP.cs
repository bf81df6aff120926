using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Personalised PageRank of the features, without parameters: <c>X_{k+1} = (1 - alpha) D^-1/2 (A + I) D^-1/2 X_k + alpha X_0</c>.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1810.05997">J. Gasteiger, A. Bojchevski and S. Günnemann, "Predict then Propagate: Graph Neural Networks meet
/// Personalized PageRank", 2019</see>. PyG's twin is <c>APPNP</c>; without its <c>cached</c> switch, as the adjacency keeps its normalised form.
/// Dropout strikes the normalised adjacency anew in every step, as in the paper (in PyG what one step drops stays dropped in the next).
/// </remarks>
public sealed class APPNP : EdgeWeightConvolution
{
    private readonly long? _channels;
    private readonly int _steps;
    private readonly double _alpha;
    private readonly double _dropout;
    private readonly bool _addSelfLoops;
    private readonly bool _normalize;

    /// <summary>Has no parameters.</summary>
    /// <param name="k">Number of steps, <c>K</c>; at least 0.</param>
    /// <param name="alpha">Chance of going back to the start; in [0, 1].</param>
    /// <param name="dropout">Chance that an edge is dropped in a step while training; in [0, 1).</param>
    /// <param name="addSelfLoops">False leaves I out.</param>
    /// <param name="normalize">False leaves the adjacency as it is.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <param name="channels">Features per node, where they are known already; null takes any number. Not in PyG.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is out of its range.</exception>
    public APPNP(
        int k, double alpha, double dropout = 0, bool addSelfLoops = true, bool normalize = true, Aggregation aggregation = Aggregation.Sum,
        Flow flow = Flow.SourceToTarget, long? channels = null)
        : base(nameof(APPNP), aggregation, flow)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        ArgumentOutOfRangeException.ThrowIfNegative(alpha);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(alpha, 1);
        Shapes.RequireDropout(dropout);
        (_steps, _alpha, _dropout, _addSelfLoops, _normalize, _channels) = (k, alpha, dropout, addSelfLoops, normalize, channels);
    }

    /// <summary>Features per node, on the way in as on the way out.</summary>
    /// <exception cref="InvalidOperationException">The layer was built to take any number.</exception>
    public override long OutputSize =>
        _channels ?? throw new InvalidOperationException("APPNP: gives as many features as it is given. Build it with channels to fix the number.");

    private protected override void RequireFeatures(Tensor x) => Shapes.RequireNodeFeatures(x, _channels ?? x.shape[^1], this);

    private protected override Tensor Pass(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight)
    {
        var given = AlongFlow(adjacency);
        var edges = _normalize ? WeightedEdges.Normalized(given, edgeWeight, _addSelfLoops) : WeightedEdges.Plain(given, edgeWeight);
        var y = x;
        for (var step = 0; step < _steps; step++)
            y = (1 - _alpha) * edges.WithDropout(_dropout, training, x).Propagate(y, Aggregation) + _alpha * x;
        return ReferenceEquals(y, x) ? x.alias() : y;
    }
}
