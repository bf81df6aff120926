using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class EdgeDotKernelTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Invoke_FloatAtEveryWidthAndLevel_MatchesPlainLoopsInDouble(int heads) => CheckEveryWidth<float>(heads, 5e-6);

    [Fact]
    public void Invoke_DoubleAtEveryWidthAndLevel_MatchesPlainLoops() => CheckEveryWidth<double>(1, 1e-13);

    [Fact]
    public void Invoke_AnyNumberOfThreads_GivesTheSameBits()
    {
        var csr = new TestCsr<float>(3000, 3000, 12000, seed: 5);
        var (g, x) = (PinnedArray.Random<float>(3000 * 70, 6), PinnedArray.Random<float>(3000 * 70, 7));
        KernelTest.AssertSameBitsOnAnyThreads<float>(() =>
        {
            var dot = PinnedArray.Unwritten<float>(12000 * 2);
            EdgeDotKernel.Invoke<float>(csr.View(), g, x, dot, 2, 35);
            return [dot];
        });
    }

    [Fact]
    public void Invoke_NoRows_WritesNothing() => EdgeDotKernel.Invoke<float>(new CsrView<float>(0, 0, PinnedArray.Of(0), null), null, null, null, 1, 8);

    private static void CheckEveryWidth<T>(int heads, double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var csr = new TestCsr<T>(17, 13, 60, seed: 1);
        for (var channels = 0; channels <= 256; channels++)
        {
            var width = heads * channels;
            var (g, x) = (PinnedArray.Random<T>(17 * width, 2), PinnedArray.Random<T>(13 * width, 3));
            var expected = new double[60 * heads];
            for (var e = 0; e < 60; e++)
                for (var f = 0; f < width; f++)
                    expected[e * heads + f / channels] += double.CreateTruncating(g[csr.Row[e] * width + f])
                        * double.CreateTruncating(x[csr.Col[e] * width + f]);
            KernelTest.AtEveryLevel(level =>
            {
                foreach (var claimsMany in (bool[])[false, true])
                {
                    var dot = PinnedArray.Unwritten<T>(60 * heads);
                    EdgeDotKernel.Invoke(csr.View(claimsMany: claimsMany), g, x, dot.Pointer, heads, channels);
                    KernelTest.AssertClose(expected, dot, tolerance, $"{heads} heads of {channels} at {level}, many columns {claimsMany}");
                }
            });
        }
    }
}
