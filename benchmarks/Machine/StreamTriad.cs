using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Benchmarks.Machine;

/// <summary>Memory bandwidth as STREAM's triad counts it: <c>a[i] = b[i] + s c[i]</c>, three arrays of 256 MB, 12 bytes an element.</summary>
internal sealed unsafe class StreamTriad : IDisposable
{
    private const int Length = 1 << 26;
    private const nuint ArrayBytes = (nuint)Length * sizeof(float);

    private readonly float* _a = Filled(0), _b = Filled(1), _c = Filled(2);

    /// <summary>Bytes that a pass counts.</summary>
    public static double BytesPerPass => 3.0 * ArrayBytes;

    /// <summary>The best of several passes, in bytes per second, with the threads that the kernels use.</summary>
    public static double BytesPerSecond(int passes = 7)
    {
        using var triad = new StreamTriad();
        return BytesPerPass / Stopwatches.Best(passes, triad.Pass);
    }

    /// <summary>Runs over the arrays once.</summary>
    public void Pass()
    {
        var body = new Triad { A = _a, B = _b, C = _c };
        ThreadTeam.Run(ref body, Math.Max(1, ThreadTeam.NumThreads) * 4);
        if (_a[Length / 2] != 7) throw new InvalidOperationException($"The triad computed {_a[Length / 2]} instead of 7.");
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_a);
        NativeMemory.AlignedFree(_b);
        NativeMemory.AlignedFree(_c);
    }

    private static float* Filled(float value)
    {
        var array = (float*)NativeMemory.AlignedAlloc(ArrayBytes, 64);
        new Span<float>(array, Length).Fill(value);
        return array;
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
