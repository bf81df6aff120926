using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class SpmmKernelTests
{
    [Fact]
    public void Invoke_FloatAtEveryWidthAndLevel_MatchesPlainLoopsInDouble() => CheckEveryWidth<float>(2e-6);

    [Fact]
    public void Invoke_DoubleAtEveryWidthAndLevel_MatchesPlainLoops() => CheckEveryWidth<double>(1e-14);

    [Fact]
    public void Invoke_EveryEpilogue_MatchesPlainLoopsInDouble()
    {
        var csr = new TestCsr<float>(23, 31, 90, seed: 3);
        for (var width = 1; width <= 80; width++)
        {
            var x = PinnedArray.Random<float>(31 * width, 4);
            var residual = PinnedArray.Random<float>(23 * width, 5);
            var bias = PinnedArray.Random<float>(width, 6);
            var scale = PinnedArray.Random<float>(23, 7);
            var expected = Reference(csr.RowPtr, csr.Col, e => csr.Weight[e], x, 23, width);
            for (var i = 0; i < expected.Length; i++)
                expected[i] = Math.Max(0, expected[i] * scale[i / width] + 1.5 * residual[i] + bias[i % width]);
            KernelTest.AtEveryLevel(level =>
            {
                var y = PinnedArray.Unwritten<float>(23 * width);
                var after = new SpmmEpilogue<float> { RowScale = scale, Residual = residual, ResidualScale = 1.5f, Bias = bias, Relu = true };
                SpmmKernel.Invoke<float>(csr.View(), x, y, width, after);
                KernelTest.AssertClose(expected, y, 2e-6, $"width {width} at {level}");
            });
        }
    }

    [Fact]
    public void Invoke_EveryLevel_GivesTheSameBits()
    {
        var csr = new TestCsr<float>(40, 40, 300, seed: 8);
        var x = PinnedArray.Random<float>(40 * 77, 9);
        float[]? first = null;
        KernelTest.AtEveryLevel(level =>
        {
            var y = PinnedArray.Unwritten<float>(40 * 77);
            SpmmKernel.Invoke<float>(csr.View(), x, y, 77);
            first ??= y.Values;
            Assert.Equal(first, y.Values);
        });
    }

    [Theory]
    [InlineData(5)]
    [InlineData(64)]
    [InlineData(130)]
    public void Invoke_AnyNumberOfThreads_GivesTheSameBits(int width)
    {
        var csr = new TestCsr<float>(3000, 3000, 12000, seed: 10);
        var x = PinnedArray.Random<float>(3000 * width, 11);
        KernelTest.AssertSameBitsOnAnyThreads<float>(() =>
        {
            var y = PinnedArray.Unwritten<float>(3000 * width);
            SpmmKernel.Invoke<float>(csr.View(), x, y, width);
            return [y];
        });
    }

    [Fact]
    public void Invoke_MatrixLargerThanTheCache_MatchesPlainLoops()
    {
        const int NumColumns = 70_000;
        var csr = new TestCsr<float>(50, NumColumns, 400, seed: 12);
        var x = PinnedArray.Random<float>(NumColumns * 64, 13);
        var y = PinnedArray.Unwritten<float>(50 * 64);
        SpmmKernel.Invoke<float>(csr.View(), x, y, 64);
        KernelTest.AssertClose(Reference(csr.RowPtr, csr.Col, e => csr.Weight[e], x, 50, 64), y, 2e-6, "prefetched");
    }

    [Fact]
    public void Invoke_ResultLargerThanTheCache_MatchesPlainLoops()
    {
        const int NumRows = 140_000, Width = 64;
        var csr = new TestCsr<float>(NumRows, 50, 3 * NumRows, seed: 14);
        var x = PinnedArray.Random<float>(50 * Width, 15);
        using var memory = new Scratch<float>((long)NumRows * Width);
        Assert.True(StreamingStore.IsWorthwhile(memory.Pointer, NumRows, Width));
        SpmmKernel.Invoke<float>(csr.View(), x, memory.Pointer, Width);
        var y = new Span<float>(memory.Pointer, NumRows * Width);
        var expected = Reference(csr.RowPtr, csr.Col, e => csr.Weight[e], x, NumRows, Width);
        var worst = 0.0;
        for (var i = 0; i < y.Length; i++) worst = Math.Max(worst, Math.Abs(y[i] - expected[i]));
        Assert.InRange(worst, 0, 2e-6);
    }

    [Fact]
    public void StreamingStore_RowsThatAreNoWholeVectors_IsNotUsed()
    {
        using var memory = new Scratch<float>(1);
        Assert.False(StreamingStore.IsWorthwhile(memory.Pointer, 1 << 20, 65));
        Assert.False(StreamingStore.IsWorthwhile(memory.Pointer + 1, 1 << 20, 64));
        Assert.False(StreamingStore.IsWorthwhile(memory.Pointer, 1 << 10, 64));
    }

    [Fact]
    public void Invoke_NoRowsOrNoColumns_WritesNothing()
    {
        var rowPtr = PinnedArray.Of(0);
        SpmmKernel.Invoke<float>(new CsrView<float>(0, 0, rowPtr, null), null, null, 64);
        var csr = new TestCsr<float>(3, 3, 5, seed: 1);
        SpmmKernel.Invoke<float>(csr.View(), null, null, 0);
    }

    [Fact]
    public void Invoke_OneNodeWithoutEntries_IsZero()
    {
        var rowPtr = PinnedArray.Of(0, 0);
        var y = PinnedArray.Unwritten<float>(3);
        SpmmKernel.Invoke<float>(new CsrView<float>(1, 1, rowPtr, null), null, y, 3);
        Assert.Equal([0f, 0f, 0f], y.Values);
    }

    [Fact]
    public void HeadsInvoke_EveryChannelCountAndLevel_MatchesPlainLoopsInDouble()
    {
        foreach (var heads in (int[])[1, 3, 4])
        {
            var csr = new TestCsr<float>(17, 13, 60, seed: 14, heads);
            for (var channels = 0; channels <= 70; channels++)
            {
                var width = heads * channels;
                var x = PinnedArray.Random<float>(13 * width, 15);
                var g = PinnedArray.Random<float>(17 * width, 16);
                var (forward, backward) = (new double[17 * width], new double[13 * width]);
                for (var e = 0; e < csr.NumEntries; e++)
                    for (var f = 0; f < width; f++)
                    {
                        double weight = csr.Weight[e * heads + f / channels];
                        forward[csr.Row[e] * width + f] += weight * x[csr.Col[e] * width + f];
                        backward[csr.Col[e] * width + f] += weight * g[csr.Row[e] * width + f];
                    }
                KernelTest.AtEveryLevel(level =>
                {
                    foreach (var claimsMany in (bool[])[false, true])
                    {
                        var y = PinnedArray.Unwritten<float>(17 * width);
                        var gradX = PinnedArray.Unwritten<float>(13 * width);
                        SpmmHeadsKernel.Invoke<float>(csr.View(claimsMany: claimsMany), x, y, heads, channels);
                        SpmmHeadsKernel.Invoke<float>(csr.TransposedView(claimsMany: claimsMany), g, gradX, heads, channels);
                        KernelTest.AssertClose(forward, y, 2e-6, $"{heads} heads of {channels} at {level}, many columns {claimsMany}");
                        KernelTest.AssertClose(backward, gradX, 2e-6, $"{heads} heads of {channels} at {level}, many columns {claimsMany}, transposed");
                    }
                });
            }
        }
    }

    [Fact]
    public void HeadsInvoke_AnyNumberOfThreads_GivesTheSameBits()
    {
        var csr = new TestCsr<float>(3000, 3000, 12000, seed: 17, heads: 4);
        var x = PinnedArray.Random<float>(3000 * 64, 18);
        KernelTest.AssertSameBitsOnAnyThreads<float>(() =>
        {
            var y = PinnedArray.Unwritten<float>(3000 * 64);
            SpmmHeadsKernel.Invoke<float>(csr.View(), x, y, 4, 16);
            return [y];
        });
    }

    private static void CheckEveryWidth<T>(double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var csr = new TestCsr<T>(17, 13, 60, seed: 1);
        for (var width = 0; width <= 256; width++)
        {
            var x = PinnedArray.Random<T>(13 * width, 2);
            var g = PinnedArray.Random<T>(17 * width, 3);
            var ones = Reference(csr.RowPtr, csr.Col, _ => 1, x, 17, width);
            var weighted = Reference(csr.RowPtr, csr.Col, e => double.CreateTruncating(csr.Weight[e]), x, 17, width);
            var transposed = Reference(csr.TransposedRowPtr, csr.TransposedCol,
                e => double.CreateTruncating(csr.Weight[csr.TransposedOrder[e]]), g, 13, width);
            KernelTest.AtEveryLevel(level =>
            {
                foreach (var claimsMany in (bool[])[false, true])
                {
                    var (y, gradX) = (PinnedArray.Unwritten<T>(17 * width), PinnedArray.Unwritten<T>(13 * width));
                    SpmmKernel.Invoke(csr.View(weighted: false, claimsMany), x, y.Pointer, width);
                    KernelTest.AssertClose(ones, y, tolerance, $"width {width} at {level}, many columns {claimsMany}, without weights");
                    SpmmKernel.Invoke(csr.View(claimsMany: claimsMany), x, y.Pointer, width);
                    KernelTest.AssertClose(weighted, y, tolerance, $"width {width} at {level}, many columns {claimsMany}, weighted");
                    SpmmKernel.Invoke(csr.TransposedView(claimsMany: claimsMany), g, gradX.Pointer, width);
                    KernelTest.AssertClose(transposed, gradX, tolerance, $"width {width} at {level}, many columns {claimsMany}, transposed");
                }
            });
        }
    }

    private static double[] Reference<T>(PinnedArray<int> rowPtr, PinnedArray<int> col, Func<int, double> weight, PinnedArray<T> x, int numRows,
        int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = new double[numRows * width];
        for (var r = 0; r < numRows; r++)
            for (var e = rowPtr[r]; e < rowPtr[r + 1]; e++)
                for (var f = 0; f < width; f++) y[r * width + f] += weight(e) * double.CreateTruncating(x[col[e] * width + f]);
        return y;
    }
}
