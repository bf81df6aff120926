using TorchSharp;

namespace GraphSeq.Encoders;

/// <summary>One convolution with what follows it: normalisation, activation, pooling, dropout. Immutable; vary a copy with <c>with</c>.</summary>
/// <remarks>Sizes are given once for all axes, or once per axis: time for a series, height and width for an image.</remarks>
public sealed record ConvStageOptions
{
    /// <summary>Channels on the way out; at least 1.</summary>
    public required long Channels { get; init; }

    /// <summary>Kernel size, at least 1. Default: 3.</summary>
    public IReadOnlyList<long> Kernel { get; init; } = [3];

    /// <summary>Step, at least 1. Default: 1.</summary>
    public IReadOnlyList<long> Stride { get; init; } = [1];

    /// <summary>Added at either end, at least 0. Default: 0.</summary>
    public IReadOnlyList<long> Padding { get; init; } = [0];

    /// <summary>What is added: zeros, a reflection, the edge value, or the other end. Default: zeros.</summary>
    public PaddingModes PaddingMode { get; init; } = PaddingModes.Zeros;

    /// <summary>Distance of the kernel's taps, at least 1. Default: 1.</summary>
    public IReadOnlyList<long> Dilation { get; init; } = [1];

    /// <summary>Groups of channels that do not see each other; divides both channel counts. Default: 1.</summary>
    public long Groups { get; init; } = 1;

    /// <summary>Adds a learned constant per channel. Default: true.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Batch normalisation before the activation, over true positions only. Default: false.</summary>
    public bool BatchNorm { get; init; }

    /// <summary>The activation. Default: ReLU.</summary>
    public ActivationKind Activation { get; init; } = ActivationKind.Relu;

    /// <summary>Pooling behind the activation. Default: none.</summary>
    public PoolKind Pool { get; init; } = PoolKind.None;

    /// <summary>Pooling window, at least 1. Default: 2.</summary>
    public IReadOnlyList<long> PoolKernel { get; init; } = [2];

    /// <summary>Pooling step; 0 for the window's size. Default: 0.</summary>
    public IReadOnlyList<long> PoolStride { get; init; } = [0];

    /// <summary>Added at either end before max pooling, at most half the window. Default: 0.</summary>
    public IReadOnlyList<long> PoolPadding { get; init; } = [0];

    /// <summary>Max pooling keeps a last window that only begins within the input. Default: false.</summary>
    public bool PoolCeilMode { get; init; }

    /// <summary>Share of values set to 0 in training, in [0, 1). Default: 0.</summary>
    public double Dropout { get; init; }

    internal static long At(IReadOnlyList<long> sizes, int axis) => sizes.Count == 1 ? sizes[0] : sizes[axis];

    internal long PooledLength(long length, int axis) =>
        ConvShape.PooledLength(length, At(PoolKernel, axis), At(PoolStride, axis), At(PoolPadding, axis), PoolCeilMode);

    internal long ConvolvedLength(long length, int axis) =>
        ConvShape.OutputLength(length, At(Kernel, axis), At(Stride, axis), At(Padding, axis), At(Dilation, axis));

    /// <summary>Length of one axis behind convolution and pooling, the first of which that fails being named in <paramref name="problem"/>.</summary>
    internal long OutputLength(long length, int axis, out string? problem)
    {
        var (kernel, padding, dilation) = (At(Kernel, axis), At(Padding, axis), At(Dilation, axis));
        problem = null;
        if (PaddingMode == PaddingModes.Reflect && padding >= length)
            problem = $"reflect padding {padding} needs a length above {padding}, but it is {length}";
        else if (PaddingMode == PaddingModes.Circular && padding > length)
            problem = $"circular padding {padding} needs a length of at least {padding}, but it is {length}";
        var convolved = ConvolvedLength(length, axis);
        if (convolved < 1)
            problem ??= $"kernel {kernel} with dilation {dilation} does not fit into length {length} with padding {padding}";
        if (Pool == PoolKind.None || problem is not null) return convolved;
        var pooled = PooledLength(convolved, axis);
        if (pooled < 1) problem = $"pooling window {At(PoolKernel, axis)} does not fit into length {convolved}";
        return pooled;
    }

    internal void AddProblems(List<string> problems, string name, int axes, long inChannels)
    {
        if (Channels < 1) problems.Add($"{name}.Channels is {Channels} but must be at least 1.");
        Sizes(Kernel, nameof(Kernel), 1);
        Sizes(Stride, nameof(Stride), 1);
        Sizes(Padding, nameof(Padding), 0);
        Sizes(Dilation, nameof(Dilation), 1);
        Sizes(PoolKernel, nameof(PoolKernel), 1);
        Sizes(PoolStride, nameof(PoolStride), 0);
        Sizes(PoolPadding, nameof(PoolPadding), 0);
        if (Pool == PoolKind.Mean && (PoolCeilMode || PoolPadding.Any(size => size > 0)))
            problems.Add($"{name}.PoolPadding and PoolCeilMode are for max pooling; leave them out with mean pooling.");
        if (Pool == PoolKind.Max && PoolPadding.Select((size, axis) => size > At(PoolKernel, axis) / 2).Any(tooMuch => tooMuch))
            problems.Add($"{name}.PoolPadding is [{string.Join(", ", PoolPadding)}] but must be at most half of PoolKernel.");
        if (Groups < 1 || inChannels % Groups != 0 || Channels % Groups != 0)
            problems.Add($"{name}.Groups is {Groups} but must divide the channels in ({inChannels}) and out ({Channels}).");
        if (Dropout is not (>= 0 and < 1)) problems.Add($"{name}.Dropout is {Dropout} but must be in [0, 1).");
        if (PaddingMode is not (PaddingModes.Zeros or PaddingModes.Reflect or PaddingModes.Replicate or PaddingModes.Circular))
            problems.Add($"{name}.PaddingMode is {PaddingMode} but must be Zeros, Reflect, Replicate or Circular.");

        void Sizes(IReadOnlyList<long> sizes, string property, long least)
        {
            if ((sizes.Count != 1 && sizes.Count != axes) || sizes.Any(size => size < least))
                problems.Add($"{name}.{property} is [{string.Join(", ", sizes)}] but must be one number or {axes}, each at least {least}.");
        }
    }
}
