using System.Numerics;
using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class SpmmExtremumKernelTests
{
    [Fact]
    public void Forward_FloatMaximumAtEveryWidthAndLevel_MatchesPlainLoops() => CheckEveryWidth<float, MaximumOrder>(1);

    [Fact]
    public void Forward_FloatMinimumAtEveryWidthAndLevel_MatchesPlainLoops() => CheckEveryWidth<float, MinimumOrder>(-1);

    [Fact]
    public void Forward_DoubleMaximumAtEveryWidthAndLevel_MatchesPlainLoops() => CheckEveryWidth<double, MaximumOrder>(1);

    [Fact]
    public void Forward_NaNAmongNumbers_WinsAtEveryLevel()
    {
        var rowPtr = PinnedArray.Of(0, 3);
        var col = PinnedArray.Of(0, 1, 2);
        var x = new PinnedArray<float>(3 * 20);
        x.Span.Slice(20, 20).Fill(float.NaN);
        x.Span.Slice(40, 20).Fill(float.PositiveInfinity);
        KernelTest.AtEveryLevel(_ =>
        {
            var (y, winner) = (new PinnedArray<float>(20), new PinnedArray<int>(20));
            SpmmExtremumKernel.Forward<float, MaximumOrder>(new CsrView<float>(1, rowPtr, col), x, y, winner, 20);
            Assert.All(y.Values, value => Assert.True(float.IsNaN(value)));
            Assert.All(winner.Values, entry => Assert.Equal(1, entry));
        });
    }

    [Fact]
    public void Forward_AllMinusInfinity_HasTheFirstEntryWin()
    {
        var rowPtr = PinnedArray.Of(0, 2);
        var col = PinnedArray.Of(0, 1);
        var x = PinnedArray.Of(float.NegativeInfinity, float.NegativeInfinity);
        var (y, winner) = (new PinnedArray<float>(1), new PinnedArray<int>(1));
        SpmmExtremumKernel.Forward<float, MaximumOrder>(new CsrView<float>(1, rowPtr, col), x, y, winner, 1);
        Assert.Equal((float.NegativeInfinity, 0), (y[0], winner[0]));
    }

    [Fact]
    public void ForwardAndBackward_AnyNumberOfThreads_GiveTheSameBits()
    {
        var csr = new TestCsr<float>(3000, 3000, 12000, seed: 5);
        var x = PinnedArray.Random<float>(3000 * 96, 6);
        var gradY = PinnedArray.Random<float>(3000 * 96, 7);
        KernelTest.AssertSameBitsOnAnyThreads<float>(() =>
        {
            var (y, gradX) = (new PinnedArray<float>(3000 * 96), new PinnedArray<float>(3000 * 96));
            var winner = new PinnedArray<int>(3000 * 96);
            SpmmExtremumKernel.Forward<float, MaximumOrder>(csr.View(), x, y, winner, 96);
            SpmmExtremumKernel.Backward<float>(csr.View(), gradY, winner, gradX, 3000, 96);
            return [y, gradX];
        });
    }

    private static void CheckEveryWidth<T, TOrder>(double sign) where T : unmanaged, IFloatingPointIeee754<T> where TOrder : struct, IVectorOrder
    {
        var csr = new TestCsr<T>(17, 13, 60, seed: 1);
        for (var width = 0; width <= 256; width++)
        {
            var x = PinnedArray.Random<T>(13 * width, 2);
            var gradY = PinnedArray.Random<T>(17 * width, 3);
            var (expected, expectedWinner, expectedGrad) = (new double[17 * width], new int[17 * width], new double[13 * width]);
            for (var i = 0; i < expected.Length; i++)
            {
                var (row, f) = (i / width, i % width);
                expectedWinner[i] = SpmmExtremumKernel.NoWinner;
                for (var e = csr.RowPtr[row]; e < csr.RowPtr[row + 1]; e++)
                {
                    var value = double.CreateTruncating(x[csr.Col[e] * width + f]);
                    if (expectedWinner[i] >= 0 && sign * value <= sign * expected[i]) continue;
                    (expected[i], expectedWinner[i]) = (value, e);
                }
                if (expectedWinner[i] >= 0) expectedGrad[csr.Col[expectedWinner[i]] * width + f] += double.CreateTruncating(gradY[i]);
            }
            KernelTest.AtEveryLevel(level =>
            {
                var (y, gradX) = (PinnedArray.Unwritten<T>(17 * width), PinnedArray.Unwritten<T>(13 * width));
                var winner = new PinnedArray<int>(17 * width);
                SpmmExtremumKernel.Forward<T, TOrder>(csr.View(), x, y, winner, width);
                SpmmExtremumKernel.Backward<T>(csr.View(), gradY, winner, gradX, 13, width);
                KernelTest.AssertClose(expected, y, 0, $"width {width} at {level}");
                Assert.Equal(expectedWinner, winner.Span.ToArray());
                KernelTest.AssertClose(expectedGrad, gradX, 2e-6, $"gradient, width {width} at {level}");
            });
        }
    }
}
