using GraphSeq.Encoders;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Encoders;

public class ConvShapeTests
{
    [Fact]
    public void OutputLength_SpectrogramKernel4Padding2_Is130()
    {
        using var scope = NewDisposeScope();
        Assert.Equal(130, ConvShape.OutputLength(129, kernel: 4, padding: 2));
        Assert.Equal([10, 128, 130], nn.functional.conv1d(zeros(10, 128, 129), zeros(128, 128, 4), padding: 2).shape);
    }

    [Fact]
    public void OutputLength_EverySmallWindow_IsLibtorchs()
    {
        for (var length = 1; length <= 9; length++)
            for (var kernel = 1; kernel <= 4; kernel++)
                for (var stride = 1; stride <= 3; stride++)
                    for (var padding = 0; padding <= 2; padding++)
                        for (var dilation = 1; dilation <= 3; dilation++)
                        {
                            using var scope = NewDisposeScope();
                            var expected = length + 2 * padding < dilation * (kernel - 1) + 1 ? 0
                                : nn.functional.conv1d(zeros(1, 1, length), zeros(1, 1, kernel), null, stride, padding, dilation).shape[2];
                            Assert.Equal(expected, ConvShape.OutputLength(length, kernel, stride, padding, dilation));
                        }
    }

    [Fact]
    public void MinimumInputLength_EverySmallWindow_IsTheSmallestThatGivesAsMuch()
    {
        for (var wanted = 1; wanted <= 4; wanted++)
            for (var kernel = 1; kernel <= 4; kernel++)
                for (var stride = 1; stride <= 3; stride++)
                    for (var padding = 0; padding <= 2; padding++)
                        for (var dilation = 1; dilation <= 3; dilation++)
                        {
                            var smallest = ConvShape.MinimumInputLength(wanted, kernel, stride, padding, dilation);
                            Assert.True(ConvShape.OutputLength(smallest, kernel, stride, padding, dilation) >= wanted);
                            Assert.True(smallest == 1 || ConvShape.OutputLength(smallest - 1, kernel, stride, padding, dilation) < wanted);
                        }
    }

    [Theory]
    [InlineData(-1, 3, 1, 0, 1)]
    [InlineData(5, 0, 1, 0, 1)]
    [InlineData(5, 3, 0, 0, 1)]
    [InlineData(5, 3, 1, -1, 1)]
    [InlineData(5, 3, 1, 0, 0)]
    public void OutputLength_ArgumentOutOfRange_Throws(long length, long kernel, long stride, long padding, long dilation) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ConvShape.OutputLength(length, kernel, stride, padding, dilation));
}
