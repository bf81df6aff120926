using System.Numerics;
using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class SpmmExtremumKernelTests
{
    [Fact]
    public void Forward_FloatMaximumAtEveryWidthAndLevel_MatchesPlainLoops() => CheckEveryWidth<float, MaximumOperator>(1);

    [Fact]
    public void Forward_FloatMinimumAtEveryWidthAndLevel_MatchesPlainLoops() => CheckEveryWidth<float, MinimumOperator>(-1);

    [Fact]
    public void Forward_DoubleMaximumAtEveryWidthAndLevel_MatchesPlainLoops() => CheckEveryWidth<double, MaximumOperator>(1);

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
            var y = new PinnedArray<float>(20);
            SpmmExtremumKernel.Forward<float, MaximumOperator>(new CsrView<float>(1, 3, rowPtr, col), x, y, 20);
            Assert.All(y.Values, value => Assert.True(float.IsNaN(value)));
        });
    }

    [Fact]
    public void Forward_AllMinusInfinity_IsMinusInfinity()
    {
        var rowPtr = PinnedArray.Of(0, 2);
        var col = PinnedArray.Of(0, 1);
        var x = PinnedArray.Of(float.NegativeInfinity, float.NegativeInfinity);
        var y = new PinnedArray<float>(1);
        SpmmExtremumKernel.Forward<float, MaximumOperator>(new CsrView<float>(1, 2, rowPtr, col), x, y, 1);
        Assert.Equal(float.NegativeInfinity, y[0]);
    }

    [Fact]
    public void ForwardAndBackward_AnyNumberOfThreads_GiveTheSameBits()
    {
        var csr = new TestCsr<float>(3000, 3000, 12000, seed: 5);
        var x = PinnedArray.Random<float>(3000 * 96, 6);
        var gradY = PinnedArray.Random<float>(3000 * 96, 7);
        KernelTest.AssertSameBitsOnAnyThreads<float>(() =>
        {
            var (y, share, gradX) = (new PinnedArray<float>(3000 * 96), new PinnedArray<float>(3000 * 96), new PinnedArray<float>(3000 * 96));
            SpmmExtremumKernel.Forward<float, MaximumOperator>(csr.View(), x, y, 96);
            SpmmExtremumKernel.Share<float>(csr.View(), x, y, gradY, share, 96);
            SpmmExtremumKernel.Collect<float>(csr.TransposedView(), x, y, share, gradX, 96);
            return [y, gradX];
        });
    }

    private static void CheckEveryWidth<T, TOperator>(double sign)
        where T : unmanaged, IFloatingPointIeee754<T> where TOperator : struct, IVectorOperator
    {
        var csr = new TestCsr<T>(17, 13, 60, seed: 1);
        for (var width = 0; width <= 256; width++)
        {
            var x = PinnedArray.RandomSteps<T>(13 * width, 2);
            var gradY = PinnedArray.Random<T>(17 * width, 3);
            var (expected, expectedGrad) = (new double[17 * width], new double[13 * width]);
            for (var i = 0; i < expected.Length; i++)
            {
                var (row, f) = (i / width, i % width);
                var places = Enumerable.Range(csr.RowPtr[row], csr.RowPtr[row + 1] - csr.RowPtr[row]).Select(e => csr.Col[e] * width + f).ToArray();
                if (places.Length == 0) continue;
                expected[i] = sign * places.Max(place => sign * double.CreateTruncating(x[place]));
                var winners = places.Where(place => double.CreateTruncating(x[place]) == expected[i]).ToArray();
                foreach (var winner in winners) expectedGrad[winner] += double.CreateTruncating(gradY[i]) / winners.Length;
            }
            KernelTest.AtEveryLevel(level =>
            {
                foreach (var claimsMany in (bool[])[false, true])
                {
                    var (y, share) = (PinnedArray.Unwritten<T>(17 * width), PinnedArray.Unwritten<T>(17 * width));
                    var gradX = PinnedArray.Unwritten<T>(13 * width);
                    SpmmExtremumKernel.Forward<T, TOperator>(csr.View(claimsMany: claimsMany), x, y, width);
                    SpmmExtremumKernel.Share<T>(csr.View(claimsMany: claimsMany), x, y, gradY, share, width);
                    SpmmExtremumKernel.Collect<T>(csr.TransposedView(claimsMany: claimsMany), x, y, share, gradX, width);
                    KernelTest.AssertClose(expected, y, 0, $"width {width} at {level}, many columns {claimsMany}");
                    KernelTest.AssertClose(expectedGrad, gradX, 2e-6, $"gradient, width {width} at {level}, many columns {claimsMany}");
                }
            });
        }
    }
}
