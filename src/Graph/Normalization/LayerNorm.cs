using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Normalization;

/// <summary>Normalisation of a whole graph, or of each node: <c>x' = (x - mean) / sqrt(var + eps) * weight + bias</c>.</summary>
/// <remarks><see href="https://arxiv.org/abs/1607.06450">J. Ba et al., "Layer Normalization", 2016</see>. PyG's twin is <c>LayerNorm</c>. As
/// there, in graph mode without a batch the divisor is <c>sqrt(var) + eps</c> instead.</remarks>
public sealed class LayerNorm : NormalizationLayer
{
    [ComponentName(Name = "weight")] private readonly Parameter? _weight;
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;
    private readonly long _inChannels;
    private readonly double _eps;
    private readonly LayerNormMode _mode;

    /// <summary>Starts from weight 1 and bias 0.</summary>
    /// <param name="inChannels">Features per node, <c>F</c>; at least 1.</param>
    /// <param name="eps">Keeps the divisor from 0.</param>
    /// <param name="affine">False leaves weight and bias out.</param>
    /// <param name="mode">What mean and variance are taken over.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="inChannels"/> is below 1.</exception>
    public LayerNorm(long inChannels, double eps = 1e-5, bool affine = true, LayerNormMode mode = LayerNormMode.Graph) : base(nameof(LayerNorm))
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(inChannels, 1);
        (_inChannels, _eps, _mode) = (inChannels, eps, mode);
        if (affine) (_weight, _bias) = (nn.Parameter(ones(inChannels)), nn.Parameter(zeros(inChannels)));
        RegisterComponents();
        this.OwnComponents();
    }

    /// <inheritdoc/>
    public override void ResetParameters()
    {
        Initialization.Fill(_weight, 1);
        Initialization.Zeros(_bias);
    }

    /// <param name="x">Node features, <c>[N, F]</c>.</param>
    /// <param name="index">The graph of each node; null for one graph. Node mode does not look at it.</param>
    /// <returns><c>[N, F]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape or element type is not as above.</exception>
    public override Tensor forward(Tensor x, BatchIndex? index)
    {
        Shapes.RequireNodeFeatures(x, _inChannels, this);
        RequireIndex(x, index);
        using var scope = NewDisposeScope();
        var normalized = _mode == LayerNormMode.Node ? PerNode(x) : index is null ? WholeGraph(x) : PerGraph(x, index);
        return Affine(normalized, _weight, _bias).MoveToOuterDisposeScope();
    }

    private Tensor PerNode(Tensor x)
    {
        var centered = x - RowMean(x);
        return centered * (RowMean(centered.square()) + _eps).rsqrt();
    }

    private Tensor PerGraph(Tensor x, BatchIndex index)
    {
        var centered = x - Segments.Spread(RowMean(Segments.Mean(x, index)), index);
        var variance = RowMean(Segments.Mean(centered.square(), index));
        return centered * Segments.Spread((variance + _eps).rsqrt(), index);
    }

    private Tensor WholeGraph(Tensor x)
    {
        using var single = BatchIndex.SingleGraph((int)x.shape[0]);
        var centered = x - Segments.Spread(RowMean(Segments.Mean(x, single)), single);
        var variance = RowMean(Segments.Mean(centered.square(), single));
        return centered / Segments.Spread(Root(variance) + _eps, single);
    }

    private static Tensor RowMean(Tensor x) => x.mean([-1], keepdim: true);
}
