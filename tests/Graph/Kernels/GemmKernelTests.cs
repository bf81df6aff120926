using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class GemmKernelTests
{
    [Fact]
    public void Multiply_FloatAtEveryColumnCountAndLevel_MatchesPlainLoopsInDouble() => CheckEveryColumnCount<float>(1e-5);

    [Fact]
    public void Multiply_DoubleAtEveryColumnCountAndLevel_MatchesPlainLoops() => CheckEveryColumnCount<double>(1e-13);

    [Fact]
    public void AllProducts_EveryDepthAndRowCount_MatchPlainLoopsInDouble()
    {
        foreach (var (n, k) in (from n in Enumerable.Range(0, 14) from k in (int[])[0, 1, 5, 6, 7, 64] select (n, k)))
        {
            var (a, b, g) = (PinnedArray.Random<float>(n * k, 1), PinnedArray.Random<float>(k * 70, 2), PinnedArray.Random<float>(n * 70, 3));
            KernelTest.AtEveryLevel(level =>
            {
                var (c, d) = (PinnedArray.Unwritten<float>(n * 70), PinnedArray.Unwritten<float>(k * 70));
                GemmKernel.Multiply<float>(a, b, c, n, k, 70);
                GemmKernel.WeightGradient<float>(a, g, d, n, k, 70);
                var product = Product(n, k, 70, (i, q) => a[i * k + q], (q, j) => b[q * 70 + j]);
                var gradient = Product(k, n, 70, (i, r) => a[r * k + i], (r, j) => g[r * 70 + j]);
                KernelTest.AssertClose(product, c, 1e-5, $"n {n}, k {k} at {level}");
                KernelTest.AssertClose(gradient, d, 1e-5, $"gradient, n {n}, k {k} at {level}");
            });
        }
    }

    [Fact]
    public void MultiplyTransposed_WeightAsALinearLayerKeepsIt_MatchesPlainLoopsInDouble()
    {
        var (a, b) = (PinnedArray.Random<float>(25 * 19, 1), PinnedArray.Random<float>(37 * 19, 2));
        var c = PinnedArray.Unwritten<float>(25 * 37);
        GemmKernel.MultiplyTransposed<float>(a, b, c, 25, 19, 37);
        KernelTest.AssertClose(Product(25, 19, 37, (i, q) => a[i * 19 + q], (q, j) => b[j * 19 + q]), c, 1e-5, "A B^T");
    }

    [Fact]
    public void Multiply_EveryEpilogue_MatchesPlainLoopsInDouble()
    {
        const int Rows = 17;                                    // tiles of six and of four, and a row left over
        var (a, b, bias) = (PinnedArray.Random<float>(Rows * 9, 1), PinnedArray.Random<float>(9 * 90, 2), PinnedArray.Random<float>(90, 3));
        var old = PinnedArray.Random<float>(Rows * 90, 4);
        for (var choice = 0; choice < 8; choice++)
        {
            var (useBias, relu, accumulate) = ((choice & 1) != 0, (choice & 2) != 0, (choice & 4) != 0);
            var expected = Product(Rows, 9, 90, (i, q) => a[i * 9 + q], (q, j) => b[q * 90 + j]);
            for (var i = 0; i < expected.Length; i++)
            {
                expected[i] += (useBias ? bias[i % 90] : 0) + (accumulate ? old[i] : 0);
                if (relu) expected[i] = Math.Max(0, expected[i]);
            }
            KernelTest.AtEveryLevel(level =>
            {
                var c = PinnedArray.Of<float>(old.Span);
                var after = new GemmEpilogue<float> { Bias = useBias ? bias.Pointer : null, Relu = relu, Accumulate = accumulate };
                GemmKernel.Multiply(a, b, c, Rows, 9, 90, after);
                KernelTest.AssertClose(expected, c, 1e-5, $"bias {useBias}, relu {relu}, accumulate {accumulate} at {level}");
            });
        }
    }

    [Fact]
    public void AllProducts_AnyNumberOfThreads_GiveTheSameBits()
    {
        const int N = 3001;
        var (a, b, g) = (PinnedArray.Random<float>(N * 64, 1), PinnedArray.Random<float>(64 * 100, 2), PinnedArray.Random<float>(N * 100, 3));
        KernelTest.AssertSameBitsOnAnyThreads<float>(() =>
        {
            var (c, d, sum) = (PinnedArray.Unwritten<float>(N * 100), PinnedArray.Unwritten<float>(64 * 100), PinnedArray.Unwritten<float>(100));
            GemmKernel.Multiply(a, b, c, N, 64, 100, new GemmEpilogue<float> { Relu = true });
            var masked = PinnedArray.Unwritten<float>(N * 100);
            ColumnSumKernel.Invoke<float>(g, c, masked, sum, N, 100);
            GemmKernel.WeightGradient<float>(a, masked, d, N, 64, 100);
            return [c, d, sum, masked];
        });
    }

    [Fact]
    public void Transpose_AnyShape_ExchangesRowsAndColumns()
    {
        foreach (var (rows, columns) in ((int, int)[])[(0, 3), (1, 1), (17, 5), (33, 48)])
        {
            var source = PinnedArray.Random<float>(rows * columns, 1);
            var destination = new PinnedArray<float>(rows * columns);
            GemmKernel.Transpose<float>(source, destination, rows, columns);
            for (var r = 0; r < rows; r++)
                for (var c = 0; c < columns; c++) Assert.Equal(source[r * columns + c], destination[c * rows + r]);
        }
    }

    [Fact]
    public void ColumnSum_EveryWidthAndLevelWithAndWithoutRelu_MatchesPlainLoopsInDouble()
    {
        for (var width = 0; width <= 256; width++)
        {
            var (g, y) = (PinnedArray.Random<float>(11 * width, 1), PinnedArray.Random<float>(11 * width, 2));
            var masked = g.Span.ToArray().Select((value, i) => y[i] > 0 ? (double)value : 0).ToArray();
            KernelTest.AtEveryLevel(level =>
            {
                var sum = PinnedArray.Unwritten<float>(width);
                ColumnSumKernel.Invoke<float>(g, sum, 11, width);
                KernelTest.AssertClose(Sums(g.Span.ToArray().Select(v => (double)v).ToArray(), width), sum, 2e-6, $"width {width} at {level}");
                var inPlace = PinnedArray.Of<float>(g.Span);
                ColumnSumKernel.Invoke<float>(inPlace, y, inPlace, sum, 11, width);
                KernelTest.AssertClose(masked, inPlace, 0, $"masked, width {width} at {level}");
                KernelTest.AssertClose(Sums(masked, width), sum, 2e-6, $"masked sums, width {width} at {level}");
            });
        }
    }

    private static void CheckEveryColumnCount<T>(double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var m = 0; m <= 256; m++)
        {
            var (a, b, g) = (PinnedArray.Random<T>(8 * 21, 1), PinnedArray.Random<T>(21 * m, 2), PinnedArray.Random<T>(8 * m, 3));
            var product = Product(8, 21, m, (i, q) => double.CreateTruncating(a[i * 21 + q]), (q, j) => double.CreateTruncating(b[q * m + j]));
            var gradient = Product(21, 8, m, (i, r) => double.CreateTruncating(a[r * 21 + i]), (r, j) => double.CreateTruncating(g[r * m + j]));
            KernelTest.AtEveryLevel(level =>
            {
                var (c, d) = (PinnedArray.Unwritten<T>(8 * m), PinnedArray.Unwritten<T>(21 * m));
                GemmKernel.Multiply<T>(a, b, c, 8, 21, m);
                GemmKernel.WeightGradient<T>(a, g, d, 8, 21, m);
                KernelTest.AssertClose(product, c, tolerance, $"{m} columns at {level}");
                KernelTest.AssertClose(gradient, d, tolerance, $"gradient, {m} columns at {level}");
            });
        }
    }

    private static double[] Product(int rows, int depth, int columns, Func<int, int, double> a, Func<int, int, double> b)
    {
        var c = new double[rows * columns];
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                for (var d = 0; d < depth; d++) c[i * columns + j] += a(i, d) * b(d, j);
        return c;
    }

    private static double[] Sums(double[] values, int width)
    {
        var sums = new double[width];
        for (var i = 0; i < values.Length; i++) sums[i % width] += values[i];
        return sums;
    }
}
