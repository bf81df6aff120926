using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Sparse times dense with a weight per entry and head: <c>y[r, h, :] = sum over e in row r of weight[e, h] * x[col[e], h, :]</c>.</summary>
internal static unsafe class SpmmHeadsKernel
{
    /// <summary>Rows done for one head before the next head has its turn: their neighbours' rows are still in the cache then.</summary>
    private const int RowsPerBlock = 64;

    /// <summary>Channels up to which four heads are summed together: their sums stay in registers.</summary>
    private const int WidestTogether = 32;

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
        if (Prefetch.IsWorthwhile<T>(a.NumColumns, (long)heads * channels)) Rows<T, AskAhead>(a, x, y, heads, channels, begin, end);
        else Rows<T, AskNothing>(a, x, y, heads, channels, begin, end);
    }

    private static void Rows<T, TAsking>(in CsrView<T> a, T* x, T* y, int heads, int channels, int begin, int end)
        where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        var head = 0;
        for (; channels <= WidestTogether && head + 4 <= heads; head += 4)
        {
            var offset = head * channels;
            var together = new FourHeads<T, TAsking> { A = a, X = x + offset, Y = y + offset, Heads = heads, Head = head, Channels = channels };
            RowKernel.RunRows<FourHeads<T, TAsking>, T>(ref together, begin, end, channels);
        }
        for (; head < heads; head++)
        {
            var offset = head * channels;
            var kernel = new OneHead<T, TAsking> { A = a, X = x + offset, Y = y + offset, Heads = heads, Head = head, Stride = heads * channels };
            RowKernel.RunRows<OneHead<T, TAsking>, T>(ref kernel, begin, end, channels);
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

    private struct OneHead<T, TAsking> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
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
            var ahead = Prefetch.Distance<T>(TBlock.Vectors * TSimd.Count);
            var (heads, stride, prefetchEnd) = (Heads, Stride, TAsking.Asks ? A.NumEntries - ahead : 0);
            TBlock.Fill(out var sum, TSimd.Zero);
            var end = A.RowPtr[row + 1];
            for (var e = A.RowPtr[row]; e < end; e++)
            {
                if (TAsking.Asks && e < prefetchEnd)
                {
                    Prefetch.Lines(x + (long)col[e + ahead] * stride, TBlock.Vectors * TSimd.Count);
                    if (order != null) Prefetch.Lines(weight + (long)order[e + ahead] * heads, 1);
                }
                var place = order == null ? e : order[e];
                TBlock.Apply<MultiplyThenAddOperator>(ref sum, TSimd.Create(weight[(long)place * heads]), x + (long)col[e] * stride);
            }
            TBlock.Store(ref sum, Y + (long)row * stride + column);
        }
    }

    private struct FourHeads<T, TAsking> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        public CsrView<T> A;
        public T* X;
        public T* Y;
        public int Heads;
        public int Head;
        public int Channels;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            int* col = A.Col, order = A.EntryOrder;
            T* weight = A.Weight + Head, x = X + column;
            var (heads, channels) = ((long)Heads, Channels);
            var (stride, ahead) = (heads * channels, Prefetch.Distance<T>(4 * TBlock.Vectors * TSimd.Count));
            var prefetchEnd = TAsking.Asks ? A.NumEntries - ahead : 0;
            TBlock.Fill(out var sum0, TSimd.Zero);
            TBlock.Fill(out var sum1, TSimd.Zero);
            TBlock.Fill(out var sum2, TSimd.Zero);
            TBlock.Fill(out var sum3, TSimd.Zero);
            var end = A.RowPtr[row + 1];
            for (var e = A.RowPtr[row]; e < end; e++)
            {
                if (TAsking.Asks && e < prefetchEnd)
                {
                    var coming = x + col[e + ahead] * stride;
                    if (order != null) Prefetch.Lines(weight + order[e + ahead] * heads, 1);
                    Prefetch.Lines(coming, TBlock.Vectors * TSimd.Count);
                    Prefetch.Lines(coming + channels, TBlock.Vectors * TSimd.Count);
                    Prefetch.Lines(coming + 2 * channels, TBlock.Vectors * TSimd.Count);
                    Prefetch.Lines(coming + 3 * channels, TBlock.Vectors * TSimd.Count);
                }
                T* w = weight + (order == null ? e : order[e]) * heads, source = x + col[e] * stride;
                TBlock.Apply<MultiplyThenAddOperator>(ref sum0, TSimd.Create(w[0]), source);
                TBlock.Apply<MultiplyThenAddOperator>(ref sum1, TSimd.Create(w[1]), source + channels);
                TBlock.Apply<MultiplyThenAddOperator>(ref sum2, TSimd.Create(w[2]), source + 2 * channels);
                TBlock.Apply<MultiplyThenAddOperator>(ref sum3, TSimd.Create(w[3]), source + 3 * channels);
            }
            var y = Y + row * stride + column;
            TBlock.Store(ref sum0, y);
            TBlock.Store(ref sum1, y + channels);
            TBlock.Store(ref sum2, y + 2 * channels);
            TBlock.Store(ref sum3, y + 3 * channels);
        }
    }
}
