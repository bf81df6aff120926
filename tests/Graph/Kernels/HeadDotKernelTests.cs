using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class HeadDotKernelTests
{
    [Fact]
    public void ForwardAndBackward_FloatWithEveryShapeAndLevel_MatchPlainLoopsInDouble()
    {
        foreach (var (heads, channels) in (from channels in Enumerable.Range(0, 70) select (3, channels)).Concat(from heads in Enumerable.Range(0, 10) select (heads, 16)))
            Check<float>(11, heads, channels, 2e-5);
    }

    [Fact]
    public void ForwardAndBackward_Double_MatchPlainLoops() => Check<double>(600, 4, 16, 1e-12);

    [Fact]
    public void ForwardAndBackward_AnyNumberOfThreads_GiveTheSameBits() => KernelTest.AssertSameBitsOnAnyThreads(() => Run<float>(5000, 4, 18));

    private static void Check<T>(int n, int heads, int channels, double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var expected = Reference<T>(n, heads, channels);
        KernelTest.AtEveryLevel(level =>
        {
            var actual = Run<T>(n, heads, channels);
            for (var i = 0; i < expected.Length; i++) KernelTest.AssertClose(expected[i], actual[i], tolerance, $"result {i}, {heads} heads of {channels} at {level}");
        });
    }

    private static (PinnedArray<T> Z, PinnedArray<T> A, PinnedArray<T> B, PinnedArray<T> GradS, PinnedArray<T> GradT, PinnedArray<T> GradZ) Inputs<T>(
        int n, int heads, int channels) where T : unmanaged, IFloatingPointIeee754<T> =>
        (PinnedArray.Random<T>(n * heads * channels, 1), PinnedArray.Random<T>(heads * channels, 2), PinnedArray.Random<T>(heads * channels, 3),
            PinnedArray.Random<T>(n * heads, 4), PinnedArray.Random<T>(n * heads, 5), PinnedArray.Random<T>(n * heads * channels, 6));

    private static PinnedArray<T>[] Run<T>(int n, int heads, int channels) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (z, a, b, gradS, gradT, gradZ) = Inputs<T>(n, heads, channels);
        var (s, t) = (PinnedArray.Unwritten<T>(n * heads), PinnedArray.Unwritten<T>(n * heads));
        var (gradA, gradB) = (PinnedArray.Unwritten<T>(heads * channels), PinnedArray.Unwritten<T>(heads * channels));
        HeadDotKernel.Forward<T>(z, a, b, s, t, n, heads, channels);
        HeadDotKernel.Backward<T>(z, a, b, gradS, gradT, gradZ, gradA, gradB, n, heads, channels);
        return [s, t, gradZ, gradA, gradB];
    }

    private static double[][] Reference<T>(int n, int heads, int channels) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (z, a, b, gradS, gradT, start) = Inputs<T>(n, heads, channels);
        var (s, t, gradZ) = (new double[n * heads], new double[n * heads], new double[n * heads * channels]);
        var (gradA, gradB) = (new double[heads * channels], new double[heads * channels]);
        for (var i = 0; i < gradZ.Length; i++)
        {
            var (head, f) = (i / channels, i % (heads * channels));
            s[head] += Value(z, i) * Value(a, f);
            t[head] += Value(z, i) * Value(b, f);
            gradZ[i] = Value(start, i) + Value(gradS, head) * Value(a, f) + Value(gradT, head) * Value(b, f);
            gradA[f] += Value(gradS, head) * Value(z, i);
            gradB[f] += Value(gradT, head) * Value(z, i);
        }
        return [s, t, gradZ, gradA, gradB];

        static double Value(PinnedArray<T> values, int index) => double.CreateTruncating(values[index]);
    }
}
