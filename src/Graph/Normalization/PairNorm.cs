using static TorchSharp.torch;

namespace GraphSeq.Graph.Normalization;

/// <summary>Keeps the total distance between a graph's nodes constant: with <c>c = x - mean</c>, <c>x' = scale * c / sqrt(eps + mean_i |c_i|^2)</c>,
/// or <c>x'_i = scale * c_i / (eps + |c_i|)</c> for each node.</summary>
/// <remarks><see href="https://arxiv.org/abs/1909.12223">L. Zhao and L. Akoglu, "PairNorm: Tackling Oversmoothing in GNNs", 2020</see>. PyG's twin
/// is <c>PairNorm</c>.</remarks>
public sealed class PairNorm : NormalizationLayer
{
    private readonly double _scale;
    private readonly bool _scaleIndividually;
    private readonly double _eps;

    /// <summary>Has no parameters.</summary>
    /// <param name="scale">Factor of the result.</param>
    /// <param name="scaleIndividually">True brings every node's row to the same length.</param>
    /// <param name="eps">Keeps the divisor from 0.</param>
    public PairNorm(double scale = 1, bool scaleIndividually = false, double eps = 1e-5) : base(nameof(PairNorm)) =>
        (_scale, _scaleIndividually, _eps) = (scale, scaleIndividually, eps);

    /// <summary>Does nothing: there are no parameters.</summary>
    public override void ResetParameters()
    {
    }

    /// <param name="x">Node features, <c>[N, F]</c>.</param>
    /// <param name="index">The graph of each node; null for one graph.</param>
    /// <returns><c>[N, F]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape or element type is not as above.</exception>
    public override Tensor forward(Tensor x, BatchIndex? index)
    {
        Shapes.RequireFloating(x, nameof(PairNorm), nameof(x));
        EdgeTensors.RequireMatrix(x, nameof(PairNorm));
        RequireIndex(x, index);
        using var scope = NewDisposeScope();
        using var single = index is null ? BatchIndex.SingleGraph((int)x.shape[0]) : null;
        var graphs = index ?? single!;
        var centered = x - Segments.Spread(Segments.Mean(x, graphs), graphs);
        var squares = centered.square().sum([-1], keepdim: true);
        var factor = _scaleIndividually
            ? (Root(squares) + _eps).reciprocal()
            : Segments.Spread((Segments.Mean(squares, graphs) + _eps).rsqrt(), graphs);
        return (centered * (factor * _scale)).MoveToOuterDisposeScope();
    }
}
