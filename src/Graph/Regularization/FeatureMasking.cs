using static TorchSharp.torch;

namespace GraphSeq.Graph.Regularization;

/// <summary>Masks features with probability p while training. See <see cref="GraphOps.MaskFeature"/>.</summary>
public sealed class FeatureMasking : nn.Module<Tensor, Tensor>
{
    private readonly RandomChoice _choice;
    private readonly FeatureMaskMode _mode;
    private readonly double _fillValue;

    /// <summary>Has no parameters.</summary>
    /// <param name="p">Probability, in <c>[0, 1]</c>.</param>
    /// <param name="mode">What is masked together.</param>
    /// <param name="fillValue">What masked features become.</param>
    /// <param name="seed">Seed of this layer's random numbers; null for libtorch's global generator.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="p"/> is outside <c>[0, 1]</c>.</exception>
    public FeatureMasking(double p = 0.5, FeatureMaskMode mode = FeatureMaskMode.Column, double fillValue = 0, long? seed = null)
        : base(nameof(FeatureMasking)) =>
        (_choice, _mode, _fillValue) = (new RandomChoice(p, seed, nameof(FeatureMasking)), mode, fillValue);

    /// <param name="x">Node features, <c>[N, F]</c>.</param>
    /// <returns><c>[N, F]</c>, owned by the caller.</returns>
    /// <exception cref="ArgumentException">The shape is not as above.</exception>
    public override Tensor forward(Tensor x)
    {
        using var scope = NewDisposeScope();
        return GraphOps.MaskFeature(x, _choice.P, _mode, _fillValue, training, _choice.Generator).X.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) _choice.Dispose();
        base.Dispose(disposing);
    }
}
