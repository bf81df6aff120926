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
            switch (SimdSupport.ForWidth<T>(Channels))
            {
                case SimdLevel.Vector512:
                    Rows<Vector512<T>, Simd512<T>>(begin, end);
                    break;
                case SimdLevel.Vector256:
                    Rows<Vector256<T>, Simd256<T>>(begin, end);
                    break;
                case SimdLevel.Vector128:
                    Rows<Vector128<T>, Simd128<T>>(begin, end);
                    break;
                default:
                    Rows<T, SimdScalar<T>>(begin, end);
                    break;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Rows<TVector, TSimd>(int begin, int end) where TVector : struct where TSimd : struct, ISimd<TVector, T>
        {
            for (var row = begin; row < end; row++)
            {
                for (var e = A.RowPtr[row]; e < A.RowPtr[row + 1]; e++)
                {
                    var g = G + (long)row * Heads * Channels;
                    var x = X + (long)A.Col[e] * Heads * Channels;
                    for (var head = 0; head < Heads; head++)
                        Dot[(long)e * Heads + head] = VectorMath.Dot<TVector, T, TSimd>(g + head * Channels, x + head * Channels, Channels);
                }
            }
        }
    }
}
