using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Benchmarks.Machine;

/// <summary>Memory bandwidth as STREAM's triad counts it: <c>a[i] = b[i] + s c[i]</c>, three arrays of 256 MB, 12 bytes an element.</summary>
internal static unsafe class StreamTriad
{
    private const int Length = 1 << 26;

    /// <summary>The best of several passes, in bytes per second, with the threads that the kernels use.</summary>
    public static double BytesPerSecond(int passes = 7)
    {
        var bytes = (nuint)Length * sizeof(float);
        float* a = (float*)NativeMemory.AlignedAlloc(bytes, 64), b = (float*)NativeMemory.AlignedAlloc(bytes, 64), c = (float*)NativeMemory.AlignedAlloc(bytes, 64);
        try
        {
            new Span<float>(a, Length).Clear();
            new Span<float>(b, Length).Fill(1);
            new Span<float>(c, Length).Fill(2);
            var body = new Triad { A = a, B = b, C = c };
            var seconds = Stopwatches.Best(passes, () => ThreadTeam.Run(ref body, Math.Max(1, ThreadTeam.NumThreads) * 4));
            if (a[Length / 2] != 7) throw new InvalidOperationException($"The triad computed {a[Length / 2]} instead of 7.");
            return 3.0 * bytes / seconds;
        }
        finally
        {
            NativeMemory.AlignedFree(a);
            NativeMemory.AlignedFree(b);
            NativeMemory.AlignedFree(c);
        }
    }

    private struct Triad : IChunkBody
    {
        public float* A;
        public float* B;
        public float* C;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(Length, chunk, numChunks, Vector512<float>.Count);
            var scale = Vector512.Create(3f);
            for (var i = begin; i < end; i += Vector512<float>.Count)
                Vector512.Store(Vector512.FusedMultiplyAdd(scale, Vector512.Load(C + i), Vector512.Load(B + i)), A + i);
        }
    }
}
