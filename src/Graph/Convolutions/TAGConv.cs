using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Topology adaptive convolution, a matrix per hop: <c>X' = sum_{k=0..K} (D^-1/2 A D^-1/2)^k X W_k + b</c>.</summary>
/// <remarks>
/// <see href="https://arxiv.org/abs/1710.10370">J. Du et al., "Topology Adaptive Graph Convolutional Networks", 2017</see>. PyG's twin is
/// <c>TAGConv</c>.
/// </remarks>
public sealed class TAGConv : PolynomialConvolution
{
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
        : base(nameof(TAGConv), inChannels, outChannels, RequireHops(k) + 1, bias, aggregation, flow)
    {
        _normalize = normalize;
        ResetParameters();
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        foreach (var lin in _lins) Initialization.Default(lin, generator);
        Initialization.Zeros(_bias);
    }

    private protected override Tensor Pass(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight)
    {
        var given = AlongFlow(adjacency);
        var edges = _normalize ? WeightedEdges.Normalized(given, edgeWeight, addSelfLoops: false) : WeightedEdges.Plain(given, edgeWeight);
        return Combine(Hops(x, edges));
    }

    private IEnumerable<Tensor> Hops(Tensor x, WeightedEdges edges)
    {
        yield return x;
        for (var hop = 1; hop < _lins.Count; hop++) yield return x = edges.Propagate(x, Aggregation);
    }

    private static int RequireHops(int k)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(k);
        return k;
    }
}
