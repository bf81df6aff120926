using GraphSeq.Encoders;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Encoders;

public class ConvRnnEncoderTests
{
    private static readonly RecurrentOptions SmallLstm = new() { HiddenSize = 4 };

    [Theory]
    [InlineData(129, 4, 1, 2, 1, 130)]
    [InlineData(10, 3, 1, 0, 1, 8)]
    [InlineData(9, 3, 2, 1, 1, 5)]
    [InlineData(10, 3, 1, 0, 2, 6)]
    [InlineData(2, 3, 1, 0, 1, 0)]
    public void OutputLength_PyTorchsFormula_GivesTheLength(long length, long kernel, long stride, long padding, long dilation, long expected) =>
        Assert.Equal(expected, ConvShape.OutputLength(length, kernel, stride, padding, dilation));

    [Theory]
    [InlineData(7, 2, 0, 0, false, 3)]
    [InlineData(7, 2, 0, 0, true, 4)]
    [InlineData(7, 3, 2, 1, true, 4)]
    [InlineData(6, 3, 2, 1, true, 4)]
    public void PooledLength_PyTorchsFormula_GivesTheLength(long length, long kernel, long stride, long padding, bool ceilMode, long expected) =>
        Assert.Equal(expected, ConvShape.PooledLength(length, kernel, stride, padding, ceilMode));

    [Fact]
    public void Forward_SeriesWithOneTapAndMean_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ConvRnnEncoder(new ConvRnnEncoderOptions
        {
            InputShape = [3, 1],
            Convs = [new ConvStageOptions { Channels = 1, Kernel = [2], Bias = false }],
            Reduction = TimeReduction.Mean,
        });
        encoder.load_state_dict(new() { ["convs.0.weight"] = tensor(new float[,,] { { { 1, 2 } } }) });
        var y = encoder.call(tensor(new float[,,] { { { 1 }, { 2 }, { -4 } } }));
        Assert.Equal(2.5f, y.item<float>());                                   // relu(1 + 2 * 2) = 5, relu(2 - 8) = 0; mean 2.5
    }

    [Fact]
    public void Build_KernelHigherThanTheImage_SaysSoInWords()
    {
        var error = Assert.Throws<ArgumentException>(() => new ConvRnnEncoder(new ConvRnnEncoderOptions
        {
            InputShape = [1, 1, 21],
            Convs = [new ConvStageOptions { Channels = 8, Kernel = [3] }],
        }));
        Assert.Contains("Convs[0] cannot work over the height: kernel 3 with dilation 1 does not fit into length 1 with padding 0", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Build_SeveralBadOptions_NamesThemAll()
    {
        var error = Assert.Throws<ArgumentException>(() => new ConvRnnEncoder(new ConvRnnEncoderOptions
        {
            InputShape = [7, 3],
            Convs = [new ConvStageOptions { Channels = 4, Groups = 2, Dropout = 1 }],
            Recurrent = new RecurrentOptions { HiddenSize = 0, NumLayers = 0 },
        }));
        foreach (var name in new[] { "Groups is 2", "Dropout is 1", "HiddenSize is 0", "NumLayers is 0" }) Assert.Contains(name, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void StateDict_ConvAndLstm_HasPyTorchsKeys()
    {
        using var encoder = Image(TimeAxis.Height, TimeReduction.Attention, bidirectional: false, batchNorm: true);
        string[] expected =
        [
            "attention.weight", "convs.0.bias", "convs.0.weight", "norms.0.bias", "norms.0.num_batches_tracked", "norms.0.running_mean",
            "norms.0.running_var", "norms.0.weight", "rnn.bias_hh_l0", "rnn.bias_ih_l0", "rnn.weight_hh_l0", "rnn.weight_ih_l0",
        ];
        Assert.Equal(expected, encoder.state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Forward_FlatFeatures_EqualTheirView()
    {
        using var scope = NewDisposeScope();
        using var encoder = Image(TimeAxis.Height, TimeReduction.Last, bidirectional: false, batchNorm: false);
        var x = randn(5, 1, 7, 3);
        TensorAssert.Close(encoder.call(x.reshape(5, 21)), encoder.call(x), 0);
        Assert.Equal([5, 4], encoder.call(x).shape);
    }

    public static TheoryData<PaddingModes, PoolKind, RecurrentKind, bool, TimeReduction> SeriesLayouts()
    {
        var layouts = new TheoryData<PaddingModes, PoolKind, RecurrentKind, bool, TimeReduction>();
        foreach (var mode in new[] { PaddingModes.Zeros, PaddingModes.Reflect, PaddingModes.Replicate, PaddingModes.Circular })
            foreach (var pool in Enum.GetValues<PoolKind>())
                foreach (var reduction in Enum.GetValues<TimeReduction>())
                    foreach (var bidirectional in new[] { false, true })
                        layouts.Add(mode, pool, (RecurrentKind)(((int)mode + (int)pool + (int)reduction) % 4), bidirectional, reduction);
        return layouts;
    }

    [Theory, MemberData(nameof(SeriesLayouts))]
    public void Forward_PaddedSeries_EqualsEachAlone(PaddingModes mode, PoolKind pool, RecurrentKind kind, bool bidirectional, TimeReduction reduction)
    {
        using var scope = NewDisposeScope();
        using var encoder = Seeded(new ConvRnnEncoder(new ConvRnnEncoderOptions
        {
            InputShape = [9, 2],
            Convs =
            [
                new ConvStageOptions { Channels = 3, Kernel = [3], Padding = [1], PaddingMode = mode, Pool = pool, BatchNorm = true },
                new ConvStageOptions { Channels = 4, Kernel = [2], Padding = [1], PaddingMode = mode, Activation = ActivationKind.Tanh },
            ],
            Recurrent = new RecurrentOptions { Kind = kind, HiddenSize = 3, NumLayers = 2, Bidirectional = bidirectional },
            Reduction = reduction,
        }));
        encoder.eval();
        CheckEachAlone(encoder, randn(4, 9, 2), timeDimension: 1, [9, 4, 6, 5]);
    }

    [Theory]
    [InlineData(TimeAxis.Height, 2)]
    [InlineData(TimeAxis.Width, 3)]
    public void Forward_PaddedImages_EqualEachAlone(TimeAxis axis, int timeDimension)
    {
        using var scope = NewDisposeScope();
        using var encoder = Image(axis, TimeReduction.Mean, bidirectional: true, batchNorm: true);
        encoder.eval();
        var x = timeDimension == 2 ? randn(3, 1, 7, 3) : randn(3, 1, 7, 3)[.., .., .., ..3];
        CheckEachAlone(encoder, x, timeDimension, timeDimension == 2 ? [7, 3, 5] : [3, 2, 1]);
    }

    [Fact]
    public void Forward_PaddedFrames_EqualEachAlone()
    {
        using var scope = NewDisposeScope();
        using var encoder = Seeded(new ConvRnnEncoder(new ConvRnnEncoderOptions
        {
            InputShape = [5, 2, 4, 4],
            Convs = [new ConvStageOptions { Channels = 3, Padding = [1], BatchNorm = true, Pool = PoolKind.Max }],
            Recurrent = SmallLstm with { Bidirectional = true },
        }));
        encoder.eval();
        CheckEachAlone(encoder, randn([3, 5, 2, 4, 4]), timeDimension: 1, [5, 1, 3]);
    }

    [Fact]
    public void Forward_TrainingWithBatchNorm_IgnoresWhatIsBehindTheLengths()
    {
        using var scope = NewDisposeScope();
        var x = randn(4, 9, 2);
        using var lengths = tensor(new long[] { 9, 4, 6, 5 });
        var garbage = x.clone();
        for (var i = 0; i < 4; i++) garbage[i, (int)lengths[i].item<long>()..] = 1e6f;
        List<Tensor> outputs = [], means = [];
        foreach (var input in new[] { x, garbage })
        {
            using var encoder = Seeded(new ConvRnnEncoder(new ConvRnnEncoderOptions
            {
                InputShape = [9, 2],
                Convs = [new ConvStageOptions { Channels = 3, Padding = [1], BatchNorm = true, Pool = PoolKind.Mean }],
                Recurrent = SmallLstm with { Bidirectional = true },
                Reduction = TimeReduction.Attention,
            }));
            outputs.Add(encoder.call(input, lengths));
            means.Add(encoder.state_dict()["norms.0.running_mean"].clone());
        }
        TensorAssert.Close(outputs[1], outputs[0], 0);
        TensorAssert.Close(means[1], means[0], 0);
    }

    [Fact]
    public void Forward_LengthBeyondTheSignal_NamesTheNode()
    {
        using var scope = NewDisposeScope();
        using var encoder = new ConvRnnEncoder(new ConvRnnEncoderOptions { InputShape = [7, 3], Recurrent = SmallLstm });
        var error = Assert.Throws<ArgumentException>(() => encoder.call(zeros(2, 7, 3), tensor(new long[] { 7, 8 })));
        Assert.StartsWith("ConvRnnEncoder: lengths[1] is 8 but must be in [1, 7]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_WrongShape_NamesBoth()
    {
        using var scope = NewDisposeScope();
        using var encoder = Image(TimeAxis.Height, TimeReduction.Last, bidirectional: false, batchNorm: false);
        var error = Assert.Throws<ArgumentException>(() => encoder.call(zeros(5, 20)));
        Assert.StartsWith("ConvRnnEncoder: x is [5, 20] but must be [numNodes, 1, 7, 3]", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Forward_NoNodes_GivesNoRows()
    {
        using var scope = NewDisposeScope();
        using var encoder = Image(TimeAxis.Height, TimeReduction.Last, bidirectional: true, batchNorm: true);
        Assert.Equal([0, 8], encoder.call(zeros(0, 21)).shape);
    }

    [Theory]
    [InlineData(TimeReduction.Last)]
    [InlineData(TimeReduction.Max)]
    [InlineData(TimeReduction.Attention)]
    public void Backward_EveryParameter_MatchesCentralDifferences(TimeReduction reduction)
    {
        using var scope = NewDisposeScope();
        using var encoder = Seeded(new ConvRnnEncoder(new ConvRnnEncoderOptions
        {
            InputShape = [5, 2],
            Convs = [new ConvStageOptions { Channels = 2, Padding = [1], Activation = ActivationKind.Tanh }],
            Recurrent = new RecurrentOptions { Kind = RecurrentKind.Gru, HiddenSize = 2, Bidirectional = true },
            Reduction = reduction,
        }));
        var x = randn(3, 5, 2, ScalarType.Float64);
        FiniteDifferences.Check(encoder, () => encoder.call(x, tensor(new long[] { 5, 3, 4 })), ("x", x));
    }

    [Fact]
    public void ResetParameters_SameSeed_GivesTheSameParameters()
    {
        using var scope = NewDisposeScope();
        using var one = Seeded(Image(TimeAxis.Width, TimeReduction.Attention, true, true));
        using var two = Seeded(Image(TimeAxis.Width, TimeReduction.Attention, true, true));
        foreach (var (name, value) in one.state_dict()) TensorAssert.Close(two.state_dict()[name], value, 0);
    }

    [Fact]
    public void Forward_LeavesOnlyItsResultAlive()
    {
        using var encoder = Image(TimeAxis.Height, TimeReduction.Attention, bidirectional: true, batchNorm: true);
        using var x = randn(4, 21);
        using var lengths = tensor(new long[] { 7, 3, 5, 1 });
        using var scope = NewDisposeScope();
        encoder.call(x, lengths);
        Assert.Equal(1, scope.DisposablesCount);
    }

    private static ConvRnnEncoder Image(TimeAxis axis, TimeReduction reduction, bool bidirectional, bool batchNorm) => Seeded(new ConvRnnEncoder(
        new ConvRnnEncoderOptions
        {
            InputShape = [1, 7, 3],
            Convs = [new ConvStageOptions { Channels = 2, Padding = [1], BatchNorm = batchNorm }],
            TimeAxis = axis,
            Recurrent = SmallLstm with { Bidirectional = bidirectional },
            Reduction = reduction,
        }));

    private static ConvRnnEncoder Seeded(ConvRnnEncoder encoder)
    {
        using var generator = new Generator(7);
        encoder.ResetParameters(generator);
        return encoder;
    }

    private static void CheckEachAlone(ConvRnnEncoder encoder, Tensor x, int timeDimension, long[] lengths)
    {
        var together = encoder.call(x, tensor(lengths));
        for (var i = 0; i < lengths.Length; i++)
        {
            var alone = encoder.call(x.narrow(0, i, 1).narrow(timeDimension, 0, lengths[i]));
            TensorAssert.Close(together[i], alone[0], 1e-6, $"node {i}");
        }
    }
}
