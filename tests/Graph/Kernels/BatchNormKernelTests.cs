using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class BatchNormKernelTests
{
    private const int NumRows = 600;        // three groups, the last one short

    private static readonly int[] Widths = [1, 3, 4, 7, 8, 16, 21, 33, 64, 96, 130];

    [Fact]
    public void AllKernels_FloatAtEveryWidthAndLevel_MatchPlainLoopsInDouble() => Check<float>(2e-5);

    [Fact]
    public void AllKernels_DoubleAtEveryWidthAndLevel_MatchPlainLoops() => Check<double>(1e-12);

    [Fact]
    public void Moments_LargeMeanSmallSpread_DoesNotCancel()
    {
        var x = PinnedArray.Of(10_000f, 10_001f, 10_002f, 10_003f);
        var (mean, variance) = (new PinnedArray<float>(1), new PinnedArray<float>(1));
        BatchNormKernel.Moments<float>(x, mean, variance, 4, 1);
        Assert.Equal((10_001.5f, 1.25f), (mean[0], variance[0]));
    }

    [Fact]
    public void AllKernels_AnyNumberOfThreads_GiveTheSameBits()
    {
        const int Width = 70, Rows = 5000;
        var (x, g, scale) = (PinnedArray.Random<float>(Rows * Width, 1), PinnedArray.Random<float>(Rows * Width, 2), PinnedArray.Random<float>(Width, 3));
        KernelTest.AssertSameBitsOnAnyThreads<float>(() =>
        {
            var rows = Enumerable.Range(0, 4).Select(_ => PinnedArray.Unwritten<float>(Width)).ToArray();
            var (y, gradX) = (PinnedArray.Unwritten<float>(Rows * Width), PinnedArray.Unwritten<float>(Rows * Width));
            BatchNormKernel.Moments<float>(x, rows[0], rows[1], Rows, Width);
            BatchNormKernel.Normalize<float>(x, rows[0], scale, rows[1], true, y, Rows, Width);
            BatchNormKernel.GradientAverages<float>(g, x, y, rows[0], rows[2], rows[3], Rows, Width);
            BatchNormKernel.GradientOfRows<float>(g, x, y, rows[0], rows[2], rows[3], scale, gradX, Rows, Width);
            return [.. rows, y, gradX];
        });
    }

    private static void Check<T>(double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        foreach (var width in Widths)
        {
            var (x, g) = (PinnedArray.Random<T>(NumRows * width, 1), PinnedArray.Random<T>(NumRows * width, 2));
            var (scale, bias) = (PinnedArray.Random<T>(width, 3), PinnedArray.Random<T>(width, 4));
            var (mean, variance, ofG, ofGX) = (new double[width], new double[width], new double[width], new double[width]);
            var (expectedY, expectedGrad) = (new double[NumRows * width], new double[NumRows * width]);
            ForEach(width, (i, f) => mean[f] += At(x, i) / NumRows);
            ForEach(width, (i, f) => variance[f] += Math.Pow(At(x, i) - mean[f], 2) / NumRows);
            ForEach(width, (i, f) => expectedY[i] = Math.Max(0, (At(x, i) - mean[f]) * At(scale, f) + At(bias, f)));
            double Kept(int i) => expectedY[i] > 0 ? At(g, i) : 0;
            ForEach(width, (i, f) => ofG[f] += Kept(i) / NumRows);
            ForEach(width, (i, f) => ofGX[f] += Kept(i) * (At(x, i) - mean[f]) / NumRows);
            ForEach(width, (i, f) => expectedGrad[i] = (Kept(i) - ofG[f] - (At(x, i) - mean[f]) * ofGX[f]) * At(scale, f));
            KernelTest.AtEveryLevel(level =>
            {
                var (m, v, a, b) = (Row<T>(width), Row<T>(width), Row<T>(width), Row<T>(width));
                var (y, gradX) = (PinnedArray.Unwritten<T>(NumRows * width), PinnedArray.Unwritten<T>(NumRows * width));
                BatchNormKernel.Moments<T>(x, m, v, NumRows, width);
                BatchNormKernel.Normalize<T>(x, m, scale, bias, true, y, NumRows, width);
                BatchNormKernel.GradientAverages<T>(g, x, y, m, a, b, NumRows, width);
                BatchNormKernel.GradientOfRows<T>(g, x, y, m, a, b, scale, gradX, NumRows, width);
                KernelTest.AssertClose(mean, m, tolerance, $"mean, width {width} at {level}");
                KernelTest.AssertClose(variance, v, tolerance, $"variance, width {width} at {level}");
                KernelTest.AssertClose(expectedY, y, tolerance, $"result, width {width} at {level}");
                KernelTest.AssertClose(ofG, a, tolerance, $"average of g, width {width} at {level}");
                KernelTest.AssertClose(ofGX, b, tolerance, $"average of g x, width {width} at {level}");
                KernelTest.AssertClose(expectedGrad, gradX, tolerance, $"gradient, width {width} at {level}");
            });
        }
    }

    private static PinnedArray<T> Row<T>(int width) where T : unmanaged, IFloatingPointIeee754<T> => PinnedArray.Unwritten<T>(width);

    private static double At<T>(PinnedArray<T> values, int i) where T : unmanaged, INumber<T> => double.CreateTruncating(values[i]);

    private static void ForEach(int width, Action<int, int> action)
    {
        for (var i = 0; i < NumRows * width; i++) action(i, i % width);
    }
}
