using GraphSeq.Encoders;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Encoders;

/// <summary>Padding behind a node's length changes neither its vector nor any gradient.</summary>
public class ConvRnnEncoderPaddingTests
{
    private static readonly long[] Lengths = [4, 9, 6, 5];
    private const double Tolerance = 1e-12;                                    // float64, so that only a wrong formula can differ by more

    public static TheoryData<SignalKind, SequenceAxis, PaddingMode> Layouts
    {
        get
        {
            var layouts = new TheoryData<SignalKind, SequenceAxis, PaddingMode>();
            foreach (var mode in Enum.GetValues<PaddingMode>())
                foreach (var (kind, axis) in new[] { (SignalKind.Series, SequenceAxis.Width), (SignalKind.Image, SequenceAxis.Width),
                    (SignalKind.Image, SequenceAxis.Height), (SignalKind.ImageSequence, SequenceAxis.Width) }) layouts.Add(kind, axis, mode);
            return layouts;
        }
    }

    [Theory, MemberData(nameof(Layouts))]
    public void Forward_EvaluationMode_EachNodeIsAsIfAlone(SignalKind kind, SequenceAxis axis, PaddingMode mode)
    {
        foreach (var options in WithEveryRecurrence(EncoderCases.Options(kind, axis, mode)))
        {
            using var scope = NewDisposeScope();
            var encoder = Build(options);
            encoder.eval();
            var x = Poisoned(options, padTo: 12);
            var together = encoder.call(x, tensor(Lengths));
            for (var n = 0; n < Lengths.Length; n++)
            {
                var alone = x.narrow(0, n, 1).narrow(EncoderCases.TimeDim(options), 0, Lengths[n]);
                TensorAssert.Close(together[n].unsqueeze(0), encoder.call(alone, null), Tolerance, $"{Describe(options)}, node {n}");
            }
        }
    }

    [Theory, MemberData(nameof(Layouts))]
    public void ForwardAndBackward_TrainingMode_AmountOfPaddingChangesNothing(SignalKind kind, SequenceAxis axis, PaddingMode mode)
    {
        foreach (var options in WithEveryRecurrence(EncoderCases.Options(kind, axis, mode)))
        {
            using var scope = NewDisposeScope();
            var (tight, tightState) = TrainOnce(options, padTo: 9);
            var (loose, looseState) = TrainOnce(options, padTo: 14);
            TensorAssert.Close(loose, tight, Tolerance, $"{Describe(options)}: result");
            Assert.Equal(tightState.Keys, looseState.Keys);
            foreach (var (name, value) in tightState) TensorAssert.Close(looseState[name], value, Tolerance * 100, $"{Describe(options)}: {name}");
        }
    }

    [Fact]
    public void Forward_TrainingMode_BatchStatisticsAreThoseOfTheValidPositions()
    {
        using var scope = NewDisposeScope();
        var options = new ConvRnnEncoderOptions
        {
            Input = SignalShape.Series(null, 1),
            Convs = [new() { Channels = 1, Kernel = 1, Bias = false, BatchNorm = true, Activation = Activation.None }],
            HiddenSize = 1,
        };
        var encoder = new ConvRnnEncoder(options);
        var state = encoder.state_dict();
        using (no_grad()) state["convs.0.weight"].fill_(1);
        var x = tensor(new float[,] { { 1, 2, 99 }, { 6, 99, 99 } }).unsqueeze(2);
        encoder.call(x, tensor(new long[] { 2, 1 }));
        TensorAssert.Values([0.3f], encoder.state_dict()["norms.0.running_mean"], 1e-6);          // 0.1 · mean(1, 2, 6)
        TensorAssert.Values([0.9f + 0.7f], encoder.state_dict()["norms.0.running_var"], 1e-6);    // 0.9 · 1 + 0.1 · 7, unbiased
        Assert.Equal(1, encoder.state_dict()["norms.0.num_batches_tracked"].item<long>());
    }

    [Fact]
    public void Forward_NormFrozenWhileTraining_TakesOnePositionAsInEvaluation()
    {
        using var scope = NewDisposeScope();
        var options = new ConvRnnEncoderOptions
        {
            Input = SignalShape.Series(null, 1),
            Convs = [new() { Channels = 1, Kernel = 1, BatchNorm = true }],
            HiddenSize = 2,
        };
        var encoder = new ConvRnnEncoder(options);
        var (x, lengths) = (tensor(new float[,] { { 3, 99 } }).unsqueeze(2), tensor(new long[] { 1 }));
        Assert.Contains("1 valid position", Assert.Throws<ArgumentException>(() => encoder.call(x, lengths)).Message, StringComparison.Ordinal);
        encoder.modules().OfType<TorchSharp.Modules.BatchNorm1d>().Single().eval();
        var frozen = encoder.call(x, lengths);
        encoder.eval();
        TensorAssert.Close(frozen, encoder.call(x, lengths), 1e-6);
        Assert.Equal(0, encoder.state_dict()["norms.0.num_batches_tracked"].item<long>());
    }

    [Fact]
    public void Forward_AllLengthsFull_IsTheUnpaddedPathExactly()
    {
        using var scope = NewDisposeScope();
        var options = EncoderCases.Options(SignalKind.Series) with { Bidirectional = true };
        var encoder = new ConvRnnEncoder(options);
        encoder.eval();
        var x = EncoderCases.Signal(options, 3, 8);
        TensorAssert.Same(encoder.call(x, full(3, 8L, ScalarType.Int64)), encoder.call(x, null));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-3)]
    [InlineData(9)]
    public void Forward_LengthOutsideOfTheSignal_NamesTheNode(long length)
    {
        using var scope = NewDisposeScope();
        var options = EncoderCases.Options(SignalKind.Series);
        var encoder = new ConvRnnEncoder(options);
        var error = Assert.Throws<ArgumentException>(() => encoder.call(EncoderCases.Signal(options, 3, 8), tensor(new long[] { 8, length, 2 })));
        Assert.Contains($"lengths[1] is {length} but must be in [1, 8].", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_LengthTooShortForTheConvolutions_SaysHowManyStepsTheyNeed()
    {
        using var scope = NewDisposeScope();
        var options = new ConvRnnEncoderOptions
        {
            Input = SignalShape.Series(null, 1),
            Convs = [new() { Channels = 1, Kernel = 3, Padding = 2, PaddingMode = PaddingMode.Reflect, Pooling = Pooling.Max }, new() { Channels = 1, Kernel = 2 }],
            HiddenSize = 1,
        };
        var encoder = new ConvRnnEncoder(options);
        Assert.Equal(3, encoder.MinimumLength);                                // 2 of the second, 4 pooled from at least 2, reflect needs 3
        var error = Assert.Throws<ArgumentException>(() => encoder.call(zeros(2, 5, 1), tensor(new long[] { 5, 2 })));
        Assert.Contains("lengths[1] is 2 but must be in [3, 5]. The convolutions need at least 3 steps.", error.Message, StringComparison.Ordinal);
        encoder.call(zeros(2, 5, 1), tensor(new long[] { 5, 3 }));
    }

    private static IEnumerable<ConvRnnEncoderOptions> WithEveryRecurrence(ConvRnnEncoderOptions options)
    {
        foreach (var cell in Enum.GetValues<RecurrentCell>())
            foreach (var reduction in Enum.GetValues<TimeReduction>())
                foreach (var bidirectional in new[] { false, true })
                    yield return options with { Cell = cell, Reduction = reduction, Bidirectional = bidirectional, NumLayers = bidirectional ? 2 : 1 };
    }

    private static (Tensor Result, Dictionary<string, Tensor> GradientsAndBuffers) TrainOnce(ConvRnnEncoderOptions options, long padTo)
    {
        var encoder = Build(options);
        var x = Poisoned(options, padTo).requires_grad_(true);
        var result = encoder.call(x, tensor(Lengths));
        (result * EncoderWeights(result)).sum().backward();
        var state = encoder.named_parameters().ToDictionary(entry => $"gradient of {entry.name}", entry => entry.parameter.grad!.clone());
        foreach (var (name, buffer) in encoder.named_buffers()) state[name] = buffer.clone();
        var time = EncoderCases.TimeDim(options);
        state["gradient of x"] = x.grad!.narrow(time, 0, Lengths.Max());
        TensorAssert.Same(x.grad.narrow(time, Lengths.Max(), padTo - Lengths.Max()), zeros_like(x.grad.narrow(time, Lengths.Max(), padTo - Lengths.Max())));
        return (result, state);
    }

    private static Tensor EncoderWeights(Tensor result) => arange(result.numel(), result.dtype).reshape(result.shape).sin();

    private static ConvRnnEncoder Build(ConvRnnEncoderOptions options)
    {
        var encoder = new ConvRnnEncoder(options);
        encoder.to(ScalarType.Float64);
        return encoder;
    }

    /// <summary>The same valid values whatever the padding, which holds NaN.</summary>
    private static Tensor Poisoned(ConvRnnEncoderOptions options, long padTo)
    {
        var time = EncoderCases.TimeDim(options);
        var valid = EncoderCases.Signal(options, Lengths.Length, Lengths.Max(), ScalarType.Float64);
        var shape = valid.shape.ToArray();
        shape[time] = padTo - Lengths.Max();
        return SequenceMask.Fill(cat([valid, zeros(shape, ScalarType.Float64)], time), Lengths, time, double.NaN);
    }

    private static string Describe(ConvRnnEncoderOptions options) => $"{options.Input.Kind} {options.SequenceAxis} {options.Convs[0].PaddingMode} " +
        $"{options.Cell} {options.Reduction} bidirectional: {options.Bidirectional}";
}
