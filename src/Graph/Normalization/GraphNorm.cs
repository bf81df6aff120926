using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Normalization;

/// <summary>Normalisation of each graph that learns how much of the mean to keep: with <c>c = x - mean_scale * mean</c>,
/// <c>x' = weight * c / sqrt(mean(c^2) + eps) + bias</c>, column by column.</summary>
/// <remarks><see href="https://arxiv.org/abs/2009.03294">T. Cai et al., "GraphNorm: A Principled Approach to Accelerating Graph Neural Network
/// Training", 2021</see>. PyG's twin is <c>GraphNorm</c>.</remarks>
public sealed class GraphNorm : NormalizationLayer
{
    [ComponentName(Name = "weight")] private readonly Parameter _weight;
    [ComponentName(Name = "bias")] private readonly Parameter _bias;
    [ComponentName(Name = "mean_scale")] private readonly Parameter _meanScale;
    private readonly long _inChannels;
    private readonly double _eps;

    /// <summary>Starts from weight 1, bias 0 and mean scale 1.</summary>
    /// <param name="inChannels">Features per node, <c>F</c>; at least 1.</param>
    /// <param name="eps">Added to the variance.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inChannels"/> is below 1.</exception>
    public GraphNorm(long inChannels, double eps = 1e-5) : base(nameof(GraphNorm))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        (_inChannels, _eps) = (inChannels, eps);
        (_weight, _bias, _meanScale) = (nn.Parameter(ones(inChannels)), nn.Parameter(zeros(inChannels)), nn.Parameter(ones(inChannels)));
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override void ResetParameters()
    {
        Initialization.Fill(_weight, 1);
        Initialization.Zeros(_bias);
        Initialization.Fill(_meanScale, 1);
    }

    /// <param name="x">Node features, <c>[N, F]</c>.</param>
    /// <param name="index">The graph of each node; null for one graph.</param>
    /// <returns><c>[N, F]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape or element type is not as above.</exception>
    public override Tensor forward(Tensor x, BatchIndex? index)
    {
        Shapes.RequireNodeFeatures(x, _inChannels, this);
        RequireIndex(x, index);
        using var scope = NewDisposeScope();
        using var single = index is null ? BatchIndex.SingleGraph((int)x.shape[0]) : null;
        var graphs = index ?? single!;
        var centered = x - Segments.Spread(Segments.Mean(x, graphs) * _meanScale, graphs);
        var scale = (Segments.Mean(centered.square(), graphs) + _eps).rsqrt();
        return Affine(centered * Segments.Spread(scale, graphs), _weight, _bias).MoveToOuterDisposeScope();
    }
}
