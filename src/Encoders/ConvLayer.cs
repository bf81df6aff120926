using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using TorchSharp.Modules;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace GraphSeq.Encoders;

/// <summary>The weights of one Conv1d or Conv2d, with PyTorch's keys, and the one place where a convolution is computed.</summary>
internal sealed class ConvLayer : nn.Module<Tensor, Tensor>
{
    /// <summary>Places of a grid from which on libtorch is faster, and from which on it is where there are few grids.</summary>
    private const long ManyPlaces = 4096, ManyPlacesOfFewGrids = 256, FewGrids = 12;

    [ComponentName(Name = "weight")] private readonly Parameter _weight;      // [C_out, C_in / groups, K] or [C_out, C_in / groups, K_h, K_w]
    [ComponentName(Name = "bias")] private readonly Parameter? _bias;
    private readonly ConvLayerOptions _options;
    private readonly bool _is1d;

    public ConvLayer(long inChannels, ConvLayerOptions options, int spatialDims) : base(nameof(ConvLayer))
    {
        (_options, _is1d) = (options, spatialDims == 1);
        long[] kernel = _is1d ? [options.Kernel.Width] : [options.Kernel.Height, options.Kernel.Width];
        _weight = nn.Parameter(zeros([options.Channels, inChannels / options.Groups, .. kernel]));
        _bias = options.Bias ? nn.Parameter(zeros(options.Channels)) : null;
        RegisterComponents();
        this.OwnComponents();
    }

    public void ResetParameters(Generator generator)
    {
        var bound = 1 / Math.Sqrt(_weight.numel() / _weight.shape[0]);        // kaiming_uniform with a = sqrt(5), as in PyTorch
        Initialization.Uniform(_weight, bound, generator);
        if (_bias is not null) Initialization.Uniform(_bias, bound, generator);
    }

    public override Tensor forward(Tensor x) => Convolve(x, lengths: null, timeDim: null);

    /// <summary>The convolution of <c>x [N, C, L]</c> or <c>[N, C, H, W]</c>.</summary>
    /// <remarks>Our kernel serves a stride, dilation and number of groups of 1, on many small grids. The rest is libtorch's: the kernel takes the same
    /// place of many grids together, which is slower where grids are few and large.</remarks>
    /// <param name="x">With lengths, zero behind them.</param>
    /// <param name="lengths">Valid positions of each row along <paramref name="timeDim"/>; null if all are valid.</param>
    /// <param name="timeDim">The dimension that lengths speak of.</param>
    /// <param name="relu">Whether negative results become zero.</param>
    /// <returns>Positions behind a row's output length are finite but without meaning.</returns>
    public Tensor Convolve(Tensor x, long[]? lengths, int? timeDim, bool relu = false)
    {
        using var scope = NewDisposeScope();
        var (padding, stride, dilation) = (_options.Padding, _options.Stride, _options.Dilation);
        if (_options.PaddingMode != PaddingMode.Zeros && padding != 0)
        {
            x = BoundaryPadding.Apply(x, padding, _options.PaddingMode, lengths, timeDim);
            padding = 0;
        }
        if (KernelMemory.Serves(x) && FitsKernel(x, padding)) return ThroughKernel(x, padding, timeDim, relu).MoveToOuterDisposeScope();
        var y = _is1d
            ? nn.functional.conv1d(x, _weight, _bias, stride.Width, padding.Width, dilation.Width, _options.Groups)
            : nn.functional.conv2d(x, _weight, _bias, [stride.Height, stride.Width], [padding.Height, padding.Width],
                [dilation.Height, dilation.Width], _options.Groups);
        return (relu ? y.relu() : y).MoveToOuterDisposeScope();
    }

    private bool FitsKernel(Tensor x, Extent padding)
    {
        var places = x.shape[2] * (_is1d ? 1 : x.shape[3]);
        return _options is { Groups: 1 } && _options.Stride == 1 && _options.Dilation == 1 && padding.Width < _options.Kernel.Width &&
            (_is1d || padding.Height < _options.Kernel.Height) && places <= (x.shape[0] < FewGrids ? ManyPlacesOfFewGrids : ManyPlaces);
    }

    private Tensor ThroughKernel(Tensor x, Extent padding, int? timeDim, bool relu)
    {
        var (padFirst, padSecond) = KernelLayout.FromExtent(padding, x.dim(), timeDim, none: 0);
        var (grids, weight) = (KernelLayout.From(x, timeDim), KernelLayout.FromWeight(_weight, timeDim));
        var op = new ConvOp(padFirst, padSecond, relu);
        return KernelLayout.To(_bias is null ? op.Apply(grids, weight) : op.Apply(grids, weight, _bias), x.dim(), timeDim);
    }
}
