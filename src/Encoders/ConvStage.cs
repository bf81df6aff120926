using GraphSeq.Graph;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>Runs one convolution and what follows it over <c>[N, C, T]</c> or <c>[N, C, H, W]</c>, with true lengths along one axis or without.</summary>
internal sealed class ConvStage(ConvStageOptions options, int index, nn.Module conv, nn.Module norm)
{
    /// <summary>Parameters of the stage as PyTorch's modules hold them: the convolution and the normalisation (an identity when there is none).</summary>
    public static (nn.Module Conv, nn.Module Norm) CreateModules(ConvStageOptions options, long inChannels, int axes)
    {
        nn.Module conv = axes == 1
            ? nn.Conv1d(inChannels, options.Channels, ConvStageOptions.At(options.Kernel, 0), groups: options.Groups, bias: options.Bias)
            : nn.Conv2d(inChannels, options.Channels, Pair(options.Kernel), groups: options.Groups, bias: options.Bias);
        nn.Module norm = !options.BatchNorm ? nn.Identity() : axes == 1 ? nn.BatchNorm1d(options.Channels) : nn.BatchNorm2d(options.Channels);
        return (conv, norm);
    }

    /// <summary>Draws parameters as PyTorch does: uniform within <c>±1 / sqrt(fan-in)</c>.</summary>
    public void ResetParameters(Generator? generator)
    {
        var (weight, bias) = Parameters();
        var bound = 1 / Math.Sqrt(weight.numel() / (double)weight.shape[0]);
        Initialization.Uniform(weight, bound, generator);
        if (bias is not null) Initialization.Uniform(bias, bound, generator);
        if (norm is BatchNorm1d batchNorm1d) batchNorm1d.reset_parameters();
        if (norm is BatchNorm2d batchNorm2d) batchNorm2d.reset_parameters();
    }

    /// <summary>Runs the stage.</summary>
    /// <param name="x">Signals.</param>
    /// <param name="timeAxis">The convolved axis that <paramref name="lengths"/> are along; -1 for none.</param>
    /// <param name="lengths">True lengths, null when all are full; replaced by those behind the stage.</param>
    /// <param name="training">Whether statistics and dropout are those of training.</param>
    public Tensor Run(Tensor x, int timeAxis, ref TrueLengths? lengths, bool training)
    {
        lengths = timeAxis < 0 ? null : lengths;
        var timeDimension = timeAxis + 2;
        if (lengths is not null) x = lengths.Fill(x, timeDimension, 0);
        x = Convolve(x, timeDimension, lengths);
        lengths = lengths?.Through((length, node) => Behind(length, timeAxis, node));
        x = Activate(Normalize(x, timeDimension, lengths, training));
        if (options.Pool != PoolKind.None)
        {
            if (lengths is not null && options.Pool == PoolKind.Max) x = lengths.Fill(x, timeDimension, double.NegativeInfinity);
            x = Pool(x);
            lengths = lengths?.Through((length, _) => options.PooledLength(length, timeAxis));
        }
        return options.Dropout > 0 && training ? nn.functional.dropout(x, options.Dropout, training) : x;
    }

    private (Tensor Weight, Tensor? Bias) Parameters() => conv switch
    {
        Conv1d conv1d => (conv1d.weight, conv1d.bias),
        Conv2d conv2d => (conv2d.weight, conv2d.bias),
        _ => throw new InvalidOperationException($"ConvStage: {conv.GetName()} is no convolution."),
    };

    private long Behind(long length, int axis, int node)
    {
        options.OutputLength(length, axis, out var problem);
        if (problem is not null)
            throw new ArgumentException($"ConvRnnEncoder: the true length of node {node} is {length} before Convs[{index}], too short: {problem}.", "lengths");
        return options.ConvolvedLength(length, axis);
    }

    private Tensor Convolve(Tensor x, int timeDimension, TrueLengths? lengths)
    {
        var (weight, bias) = Parameters();
        var zeros = options.PaddingMode == PaddingModes.Zeros;
        if (!zeros) x = Pad(x, timeDimension, lengths);
        if (x.Dimensions == 3)
            return nn.functional.conv1d(
                x, weight, bias, ConvStageOptions.At(options.Stride, 0), zeros ? ConvStageOptions.At(options.Padding, 0) : 0,
                ConvStageOptions.At(options.Dilation, 0), options.Groups);
        return nn.functional.conv2d(x, weight, bias, Both(options.Stride), zeros ? Both(options.Padding) : [0, 0], Both(options.Dilation), options.Groups);
    }

    private Tensor Pad(Tensor x, int timeDimension, TrueLengths? lengths)
    {
        for (var dimension = 2; dimension < x.Dimensions; dimension++)
        {
            var padding = ConvStageOptions.At(options.Padding, dimension - 2);
            if (padding == 0) continue;
            var length = x.shape[dimension];
            var position = arange(-padding, length + padding, device: x.device).unsqueeze(0);               // [1, P]
            var end = lengths is not null && dimension == timeDimension ? lengths.Column(x.device) : full(1, 1, length, ScalarType.Int64, x.device);
            var source = options.PaddingMode switch
            {
                PaddingModes.Reflect => Reflect(position, end),
                PaddingModes.Replicate => minimum(position.clamp_min(0), end - 1),
                _ => position.remainder(end),
            };
            var shape = Enumerable.Repeat(1L, (int)x.Dimensions).ToArray();
            (shape[0], shape[dimension]) = (source.shape[0], source.shape[1]);
            long[] wanted = [.. x.shape];
            wanted[dimension] = source.shape[1];
            x = x.gather(dimension, source.clamp(0, length - 1).view(shape).expand(wanted));
        }
        return x;
    }

    private static Tensor Reflect(Tensor position, Tensor end) => (end - 1) - ((end - 1) - position.abs()).abs();

    private Tensor Normalize(Tensor x, int timeDimension, TrueLengths? lengths, bool training)
    {
        if (!options.BatchNorm) return x;
        if (lengths is null || !training) return ((nn.Module<Tensor, Tensor>)norm).call(x);
        // Statistics over true positions only: those become the rows of a plain table, and go back to their places.
        var channelsLast = x.movedim([1], [-1]);
        var mask = lengths.Mask(x.shape[timeDimension], x.device);
        if (x.Dimensions == 4) mask = (timeDimension == 2 ? mask.unsqueeze(2) : mask.unsqueeze(1)).expand(channelsLast.shape[..^1]);
        var rows = mask.reshape(-1).nonzero().squeeze(1);
        var table = channelsLast.reshape(-1, x.shape[1]);
        var valid = table.index_select(0, rows).t().unsqueeze(0);                                             // [1, C, M]
        if (x.Dimensions == 4) valid = valid.unsqueeze(-1);
        var normalized = ((nn.Module<Tensor, Tensor>)norm).call(valid).reshape(x.shape[1], -1).t();
        return zeros_like(table).index_add(0, rows, normalized, 1).reshape(channelsLast.shape).movedim([-1], [1]);
    }

    private Tensor Activate(Tensor x) => options.Activation switch
    {
        ActivationKind.None => x,
        ActivationKind.Relu => x.relu(),
        ActivationKind.Gelu => x.gelu(),
        ActivationKind.Elu => x.elu(),
        ActivationKind.Tanh => x.tanh(),
        _ => throw new InvalidOperationException($"ConvStage: there is no activation {options.Activation}."),
    };

    private Tensor Pool(Tensor x)
    {
        var (kernel, stride) = (Both(options.PoolKernel), Both(options.PoolStride));
        for (var axis = 0; axis < 2; axis++) stride[axis] = stride[axis] == 0 ? kernel[axis] : stride[axis];
        if (options.Pool == PoolKind.Mean)
            return x.Dimensions == 3 ? nn.functional.avg_pool1d(x, kernel[0], stride[0]) : nn.functional.avg_pool2d(x, kernel, stride);
        var padding = Both(options.PoolPadding);
        return x.Dimensions == 3
            ? nn.functional.max_pool1d(x, kernel[0], stride[0], padding[0], ceil_mode: options.PoolCeilMode)
            : nn.functional.max_pool2d(x, kernel, stride, padding, ceil_mode: options.PoolCeilMode);
    }

    private static long[] Both(IReadOnlyList<long> sizes) => [ConvStageOptions.At(sizes, 0), sizes[^1]];

    private static (long, long) Pair(IReadOnlyList<long> sizes) => (sizes[0], sizes[^1]);
}
