using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>All convolution stages of an encoder, one after the other, in the way PyTorch computes them. Not a module, so that the modules it
/// runs stay direct children of the encoder and keep the keys <c>convs.0.weight</c>, <c>norms.0.weight</c> ….</summary>
/// <remarks>Where rows have lengths, position t of a row is what it would be if the row were alone and as long as its length: what lies behind is
/// masked before anything reads along time.</remarks>
internal sealed class ConvStack(IReadOnlyList<ConvLayerOptions> options, ModuleList<ConvLayer> convs, ModuleList<nn.Module> norms, int? timeDim)
{
    /// <summary>From <c>x [N, C, L]</c> or <c>[N, C, H, W]</c> to the same layout behind the last stage.</summary>
    /// <returns>The result, zero behind the lengths, and the lengths that are left of the given ones.</returns>
    public (Tensor Features, long[]? Lengths) Forward(Tensor x, long[]? lengths, bool training)
    {
        using var scope = NewDisposeScope();
        for (var i = 0; i < options.Count; i++)
        {
            var layer = options[i];
            x = Mask(x, lengths, 0);
            var reluAtOnce = layer is { Activation: Activation.Relu, BatchNorm: false };
            x = convs[i].Convolve(x, lengths, timeDim, reluAtOnce);
            lengths = Advance(lengths, layer.Kernel, layer.Stride, layer.Padding, layer.Dilation);
            if (layer.BatchNorm) x = Normalise((BatchNorm1d)norms[i], x, lengths, i);
            if (!reluAtOnce) x = Activate(x, layer.Activation);
            if (layer.Pooling != Pooling.None)
            {
                x = Pool(Mask(x, lengths, layer.Pooling == Pooling.Max ? double.NegativeInfinity : 0), layer);
                lengths = Advance(lengths, layer.PoolKernel, layer.PoolStride ?? layer.PoolKernel, layer.PoolPadding, 1);
            }
            if (layer.Dropout > 0 && training) x = KernelLayout.To(DropoutOp.Drop(KernelLayout.From(x, timeDim), layer.Dropout), x.dim(), timeDim);
        }
        return (Mask(x, lengths, 0).alias().MoveToOuterDisposeScope(), lengths);
    }

    private Tensor Mask(Tensor x, long[]? lengths, double value) =>
        lengths is null ? x : SequenceMask.Fill(x, lengths, timeDim!.Value, value);

    private long[]? Advance(long[]? lengths, Extent kernel, Extent stride, Extent padding, Extent dilation)
    {
        if (lengths is null) return null;
        var alongHeight = timeDim == 2;                                        // a series has the same number for both
        var window = alongHeight
            ? new Window(kernel.Height, stride.Height, padding.Height, dilation.Height, PaddingMode.Zeros)
            : new Window(kernel.Width, stride.Width, padding.Width, dilation.Width, PaddingMode.Zeros);
        return Array.ConvertAll(lengths, window.OutputLength);
    }

    /// <summary>Batch norm over channels whose statistics are those of valid positions only.</summary>
    private Tensor Normalise(BatchNorm1d norm, Tensor x, long[]? lengths, int index)
    {
        using var scope = NewDisposeScope();
        if (lengths is null || !norm.training)
        {
            RequireTwoPositions(x.numel() / x.shape[1], norm.training, index);
            return norm.call(x.flatten(2)).reshape(x.shape).MoveToOuterDisposeScope();
        }
        var lastChannel = x.movedim([1], [-1]);                                // [N, L, C] or [N, H, W, C]
        var rows = lastChannel.reshape(-1, x.shape[1]);
        var valid = ValidPositions(x, lengths);
        RequireTwoPositions(valid.shape[0], training: true, index);
        var normed = norm.call(rows.index_select(0, valid));
        return zeros_like(rows).index_copy(0, valid, normed).reshape(lastChannel.shape).movedim([-1], [1]).MoveToOuterDisposeScope();
    }

    private Tensor ValidPositions(Tensor x, long[] lengths)
    {
        var valid = SequenceMask.Valid(lengths, x.shape[timeDim!.Value], x.device);
        if (x.dim() == 4) valid = valid.unsqueeze(timeDim == 2 ? 2 : 1).expand(x.shape[0], x.shape[2], x.shape[3]);
        return valid.reshape(-1).nonzero().reshape(-1);
    }

    private static void RequireTwoPositions(long positions, bool training, int index)
    {
        if (training && positions < 2)
            Shapes.Fail(nameof(ConvRnnEncoder), "x", $"a batch with {positions} valid position behind Convs[{index}]", "at least 2 for batch norm in training",
                "Train with more nodes or longer signals, or call eval().");
    }

    internal static Tensor Activate(Tensor x, Activation activation) => activation switch
    {
        Activation.None => x,
        Activation.Relu => nn.functional.relu(x),
        Activation.LeakyRelu => nn.functional.leaky_relu(x, 0.01),
        Activation.Elu => nn.functional.elu(x, 1.0),
        Activation.Gelu => nn.functional.gelu(x),
        Activation.Silu => nn.functional.silu(x),
        Activation.Tanh => x.tanh(),
        Activation.Sigmoid => x.sigmoid(),
        _ => throw new ArgumentOutOfRangeException(nameof(activation), activation, "Not an activation."),
    };

    private Tensor Pool(Tensor x, ConvLayerOptions layer)
    {
        var (kernel, stride, padding) = (layer.PoolKernel, layer.PoolStride ?? layer.PoolKernel, layer.PoolPadding);
        var grids = KernelLayout.From(x, timeDim);
        if (KernelMemory.Serves(x) && grids.is_contiguous())
        {
            var (size, step) = (KernelLayout.FromExtent(kernel, x.dim(), timeDim, none: 1), KernelLayout.FromExtent(stride, x.dim(), timeDim, none: 1));
            var pad = KernelLayout.FromExtent(padding, x.dim(), timeDim, none: 0);
            var op = new PoolOp(new(size.First, step.First, pad.First), new(size.Second, step.Second, pad.Second), layer.Pooling == Pooling.Max);
            return KernelLayout.To(op.Apply(grids), x.dim(), timeDim);
        }
        if (x.dim() == 3) return layer.Pooling == Pooling.Max
            ? nn.functional.max_pool1d(x, kernel.Width, stride.Width, padding.Width)
            : nn.functional.avg_pool1d(x, kernel.Width, stride.Width, padding.Width);
        long[] kernels = [kernel.Height, kernel.Width], strides = [stride.Height, stride.Width], paddings = [padding.Height, padding.Width];
        return layer.Pooling == Pooling.Max
            ? nn.functional.max_pool2d(x, kernels, strides, paddings)
            : nn.functional.avg_pool2d(x, kernels, strides, paddings);
    }
}
