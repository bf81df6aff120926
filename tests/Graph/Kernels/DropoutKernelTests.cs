using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class DropoutKernelTests
{
    [Fact]
    public void Invoke_AnyCount_FollowsSplitMix64()
    {
        for (var count = 0; count <= 600; count += count < 20 ? 1 : 97)
        {
            var x = PinnedArray.Random<float>(count, 1);
            var y = PinnedArray.Unwritten<float>(count);
            DropoutKernel.Invoke<float>(x, y, count, 0.3, seed: 42, offset: 7);
            for (var i = 0; i < count; i++)
            {
                var output = SplitMix64(42, 7 + (ulong)i / 2);
                var bits = i % 2 == 0 ? (uint)output : (uint)(output >> 32);
                Assert.Equal(bits < 0.3 * 4294967296 ? 0f : x[i] * (1 / 0.7f), y[i], 1e-6f);
            }
        }
    }

    [Fact]
    public void Invoke_ManyValues_DropsTheAskedShareAndKeepsTheMean()
    {
        var x = new PinnedArray<double>(200_000);
        x.Span.Fill(1);
        DropoutKernel.Invoke<double>(x, x, x.Length, 0.25, seed: 1, offset: 0);
        Assert.Equal(0.25, x.Values.Count(v => v == 0) / 200_000.0, 0.005);
        Assert.Equal(1, x.Values.Average(), 0.005);
    }

    [Fact]
    public void Invoke_ProbabilityZeroOrOne_CopiesOrClears()
    {
        var x = PinnedArray.Random<float>(1000, 1);
        var y = PinnedArray.Unwritten<float>(1000);
        DropoutKernel.Invoke<float>(x, y, 1000, 0, seed: 1, offset: 0);
        Assert.Equal(x.Values, y.Values);
        DropoutKernel.Invoke<float>(x, y, 1000, 1, seed: 1, offset: 0);
        Assert.All(y.Values, value => Assert.Equal(0f, value));
    }

    [Fact]
    public void Invoke_AnyNumberOfThreads_GivesTheSameBits() => KernelTest.AssertSameBitsOnAnyThreads<float>(() =>
    {
        var x = PinnedArray.Random<float>(1_000_001, 2);
        DropoutKernel.Invoke<float>(x, x, x.Length, 0.5, seed: 3, offset: 4);
        return [x];
    });

    private static ulong SplitMix64(ulong seed, ulong n)
    {
        var z = unchecked(seed + (n + 1) * 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        return z ^ (z >> 31);
    }
}
