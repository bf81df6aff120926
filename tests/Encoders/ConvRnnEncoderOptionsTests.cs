using System.Text.Json;
using GraphSeq.Encoders;

namespace GraphSeq.Tests.Encoders;

public class ConvRnnEncoderOptionsTests
{
    private static readonly ConvRnnEncoderOptions Series = new() { Input = SignalShape.Series(10, 4), HiddenSize = 3 };
    private static readonly ConvRnnEncoderOptions Image = new() { Input = SignalShape.Image(1, 1, 21), HiddenSize = 3 };

    private static string MessageOf(ConvRnnEncoderOptions options) => Assert.Throws<ArgumentException>(() => new ConvRnnEncoder(options)).Message;

    [Fact]
    public void Construct_3x3KernelOverHeight1WithoutPadding_NamesLayerAndSizes() => Assert.Equal(
        "ConvRnnEncoderOptions: Convs[0]: kernel 3 does not fit: in the height, 3 is wider than 1 with padding 0 on both sides. " +
        "Use a smaller kernel in this direction, or padding 1 or more.",
        MessageOf(Image with { Convs = [new() { Channels = 2, Kernel = 3 }] }));

    [Fact]
    public void Construct_SecondLayerTooWideBehindTheFirst_NamesItsOwnSizes() => Assert.Contains(
        "Convs[1]: kernel 4 does not fit: in the length, 4 with dilation 2 (spanning 7) is wider than 4 with padding 1",
        MessageOf(Series with { Convs = [new() { Channels = 2, Kernel = 3, Stride = 2 }, new() { Channels = 2, Kernel = 4, Dilation = 2, Padding = 1 }] }),
        StringComparison.Ordinal);

    [Fact]
    public void Construct_AdvisedPadding_IsEnough()
    {
        using var encoder = new ConvRnnEncoder(Series with
        {
            Convs = [new() { Channels = 2, Kernel = 3, Stride = 2 }, new() { Channels = 2, Kernel = 4, Dilation = 2, Padding = 2 }],
        });
        Assert.Equal(2, encoder.SequenceLength(10));
    }

    [Fact]
    public void Construct_GroupsThatDoNotDivide_NamesBothChannelCounts() => Assert.Contains(
        "Convs[0].Groups is 3 but must divide the 4 channels that go in and the 6 that come out.",
        MessageOf(Series with { Convs = [new() { Channels = 6, Kernel = 3, Groups = 3 }] }), StringComparison.Ordinal);

    [Theory]
    [InlineData(PaddingMode.Reflect, 10, "needs a length of at least 11, but 10 reaches the layer")]
    [InlineData(PaddingMode.Circular, 11, "needs a length of at least 11, but 10 reaches the layer")]
    public void Construct_PaddingLargerThanTheInput_IsRefused(PaddingMode mode, long padding, string expected) => Assert.Contains(
        expected, MessageOf(Series with { Convs = [new() { Channels = 2, Kernel = 3, Padding = padding, PaddingMode = mode }] }), StringComparison.Ordinal);

    [Fact]
    public void Construct_PoolingWiderThanTheConvolutionsOutput_IsRefused() => Assert.Contains(
        "Convs[0]: pooling 9 does not fit the length 8 behind the convolution",
        MessageOf(Series with { Convs = [new() { Channels = 2, Kernel = 3, Pooling = Pooling.Max, PoolKernel = 9 }] }), StringComparison.Ordinal);

    [Fact]
    public void Construct_ManyMistakes_ListsThemAll()
    {
        var message = MessageOf(new ConvRnnEncoderOptions
        {
            Input = SignalShape.Series(0, 4),
            SequenceAxis = SequenceAxis.Height,
            HiddenSize = 0,
            NumLayers = 1,
            RecurrentDropout = 0.5,
            Cell = (RecurrentCell)9,
            Convs = [new() { Channels = 0, Kernel = (1, 3), Stride = 0, Dropout = 1, Pooling = Pooling.Mean, PoolKernel = 2, PoolPadding = 2 }],
        });
        string[] expected =
        [
            "HiddenSize is 0", "RecurrentDropout acts between recurrent layers", "Cell is 9", "Input.Time is 0", "SequenceAxis is Height",
            "Convs[0].Channels is 0", "Convs[0].Kernel is 1x3, but a series has one direction", "Convs[0].Stride is 0", "Convs[0].Dropout is 1",
            "Convs[0].PoolPadding is 2 but must be at most half of PoolKernel 2",
        ];
        Assert.All(expected, part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Construct_OpenSizeThatIsNotTime_IsRefused()
    {
        Assert.Contains("Input.Height is open", MessageOf(Image with { Input = SignalShape.Image(1, null, 21) }), StringComparison.Ordinal);
        using var encoder = new ConvRnnEncoder(Image with { Input = SignalShape.Image(1, 4, null) });
        Assert.Null(encoder.Options.Input.FlatSize);
    }

    [Fact]
    public void Construct_NullInput_IsRefused() =>
        Assert.Contains("Input and Convs must not be null.", MessageOf(Series with { Input = null! }), StringComparison.Ordinal);

    [Fact]
    public void Json_RoundTrip_GivesTheSameOptions()
    {
        var options = Image with
        {
            Convs = [new() { Channels = 2, Kernel = (1, 3), PaddingMode = PaddingMode.Circular, PoolStride = (1, 2) }],
            Reduction = TimeReduction.Attention,
            Seed = ulong.MaxValue,
        };
        var copy = JsonSerializer.Deserialize<ConvRnnEncoderOptions>(JsonSerializer.Serialize(options))!;
        Assert.Equal(options.Convs, copy.Convs);
        Assert.Equal(options with { Convs = copy.Convs }, copy);
    }
}
