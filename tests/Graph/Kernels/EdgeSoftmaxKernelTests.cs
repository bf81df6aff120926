using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class EdgeSoftmaxKernelTests
{
    [Fact]
    public void ForwardAndBackward_FloatWithEveryHeadCountAndLevel_MatchPlainLoopsInDouble() => CheckEveryHeadCount<float>(1e-6);

    [Fact]
    public void ForwardAndBackward_DoubleWithEveryHeadCountAndLevel_MatchPlainLoops() => CheckEveryHeadCount<double>(1e-14);

    [Fact]
    public void Forward_HugeScores_DoNotOverflow()
    {
        var rowPtr = PinnedArray.Of(0, 3);
        var score = PinnedArray.Of(1e30f, 1e30f, -1e30f);
        EdgeSoftmaxKernel.Forward<float>(rowPtr, 1, score, score, 1);
        Assert.Equal([0.5f, 0.5f, 0f], score.Values);
    }

    [Fact]
    public void Forward_NaNScore_MakesItsRowNaNAndNoOther()
    {
        var rowPtr = PinnedArray.Of(0, 2, 4);
        var score = PinnedArray.Of(float.NaN, 1f, 2f, 2f);
        KernelTest.AtEveryLevel(_ =>
        {
            var coefficient = new PinnedArray<float>(4);
            EdgeSoftmaxKernel.Forward<float>(rowPtr, 2, score, coefficient, 1);
            Assert.True(float.IsNaN(coefficient[0]) && float.IsNaN(coefficient[1]));
            Assert.Equal((0.5f, 0.5f), (coefficient[2], coefficient[3]));
        });
    }

    [Fact]
    public void ForwardAndBackward_AnyNumberOfThreads_GiveTheSameBits()
    {
        var csr = new TestCsr<float>(20000, 20000, 100_000, seed: 4, heads: 4);
        var g = PinnedArray.Random<float>(400_000, 5);
        KernelTest.AssertSameBitsOnAnyThreads<float>(() =>
        {
            var (a, gradScore) = (PinnedArray.Unwritten<float>(400_000), PinnedArray.Unwritten<float>(400_000));
            EdgeSoftmaxKernel.Forward<float>(csr.RowPtr, 20000, csr.Weight, a, 4);
            EdgeSoftmaxKernel.Backward<float>(csr.RowPtr, 20000, a, g, gradScore, 4);
            return [a, gradScore];
        });
    }

    [Fact]
    public void ExpInPlace_WholeRange_IsWithinTwoUnitsInTheLastPlaceAtEveryLevel()
    {
        KernelTest.AtEveryLevel(level =>
        {
            var x = new PinnedArray<float>(17_501);
            for (var i = 0; i < x.Length; i++) x[i] = -87.2f + i * 0.01f;
            var expected = x.Values.Select(v => Math.Exp(v)).ToArray();
            VectorMath.ExpInPlace<float>(x, x.Length);
            for (var i = 0; i < x.Length; i++) Assert.True(Math.Abs(x[i] / expected[i] - 1) < 2.4e-7, $"{expected[i]} became {x[i]} at {level}");
        });
    }

    [Fact]
    public void ExpInPlace_OutsideTheRange_GivesZeroInfinityOrNaN()
    {
        KernelTest.AtEveryLevel(_ =>
        {
            var x = PinnedArray.Of(float.NegativeInfinity, -200f, 200f, float.PositiveInfinity, float.NaN, 0f);
            VectorMath.ExpInPlace<float>(x, x.Length);
            Assert.Equal([0f, 0f, float.PositiveInfinity, float.PositiveInfinity, float.NaN, 1f], x.Values);
        });
    }

    private static void CheckEveryHeadCount<T>(double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var heads = 1; heads <= 40; heads++)
        {
            var csr = new TestCsr<T>(17, 13, 60, seed: heads, heads);
            var g = PinnedArray.Random<T>(60 * heads, 2);
            var (expected, expectedGrad) = (new double[60 * heads], new double[60 * heads]);
            for (var row = 0; row < 17; row++)
                for (var head = 0; head < heads; head++)
                {
                    var places = Enumerable.Range(csr.RowPtr[row], csr.RowPtr[row + 1] - csr.RowPtr[row]).Select(e => e * heads + head).ToArray();
                    var sum = places.Sum(i => Math.Exp(double.CreateTruncating(csr.Weight[i])));
                    foreach (var i in places) expected[i] = Math.Exp(double.CreateTruncating(csr.Weight[i])) / sum;
                    var dot = places.Sum(i => expected[i] * double.CreateTruncating(g[i]));
                    foreach (var i in places) expectedGrad[i] = expected[i] * (double.CreateTruncating(g[i]) - dot);
                }
            KernelTest.AtEveryLevel(level =>
            {
                var (a, gradScore) = (PinnedArray.Unwritten<T>(60 * heads), PinnedArray.Unwritten<T>(60 * heads));
                EdgeSoftmaxKernel.Forward<T>(csr.RowPtr, 17, csr.Weight, a, heads);
                EdgeSoftmaxKernel.Backward<T>(csr.RowPtr, 17, a, g, gradScore, heads);
                KernelTest.AssertClose(expected, a, tolerance, $"{heads} heads at {level}");
                KernelTest.AssertClose(expectedGrad, gradScore, tolerance, $"gradient, {heads} heads at {level}");
            });
        }
    }
}
