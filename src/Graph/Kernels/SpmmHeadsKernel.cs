using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Sparse times dense with a weight per entry and head: <c>y[r, h, :] = sum over e in row r of weight[e, h] * x[col[e], h, :]</c>.</summary>
internal static unsafe class SpmmHeadsKernel
{
    /// <summary>Rows done for one head before the next head has its turn: their neighbours' rows are still in the cache then.</summary>
    private const int RowsPerBlock = 64;

    /// <summary>Writes y; <c>y</c> may overlap none of the inputs.</summary>
    /// <param name="a">The sparse matrix with weights <c>[numEntries, heads]</c>, reordered or not.</param>
    /// <param name="x">Dense rows, <c>[numColumns, heads, channels]</c>.</param>
    /// <param name="y">Result, <c>[a.NumRows, heads, channels]</c>; a row without entries is zero.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="channels">Values per head.</param>
    public static void Invoke<T>(in CsrView<T> a, T* x, T* y, int heads, int channels) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (a.NumRows == 0 || heads == 0 || channels == 0) return;
        var body = new Chunks<T> { A = a, X = x, Y = y, Heads = heads, Channels = channels };
        var work = ((long)a.NumEntries + a.NumRows) * heads * channels;
        ThreadTeam.Run(ref body, Partition.ChunkCount(work));
    }

    /// <summary>Rows <c>[begin, end)</c> on the calling thread, few enough to stay in the cache from head to head.</summary>
    internal static void Rows<T>(in CsrView<T> a, T* x, T* y, int heads, int channels, int begin, int end)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var head = 0; head < heads; head++)
        {
            var offset = head * channels;
            var kernel = new OneHead<T> { A = a, X = x + offset, Y = y + offset, Heads = heads, Head = head, Stride = heads * channels };
            RowKernel.RunRows<OneHead<T>, T>(ref kernel, begin, end, channels);
        }
    }

    private struct Chunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public CsrView<T> A;
        public T* X;
        public T* Y;
        public int Heads;
        public int Channels;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.EdgeBalanced(A.RowPtr, A.NumRows, chunk, numChunks);
            for (var block = begin; block < end; block += RowsPerBlock)
                Rows(A, X, Y, Heads, Channels, block, Math.Min(block + RowsPerBlock, end));
        }
    }

    private struct OneHead<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public CsrView<T> A;
        public T* X;
        public T* Y;
        public int Heads;
        public int Head;
        public int Stride;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            int* col = A.Col, order = A.EntryOrder;
            T* weight = A.Weight + Head, x = X + column;
            var (heads, stride) = (Heads, Stride);
            TBlock.Fill(out var sum, TSimd.Zero);
            var end = A.RowPtr[row + 1];
            for (var e = A.RowPtr[row]; e < end; e++)
            {
                var place = order == null ? e : order[e];
                TBlock.Apply<MultiplyThenAddOperator>(ref sum, TSimd.Create(weight[(long)place * heads]), x + (long)col[e] * stride);
            }
            TBlock.Store(ref sum, Y + (long)row * stride + column);
        }
    }
}
