namespace GraphSeq.Encoders;

/// <summary>One convolution of a <see cref="ConvRnnEncoder"/> and what follows it: batch norm, activation, pooling, dropout, in this order.</summary>
/// <remarks>Immutable; vary a copy with <c>with</c>. Checked when the encoder is built, against the sizes that reach the layer.</remarks>
public sealed record ConvLayerOptions
{
    /// <summary>Channels on the way out; at least 1 and a multiple of <see cref="Groups"/>.</summary>
    public required long Channels { get; init; }

    /// <summary>Kernel size; at least 1.</summary>
    public required Extent Kernel { get; init; }

    /// <summary>Step of the kernel; at least 1. Default: 1.</summary>
    public Extent Stride { get; init; } = 1;

    /// <summary>Positions added at both ends; at least 0. Default: 0.</summary>
    public Extent Padding { get; init; } = 0;

    /// <summary>What stands in the padding. Default: zeros.</summary>
    public PaddingMode PaddingMode { get; init; } = PaddingMode.Zeros;

    /// <summary>Distance between the kernel's taps; at least 1. Default: 1.</summary>
    public Extent Dilation { get; init; } = 1;

    /// <summary>Groups that channels are split into; must divide the channels on both sides. Default: 1.</summary>
    public long Groups { get; init; } = 1;

    /// <summary>Whether a bias is added. Default: true.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Whether the channels are batch-normalised (eps 1e-5, momentum 0.1). In training, the statistics are those of valid positions
    /// only. Default: false.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>Function after the convolution. Default: ReLU.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Pooling after the activation. Default: none.</summary>
    public Pooling Pooling { get; init; } = Pooling.None;

    /// <summary>Pooling window; at least 1. Default: 2.</summary>
    public Extent PoolKernel { get; init; } = 2;

    /// <summary>Step of the pooling window; at least 1. Default: null, the window itself.</summary>
    public Extent? PoolStride { get; init; }

    /// <summary>Padding of the pooling; at most half the window. Default: 0.</summary>
    public Extent PoolPadding { get; init; } = 0;

    /// <summary>Probability with which a value is set to zero in training, in [0, 1). Default: 0.</summary>
    public double Dropout { get; init; }
}
