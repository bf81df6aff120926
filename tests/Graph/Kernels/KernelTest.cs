using System.Numerics;
using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Tests.Graph.Kernels;

/// <summary>What kernel tests share: every vector width, several thread counts, comparison with values worked out in double.</summary>
internal static class KernelTest
{
    private static readonly SimdLevel[] Levels = [SimdLevel.Scalar, SimdLevel.Vector128, SimdLevel.Vector256, SimdLevel.Vector512];

    /// <summary>Runs the action once per vector width, narrower ones than the hardware's included.</summary>
    public static void AtEveryLevel(Action<SimdLevel> action)
    {
        var before = SimdSupport.Widest;
        try
        {
            foreach (var level in Levels)
            {
                SimdSupport.Widest = level;
                action(level);
            }
        }
        finally
        {
            SimdSupport.Widest = before;
        }
    }

    /// <summary>Runs the function with 1, 2 and 3 threads and asserts that the bits it returns are the same.</summary>
    public static void AssertSameBitsOnAnyThreads<T>(Func<PinnedArray<T>[]> function) where T : unmanaged
    {
        var before = ThreadTeam.NumThreads;
        try
        {
            ThreadTeam.NumThreads = 1;
            var expected = function();
            foreach (var numThreads in (int[])[2, 3])
            {
                ThreadTeam.NumThreads = numThreads;
                var actual = function();
                for (var i = 0; i < expected.Length; i++)
                    Assert.True(Bytes(expected[i]).SequenceEqual(Bytes(actual[i])), $"result {i} differs with {numThreads} threads");
            }
        }
        finally
        {
            ThreadTeam.NumThreads = before;
        }
    }

    /// <summary>Asserts that every value is near the one worked out in double; a message names the first that is not.</summary>
    public static void AssertClose<T>(double[] expected, PinnedArray<T> actual, double tolerance, string what) where T : unmanaged, INumber<T>
    {
        Assert.Equal(expected.Length, actual.Length);
        for (var i = 0; i < expected.Length; i++)
        {
            var value = double.CreateTruncating(actual[i]);
            var allowed = tolerance * Math.Max(1, Math.Abs(expected[i]));
            var isClose = double.IsNaN(expected[i]) ? double.IsNaN(value) : Math.Abs(value - expected[i]) <= allowed;
            if (!isClose) Assert.Fail($"{what}: [{i}] is {value} but must be {expected[i]}");
        }
    }

    private static Span<byte> Bytes<T>(PinnedArray<T> array) where T : unmanaged => System.Runtime.InteropServices.MemoryMarshal.AsBytes(array.Span);
}
