using GraphSeq.Encoders;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Encoders;

/// <summary>The encoder on kernels against the encoder on libtorch.</summary>
public class EncoderKernelTests
{
    private static readonly ConvLayerOptions[] ServedConvs =
    [
        new() { Channels = 5, Kernel = (3, 2), Padding = (1, 1) },
        new() { Channels = 16, Kernel = (2, 3), Bias = false, Activation = Activation.Tanh, BatchNorm = true, Pooling = Pooling.Max, PoolStride = 1 },
        new() { Channels = 3, Kernel = (1, 2), Padding = (0, 1), PaddingMode = PaddingMode.Replicate },
    ];

    public static TheoryData<SignalKind, SequenceAxis> Layouts => new()
    {
        { SignalKind.Series, SequenceAxis.Width },
        { SignalKind.Image, SequenceAxis.Width },
        { SignalKind.Image, SequenceAxis.Height },
        { SignalKind.Image, SequenceAxis.Channels },
        { SignalKind.ImageSequence, SequenceAxis.Width },
    };

    [Theory, MemberData(nameof(Layouts))]
    public void ForwardAndBackward_ServedConvolutions_EqualLibtorchs(SignalKind kind, SequenceAxis axis)
    {
        var convs = kind == SignalKind.Series ? [.. ServedConvs.Select(Narrowed)] : ServedConvs;
        foreach (var options in WithEveryRecurrence(EncoderCases.Options(kind, axis) with { Convs = [.. convs] })) CheckBothPaths(options);
    }

    [Theory, MemberData(nameof(Layouts))]
    public void ForwardAndBackward_ConvolutionsTheKernelDoesNotServe_EqualLibtorchs(SignalKind kind, SequenceAxis axis)
    {
        var options = EncoderCases.Options(kind, axis);
        CheckBothPaths(options);                                              // stride, dilation, groups
        CheckBothPaths(options with { Convs = [.. ServedConvs.Select(Narrowed).Select(layer => layer with { Kernel = 1, Padding = 1 })] });
    }

    [Theory]
    [InlineData(RecurrentCell.Lstm)]
    [InlineData(RecurrentCell.Gru)]
    public void Backward_EveryParameterAndTheInput_MatchesCentralDifferences(RecurrentCell cell)
    {
        foreach (var reduction in new[] { TimeReduction.Last, TimeReduction.Mean })
        {
            using var scope = NewDisposeScope();
            var options = EncoderCases.Options(SignalKind.Image, SequenceAxis.Height) with
            {
                Convs = [new() { Channels = 3, Kernel = 3, Padding = 1 }, new() { Channels = 2, Kernel = 2, Activation = Activation.Tanh }],
                Cell = cell,
                Reduction = reduction,
                Bidirectional = true,
                NumLayers = 2,
            };
            var encoder = new ConvRnnEncoder(options);
            var x = EncoderCases.Signal(options, 3, 4, ScalarType.Float64);
            FiniteDifferences.Check(encoder, () => encoder.call(x, tensor(new long[] { 4, 2, 3 })), ("x", x));
        }
    }

    [Fact]
    public void ForwardAndBackward_AnyNumberOfThreads_GiveTheSameBits()
    {
        var options = EncoderCases.Options(SignalKind.Image, SequenceAxis.Height) with
        {
            Convs = [new() { Channels = 16, Kernel = 3, Padding = 1, Dropout = 0.3 }, new() { Channels = 32, Kernel = 3, Padding = 1 }],
            HiddenSize = 32,
            NumLayers = 2,
            RecurrentDropout = 0.2,
        };
        var before = ThreadTeam.NumThreads;
        try
        {
            using var scope = NewDisposeScope();
            ThreadTeam.NumThreads = 1;
            var expected = Train(options, ScalarType.Float32, nodes: 300, ragged: false);
            foreach (var numThreads in new[] { 2, 3 })
            {
                ThreadTeam.NumThreads = numThreads;
                foreach (var (actual, wanted) in Train(options, ScalarType.Float32, nodes: 300, ragged: false).Zip(expected))
                    TensorAssert.Same(actual.Value, wanted.Value, $"{wanted.Name} with {numThreads} threads");
            }
        }
        finally
        {
            ThreadTeam.NumThreads = before;
        }
    }

    [Fact]
    public void Forward_WithoutGradient_GivesTheSameBitsAsWithOne()
    {
        foreach (var options in WithEveryRecurrence(EncoderCases.Options(SignalKind.Series) with { Convs = [.. ServedConvs.Select(Narrowed)] }))
        {
            using var scope = NewDisposeScope();
            var encoder = new ConvRnnEncoder(options);
            encoder.eval();
            var x = EncoderCases.Signal(options, 4, 9);
            var recorded = encoder.call(x, null);
            using var guard = no_grad();
            TensorAssert.Same(encoder.call(x, null), recorded.detach());
        }
    }

    [Fact]
    public void Forward_DropoutBetweenRecurrentLayers_ActsInTrainingAlone()
    {
        using var scope = NewDisposeScope();
        var options = EncoderCases.Options(SignalKind.Series) with { Convs = [], NumLayers = 2, RecurrentDropout = 0.5, HiddenSize = 8 };
        var encoder = new ConvRnnEncoder(options);
        var x = EncoderCases.Signal(options, 4, 6);
        var first = encoder.call(x, null);
        Assert.True((first - encoder.call(x, null)).abs().max().item<float>() > 1e-3);
        encoder.eval();
        TensorAssert.Same(encoder.call(x, null), encoder.call(x, null));
        random.manual_seed(5);
        encoder.train();
        var again = encoder.call(x, null);
        random.manual_seed(5);
        TensorAssert.Same(encoder.call(x, null), again);
    }

    [Fact]
    public void Forward_LeavesOnlyItsResultAlive()
    {
        using var scope = NewDisposeScope();
        var options = EncoderCases.Options(SignalKind.Image, SequenceAxis.Height) with { Convs = [.. ServedConvs] };
        var encoder = new ConvRnnEncoder(options);
        var x = EncoderCases.Signal(options, 4, 8);
        var before = scope.DisposablesCount;
        encoder.call(x, null);
        Assert.Equal(before + 1, scope.DisposablesCount);
    }

    private static ConvLayerOptions Narrowed(ConvLayerOptions layer) =>
        layer with { Kernel = layer.Kernel.Width, Padding = layer.Padding.Width, PoolKernel = 2 };

    private static IEnumerable<ConvRnnEncoderOptions> WithEveryRecurrence(ConvRnnEncoderOptions options)
    {
        foreach (var cell in new[] { RecurrentCell.Lstm, RecurrentCell.Gru, RecurrentCell.RnnTanh })
            foreach (var reduction in Enum.GetValues<TimeReduction>())
                foreach (var bidirectional in new[] { false, true })
                    yield return options with
                    {
                        Cell = cell,
                        Reduction = reduction,
                        Bidirectional = bidirectional,
                        NumLayers = bidirectional ? 2 : 1,
                        RecurrentBias = reduction != TimeReduction.Mean,
                    };
        yield return options with { ProjSize = 2 };
    }

    private static void CheckBothPaths(ConvRnnEncoderOptions options)
    {
        foreach (var (dtype, ragged, tolerance) in new[] { (ScalarType.Float64, false, 1e-12), (ScalarType.Float64, true, 1e-12), (ScalarType.Float32, false, 1e-5) })
        {
            if (ragged && options.SequenceAxis == SequenceAxis.Channels) continue;
            using var scope = NewDisposeScope();
            var actual = Train(options, dtype, nodes: 5, ragged);
            using var torchPath = KernelMemory.UseTorch();
            foreach (var (expected, (name, value)) in Train(options, dtype, nodes: 5, ragged).Zip(actual))
                TensorAssert.Close(value, expected.Value, tolerance * Math.Max(1, TensorAssert.LargestMagnitude(expected.Value)),
                    $"{options.Input.Kind} {options.SequenceAxis} {options.Cell} {options.Reduction} bidirectional: {options.Bidirectional}, {dtype}, " +
                    $"ragged: {ragged}: {name}");
        }
    }

    /// <summary>The result, and the gradients of a fixed sum over it.</summary>
    private static List<(string Name, Tensor Value)> Train(ConvRnnEncoderOptions options, ScalarType dtype, long nodes, bool ragged)
    {
        random.manual_seed(9);
        var encoder = new ConvRnnEncoder(options);
        encoder.to(dtype);
        var x = EncoderCases.Signal(options, nodes, 9, dtype).requires_grad_(true);
        var y = encoder.call(x, ragged ? tensor(Enumerable.Range(0, (int)nodes).Select(n => 5L + n % 5).ToArray()) : null);
        (y * arange(y.numel(), dtype).reshape(y.shape).sin()).sum().backward();
        return [("result", y.detach()), ("gradient of x", x.grad!), .. encoder.named_parameters().Select(entry => (entry.name, entry.parameter.grad!.clone()))];
    }
}
