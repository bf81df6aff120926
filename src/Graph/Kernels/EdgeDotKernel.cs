using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>A dot product per entry and head, <c>dot[e, h] = sum over c of g[row(e), h, c] * x[col[e], h, c]</c>: the gradient of the weights of
/// <see cref="SpmmKernel"/> (one head) and <see cref="SpmmHeadsKernel"/>.</summary>
internal static unsafe class EdgeDotKernel
{
    /// <summary>Writes one value per entry and head, in the order of the entries.</summary>
    /// <param name="a">The sparse matrix; its weights are not looked at.</param>
    /// <param name="g">Rows of the targets, <c>[a.NumRows, heads, channels]</c>.</param>
    /// <param name="x">Rows of the sources, <c>[numColumns, heads, channels]</c>.</param>
    /// <param name="dot">Result, <c>[a.NumEntries, heads]</c>.</param>
    /// <param name="heads">Number of heads; 1 for weights without heads.</param>
    /// <param name="channels">Values per head.</param>
    public static void Invoke<T>(in CsrView<T> a, T* g, T* x, T* dot, int heads, int channels) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (a.NumRows == 0 || heads == 0) return;
        var body = new Chunks<T> { A = a, G = g, X = x, Dot = dot, Heads = heads, Channels = channels };
        var work = ((long)a.NumEntries + a.NumRows) * heads * channels;
        ThreadTeam.Run(ref body, Partition.ChunkCount(work));
    }

    private struct Chunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public CsrView<T> A;
        public T* G;
        public T* X;
        public T* Dot;
        public int Heads;
        public int Channels;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.EdgeBalanced(A.RowPtr, A.NumRows, chunk, numChunks);
            Rows(A, G, X, Dot, Heads, Channels, begin, end);
        }
    }

    /// <summary>Rows <c>[begin, end)</c> on the calling thread.</summary>
    internal static void Rows<T>(in CsrView<T> a, T* g, T* x, T* dot, int heads, int channels, int begin, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Prefetch.IsWorthwhile<T>(a.NumColumns, (long)heads * channels)) Rows<T, AskAhead>(a, g, x, dot, heads, channels, begin, end);
        else Rows<T, AskNothing>(a, g, x, dot, heads, channels, begin, end);
    }

    private static void Rows<T, TAsking>(in CsrView<T> a, T* g, T* x, T* dot, int heads, int channels, int begin, int end)
        where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        switch (SimdSupport.ForWidth<T>(channels))
        {
            case SimdLevel.Vector512:
                Rows<Vector512<T>, T, Simd512<T>, TAsking>(a, g, x, dot, heads, channels, begin, end);
                break;
            case SimdLevel.Vector256:
                Rows<Vector256<T>, T, Simd256<T>, TAsking>(a, g, x, dot, heads, channels, begin, end);
                break;
            case SimdLevel.Vector128:
                Rows<Vector128<T>, T, Simd128<T>, TAsking>(a, g, x, dot, heads, channels, begin, end);
                break;
            default:
                Rows<T, T, SimdScalar<T>, TAsking>(a, g, x, dot, heads, channels, begin, end);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Rows<TVector, T, TSimd, TAsking>(in CsrView<T> a, T* g, T* x, T* dot, int heads, int channels, int begin, int end)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T> where TAsking : struct, IAsking
    {
        int* rowPtr = a.RowPtr, col = a.Col;
        var stride = (long)heads * channels;
        var ahead = Prefetch.Distance<T>(stride);
        var prefetchEnd = TAsking.Asks ? a.NumEntries - ahead : 0;
        for (var row = begin; row < end; row++)
        {
            for (var e = rowPtr[row]; e < rowPtr[row + 1]; e++)
            {
                if (TAsking.Asks && e < prefetchEnd) Prefetch.Row(x + col[e + ahead] * stride, stride);
                VectorMath.HeadDots<TVector, T, TSimd>(g + row * stride, x + col[e] * stride, dot + (long)e * heads, heads, channels);
            }
        }
    }
}
