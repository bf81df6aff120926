using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Chebyshev polynomials of the scaled Laplacian <c>M = 2 L / lambda_max - I</c>: <c>X' = sum_{k=0..K-1} T_k(M) X W_k + b</c>.</summary>
/// <remarks>
/// <c>T_0(M) = I</c>, <c>T_1(M) = M</c>, <c>T_k(M) = 2 M T_{k-1}(M) - T_{k-2}(M)</c>. <see href="https://arxiv.org/abs/1606.09375">M. Defferrard,
/// X. Bresson and P. Vandergheynst, "Convolutional Neural Networks on Graphs with Fast Localized Spectral Filtering", 2016</see>. PyG's twin is
/// <c>ChebConv</c>; as there, self-loops of the graph are left out, and without a given lambda_max twice the largest entry of L stands for it.
/// </remarks>
public sealed class ChebConv : PolynomialConvolution
{
    private readonly LaplacianNormalization _normalization;

    /// <summary>Starts from Glorot-uniform weights and zero bias.</summary>
    /// <param name="inChannels">Features per node on the way in, <c>F_in</c>; at least 1.</param>
    /// <param name="outChannels">Features per node on the way out, <c>F_out</c>; at least 1.</param>
    /// <param name="k">Number of polynomials, K; at least 1. The layer sees K - 1 hops.</param>
    /// <param name="normalization">Which Laplacian.</param>
    /// <param name="bias">False leaves b out.</param>
    /// <param name="aggregation">How messages are reduced (PyG: <c>aggr</c>).</param>
    /// <param name="flow">Which way messages run.</param>
    /// <exception cref="ArgumentOutOfRangeException">A number is below 1.</exception>
    public ChebConv(
        long inChannels, long outChannels, int k, LaplacianNormalization normalization = LaplacianNormalization.Symmetric, bool bias = true,
        Aggregation aggregation = Aggregation.Sum, Flow flow = Flow.SourceToTarget)
        : base(nameof(ChebConv), inChannels, outChannels, RequireTerms(k), bias, aggregation, flow)
    {
        _normalization = normalization;
        ResetParameters();
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override void ResetParameters(Generator? generator = null)
    {
        foreach (var lin in _lins) Initialization.GlorotUniform(lin.weight, generator);
        Initialization.Zeros(_bias);
    }

    private protected override Tensor Pass(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight) => Combine(Terms(x, adjacency, edgeWeight, null));

    /// <summary>Runs the layer (not through hooks) with the largest eigenvalue of the Laplacian given.</summary>
    /// <param name="x">Node features, <c>[N, F_in]</c>.</param>
    /// <param name="adjacency">The edges, with constant weights or none.</param>
    /// <param name="edgeWeight">Weights instead of the adjacency's own, <c>[E]</c>; null for those.</param>
    /// <param name="lambdaMax">One value, <c>[]</c> or <c>[1]</c>, or one for each graph, <c>[G]</c>; null for twice the largest entry of L.</param>
    /// <param name="index">The graph of each node, where <paramref name="lambdaMax"/> has more than one value.</param>
    /// <returns><c>[N, F_out]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above.</exception>
    public Tensor call(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight, Tensor? lambdaMax, BatchIndex? index = null)
    {
        Require(x, adjacency, edgeWeight);
        if (lambdaMax is not null && lambdaMax.numel() != 1 && lambdaMax.numel() != index?.NumGraphs)
            Shapes.Fail(
                GetName(), nameof(lambdaMax), Shapes.Describe(lambdaMax.shape), index is null ? "[]" : $"[] or [{index.NumGraphs}]",
                "Pass one value, or the index and one per graph.");
        using var scope = NewDisposeScope();
        return Combine(Terms(x, adjacency, edgeWeight, PerNode(lambdaMax?.to(x.dtype, x.device), index))).MoveToOuterDisposeScope();
    }

    private IEnumerable<Tensor> Terms(Tensor x, SparseAdjacency adjacency, Tensor? edgeWeight, Tensor? lambdaMax)
    {
        yield return x;
        if (_lins.Count == 1) yield break;
        var laplacian = Laplacian.Scaled(adjacency, edgeWeight, _normalization, x, lambdaMax, IsReversed);
        var (before, current) = (x, laplacian.Propagate(x, Aggregation));
        yield return current;
        for (var k = 2; k < _lins.Count; k++)
        {
            (before, current) = (current, 2 * laplacian.Propagate(current, Aggregation) - before);
            yield return current;
        }
    }

    private static Tensor? PerNode(Tensor? lambdaMax, BatchIndex? index) =>
        lambdaMax is null || lambdaMax.numel() == 1 || index is null ? lambdaMax : Segments.Spread(lambdaMax, index);

    private static int RequireTerms(int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        return k;
    }
}
