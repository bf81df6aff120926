using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Benchmarks.Machine;

/// <summary>The most float32 operations per second: fused multiply-adds on registers, two operations per lane, at the widest vectors .NET uses.</summary>
internal static unsafe class FmaPeak
{
    private const int Rounds = 1 << 18;
    private const int Accumulators = 12;                    // latency 4 times two units, and some more

    /// <summary>The best of several passes, in operations per second, with the threads that the kernels use.</summary>
    public static double OperationsPerSecond(int passes = 7)
    {
        var threads = ThreadTeam.NumThreads;
        float* sums = stackalloc float[threads * 4];
        var body = new Chains { Sums = sums };
        var seconds = Stopwatches.Best(passes, () => ThreadTeam.Run(ref body, threads * 4));
        if (!float.IsFinite(sums[0])) throw new InvalidOperationException($"The chains ended at {sums[0]}.");
        var lanes = Vector512.IsHardwareAccelerated ? Vector512<float>.Count : Vector256<float>.Count;
        return 2.0 * lanes * Accumulators * Rounds * threads * 4 / seconds;
    }

    private struct Chains : IChunkBody
    {
        public float* Sums;

        public readonly void Invoke(int chunk, int numChunks) => Sums[chunk] = Vector512.IsHardwareAccelerated ? Wide() : Narrow();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Wide()
    {
        var (factor, term) = (Vector512.Create(0.999f), Vector512.Create(0.001f));
        Vector512<float> a = term, b = term, c = term, d = term, e = term, f = term, g = term, h = term, i = term, j = term, k = term, l = term;
        for (var round = 0; round < Rounds; round++)
        {
            a = Vector512.FusedMultiplyAdd(a, factor, term);
            b = Vector512.FusedMultiplyAdd(b, factor, term);
            c = Vector512.FusedMultiplyAdd(c, factor, term);
            d = Vector512.FusedMultiplyAdd(d, factor, term);
            e = Vector512.FusedMultiplyAdd(e, factor, term);
            f = Vector512.FusedMultiplyAdd(f, factor, term);
            g = Vector512.FusedMultiplyAdd(g, factor, term);
            h = Vector512.FusedMultiplyAdd(h, factor, term);
            i = Vector512.FusedMultiplyAdd(i, factor, term);
            j = Vector512.FusedMultiplyAdd(j, factor, term);
            k = Vector512.FusedMultiplyAdd(k, factor, term);
            l = Vector512.FusedMultiplyAdd(l, factor, term);
        }
        return Vector512.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static float Narrow()
    {
        var (factor, term) = (Vector256.Create(0.999f), Vector256.Create(0.001f));
        Vector256<float> a = term, b = term, c = term, d = term, e = term, f = term, g = term, h = term, i = term, j = term, k = term, l = term;
        for (var round = 0; round < Rounds; round++)
        {
            a = Vector256.FusedMultiplyAdd(a, factor, term);
            b = Vector256.FusedMultiplyAdd(b, factor, term);
            c = Vector256.FusedMultiplyAdd(c, factor, term);
            d = Vector256.FusedMultiplyAdd(d, factor, term);
            e = Vector256.FusedMultiplyAdd(e, factor, term);
            f = Vector256.FusedMultiplyAdd(f, factor, term);
            g = Vector256.FusedMultiplyAdd(g, factor, term);
            h = Vector256.FusedMultiplyAdd(h, factor, term);
            i = Vector256.FusedMultiplyAdd(i, factor, term);
            j = Vector256.FusedMultiplyAdd(j, factor, term);
            k = Vector256.FusedMultiplyAdd(k, factor, term);
            l = Vector256.FusedMultiplyAdd(l, factor, term);
        }
        return Vector256.Sum(a + b + c + d + e + f + g + h + i + j + k + l);
    }
}
