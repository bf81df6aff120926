using System.Numerics;
using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Tests.Graph.Kernels;

/// <summary>Sum, mean, extremes and moments over segments share their cases.</summary>
public sealed unsafe class SegmentKernelTests
{
    private static readonly PinnedArray<int> RowPtr = PinnedArray.Of(0, 0, 1, 8, 8, 21, 30, 30);

    private const int NumSegments = 7;

    private const int NumRows = 30;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Sum_FloatAtEveryWidthAndLevel_MatchesPlainLoopsInDouble(bool isMean) => CheckSum<float>(isMean, 2e-6);

    [Fact]
    public void Sum_DoubleAtEveryWidthAndLevel_MatchesPlainLoops() => CheckSum<double>(true, 1e-14);

    [Fact]
    public void Extremum_MaximumAtEveryWidthAndLevel_MatchesPlainLoops() => CheckExtremum<float, MaximumOperator>(1);

    [Fact]
    public void Extremum_MinimumAtEveryWidthAndLevel_MatchesPlainLoops() => CheckExtremum<double, MinimumOperator>(-1);

    [Fact]
    public void Moments_FloatAtEveryWidthAndLevel_MatchesPlainLoopsInDouble() => CheckMoments<float>(5e-6);

    [Fact]
    public void Moments_DoubleAtEveryWidthAndLevel_MatchesPlainLoops() => CheckMoments<double>(1e-13);

    [Fact]
    public void Moments_LargeMeanSmallSpread_DoesNotCancel()
    {
        var rowPtr = PinnedArray.Of(0, 4);
        var x = PinnedArray.Of(10_000f, 10_001f, 10_002f, 10_003f);
        var (mean, variance) = (new PinnedArray<float>(1), new PinnedArray<float>(1));
        SegmentMomentsKernel.Forward<float>(rowPtr, 1, x, mean, variance, 1);
        Assert.Equal((10_001.5f, 1.25f), (mean[0], variance[0]));
    }

    [Fact]
    public void AllKernels_NoSegments_WriteNothing()
    {
        var rowPtr = PinnedArray.Of(0);
        SegmentSumKernel.Forward<float>(rowPtr, 0, null, null, 8, true);
        SegmentSumKernel.Backward<float>(rowPtr, 0, null, null, 8, true);
        SegmentExtremumKernel.Forward<float, MaximumOperator>(rowPtr, 0, null, null, 8);
        SegmentExtremumKernel.Backward<float>(rowPtr, 0, null, null, null, null, 8);
        SegmentMomentsKernel.Forward<float>(rowPtr, 0, null, null, null, 8);
        SegmentMomentsKernel.Backward<float>(rowPtr, 0, null, null, null, null, null, 8);
    }

    [Fact]
    public void AllKernels_AnyNumberOfThreads_GiveTheSameBits()
    {
        const int Width = 70;
        var csr = new TestCsr<float>(300, 10, 8000, seed: 4);
        var (x, g) = (PinnedArray.Random<float>(8000 * Width, 5), PinnedArray.Random<float>(300 * Width, 6));
        KernelTest.AssertSameBitsOnAnyThreads<float>(() =>
        {
            var y = Enumerable.Range(0, 4).Select(_ => PinnedArray.Unwritten<float>(300 * Width)).ToArray();
            var gradX = Enumerable.Range(0, 3).Select(_ => PinnedArray.Unwritten<float>(8000 * Width)).ToArray();
            SegmentSumKernel.Forward<float>(csr.RowPtr, 300, x, y[0], Width, true);
            SegmentSumKernel.Backward<float>(csr.RowPtr, 300, g, gradX[0], Width, true);
            SegmentExtremumKernel.Forward<float, MaximumOperator>(csr.RowPtr, 300, x, y[1], Width);
            SegmentExtremumKernel.Backward<float>(csr.RowPtr, 300, x, y[1], g, gradX[1], Width);
            SegmentMomentsKernel.Forward<float>(csr.RowPtr, 300, x, y[2], y[3], Width);
            SegmentMomentsKernel.Backward<float>(csr.RowPtr, 300, x, y[2], g, g, gradX[2], Width);
            return [.. y, .. gradX];
        });
    }

    private static void CheckSum<T>(bool isMean, double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var width = 0; width <= 256; width++)
        {
            var (x, g) = (PinnedArray.Random<T>(NumRows * width, 1), PinnedArray.Random<T>(NumSegments * width, 2));
            var (expected, expectedGrad) = (new double[NumSegments * width], new double[NumRows * width]);
            ForEachRow(width, (place, from, count) =>
            {
                var scale = isMean ? 1.0 / count : 1;
                expected[place] += scale * double.CreateTruncating(x[from]);
                expectedGrad[from] = scale * double.CreateTruncating(g[place]);
            });
            KernelTest.AtEveryLevel(level =>
            {
                var (y, gradX) = (PinnedArray.Unwritten<T>(NumSegments * width), PinnedArray.Unwritten<T>(NumRows * width));
                SegmentSumKernel.Forward<T>(RowPtr, NumSegments, x, y, width, isMean);
                SegmentSumKernel.Backward<T>(RowPtr, NumSegments, g, gradX, width, isMean);
                KernelTest.AssertClose(expected, y, tolerance, $"width {width} at {level}");
                KernelTest.AssertClose(expectedGrad, gradX, tolerance, $"gradient, width {width} at {level}");
            });
        }
    }

    private static void CheckExtremum<T, TOperator>(double sign)
        where T : unmanaged, IFloatingPointIeee754<T> where TOperator : struct, IVectorOperator
    {
        for (var width = 0; width <= 256; width++)
        {
            var (x, g) = (PinnedArray.RandomSteps<T>(NumRows * width, 1), PinnedArray.Random<T>(NumSegments * width, 2));
            var (expected, count, expectedGrad) = (new double[NumSegments * width], new int[NumSegments * width], new double[NumRows * width]);
            ForEachRow(width, (place, from, _) =>
            {
                var value = double.CreateTruncating(x[from]);
                if (count[place] > 0 && sign * value < sign * expected[place]) return;
                count[place] = count[place] > 0 && value == expected[place] ? count[place] + 1 : 1;
                expected[place] = value;
            });
            ForEachRow(width, (place, from, _) =>
            {
                if (double.CreateTruncating(x[from]) == expected[place]) expectedGrad[from] = double.CreateTruncating(g[place]) / count[place];
            });
            KernelTest.AtEveryLevel(level =>
            {
                var (y, gradX) = (PinnedArray.Unwritten<T>(NumSegments * width), PinnedArray.Unwritten<T>(NumRows * width));
                SegmentExtremumKernel.Forward<T, TOperator>(RowPtr, NumSegments, x, y, width);
                SegmentExtremumKernel.Backward<T>(RowPtr, NumSegments, x, y, g, gradX, width);
                KernelTest.AssertClose(expected, y, 0, $"width {width} at {level}");
                KernelTest.AssertClose(expectedGrad, gradX, 1e-7, $"gradient, width {width} at {level}");
            });
        }
    }

    private static void CheckMoments<T>(double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var width = 0; width <= 256; width++)
        {
            var x = PinnedArray.Random<T>(NumRows * width, 1);
            var (gradMean, gradVariance) = (PinnedArray.Random<T>(NumSegments * width, 2), PinnedArray.Random<T>(NumSegments * width, 3));
            var (mean, variance, expectedGrad) = (new double[NumSegments * width], new double[NumSegments * width], new double[NumRows * width]);
            ForEachRow(width, (place, from, count) => mean[place] += double.CreateTruncating(x[from]) / count);
            ForEachRow(width, (place, from, count) =>
            {
                var difference = double.CreateTruncating(x[from]) - mean[place];
                variance[place] += difference * difference / count;
                var spread = 2 * double.CreateTruncating(gradVariance[place]) * difference;
                expectedGrad[from] = (double.CreateTruncating(gradMean[place]) + spread) / count;
            });
            KernelTest.AtEveryLevel(level =>
            {
                var (m, v) = (PinnedArray.Unwritten<T>(NumSegments * width), PinnedArray.Unwritten<T>(NumSegments * width));
                var gradX = PinnedArray.Unwritten<T>(NumRows * width);
                SegmentMomentsKernel.Forward<T>(RowPtr, NumSegments, x, m, v, width);
                SegmentMomentsKernel.Backward<T>(RowPtr, NumSegments, x, m, gradMean, gradVariance, gradX, width);
                KernelTest.AssertClose(mean, m, tolerance, $"mean, width {width} at {level}");
                KernelTest.AssertClose(variance, v, tolerance, $"variance, width {width} at {level}");
                KernelTest.AssertClose(expectedGrad, gradX, tolerance, $"gradient, width {width} at {level}");
            });
        }
    }

    /// <summary>Calls with (place in [segments, width], place in [rows, width], rows of the segment) for every value of every segment.</summary>
    private static void ForEachRow(int width, Action<int, int, int> action)
    {
        for (var s = 0; s < NumSegments; s++)
            for (var i = RowPtr[s]; i < RowPtr[s + 1]; i++)
                for (var f = 0; f < width; f++) action(s * width + f, i * width + f, RowPtr[s + 1] - RowPtr[s]);
    }
}
