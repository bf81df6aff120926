using GraphSeq.Encoders;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Encoders;

/// <summary>Small encoders of all kinds, and the signals they read.</summary>
internal static class EncoderCases
{
    private static readonly ConvLayerOptions[] Conv1d =
    [
        new() { Channels = 4, Kernel = 3, Padding = 1, BatchNorm = true, Pooling = Pooling.Max, PoolKernel = 3, PoolStride = 1, PoolPadding = 1 },
        new() { Channels = 4, Kernel = 2, Stride = 2, Padding = 1, Activation = Activation.Sigmoid, Groups = 2 },
    ];

    private static readonly ConvLayerOptions[] Conv2d =
    [
        new() { Channels = 4, Kernel = (2, 3), Padding = 1, BatchNorm = true, Pooling = Pooling.Mean, PoolKernel = (2, 2), PoolStride = 1, PoolPadding = 1 },
        new() { Channels = 2, Kernel = 2, Padding = 1, Activation = Activation.Elu, Dilation = 2, Groups = 2 },
    ];

    public static ConvRnnEncoderOptions Options(SignalKind kind, SequenceAxis axis = SequenceAxis.Width, PaddingMode mode = PaddingMode.Zeros) => new()
    {
        Input = kind switch
        {
            SignalKind.Series => SignalShape.Series(null, 3),
            SignalKind.Image when axis == SequenceAxis.Width => SignalShape.Image(2, 5, null),
            SignalKind.Image when axis == SequenceAxis.Height => SignalShape.Image(2, null, 5),
            SignalKind.Image => SignalShape.Image(2, 5, 6),
            _ => SignalShape.ImageSequence(null, 2, 5, 4),
        },
        Convs = [.. (kind == SignalKind.Series ? Conv1d : Conv2d).Select(layer => layer with { PaddingMode = mode })],
        SequenceAxis = axis,
        HiddenSize = 3,
        Seed = 7,
    };

    /// <summary>Signals of <paramref name="nodes"/> nodes, <paramref name="time"/> steps along the axis that becomes time.</summary>
    public static Tensor Signal(ConvRnnEncoderOptions options, long nodes, long time, ScalarType dtype = ScalarType.Float32, ulong seed = 3)
    {
        var input = options.Input;
        long[] shape = input.Kind switch
        {
            SignalKind.Series => [nodes, time, input.Channels],
            SignalKind.Image => [nodes, input.Channels, input.Height ?? time, input.Width ?? time],
            _ => [nodes, time, input.Channels, input.Height!.Value, input.Width!.Value],
        };
        using var generator = new Generator(seed);
        return randn(shape, ScalarType.Float64, generator: generator).to_type(dtype);
    }

    /// <summary>The dimension of the signal that becomes time.</summary>
    public static int TimeDim(ConvRnnEncoderOptions options) => (options.Input.Kind, options.SequenceAxis) switch
    {
        (SignalKind.Image, SequenceAxis.Width) => 3,
        (SignalKind.Image, SequenceAxis.Height) => 2,
        _ => 1,
    };
}
