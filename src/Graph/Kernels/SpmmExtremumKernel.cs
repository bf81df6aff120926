using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>The largest or smallest neighbour, column by column: <c>y[r, f] = max over e in row r of x[col[e], f]</c>, and which entry won.</summary>
/// <remarks>Of equal values the first entry wins; a NaN wins over numbers; a row without entries gives 0 and no winner. Weights are not
/// looked at.</remarks>
internal static unsafe class SpmmExtremumKernel
{
    /// <summary>The winner of a row without entries.</summary>
    public const int NoWinner = -1;

    /// <summary>Writes the extreme values and their winners.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <typeparam name="TOrder"><see cref="MaximumOrder"/> or <see cref="MinimumOrder"/>.</typeparam>
    /// <param name="a">The sparse matrix.</param>
    /// <param name="x">Dense rows, <c>[numColumns, width]</c>.</param>
    /// <param name="y">Result, <c>[a.NumRows, width]</c>.</param>
    /// <param name="winner">The winning entry, <c>[a.NumRows, width]</c>, or <see cref="NoWinner"/>.</param>
    /// <param name="width">Columns.</param>
    public static void Forward<T, TOrder>(in CsrView<T> a, T* x, T* y, int* winner, int width)
        where T : unmanaged, IFloatingPointIeee754<T> where TOrder : struct, IVectorOrder
    {
        var kernel = new Rows<T, TOrder> { A = a, X = x, Y = y, Winner = winner, Width = width };
        RowKernel.Run<Rows<T, TOrder>, T>(ref kernel, a.RowPtr, a.NumRows, width);
    }

    /// <summary>Gives each value's gradient to the entry that won: <c>gradX[col[winner[r, f]], f] += gradY[r, f]</c>, from zero.</summary>
    /// <remarks>A chunk owns a range of columns and walks the rows in order, so no two threads add to one place and the order is fixed.</remarks>
    /// <param name="a">The sparse matrix of the forward pass.</param>
    /// <param name="gradY">Gradient of the result, <c>[a.NumRows, width]</c>.</param>
    /// <param name="winner">The winners of the forward pass.</param>
    /// <param name="gradX">Gradient of the dense rows, <c>[numColumns, width]</c>; overwritten.</param>
    /// <param name="numColumns">Rows of <paramref name="gradX"/>.</param>
    /// <param name="width">Columns.</param>
    public static void Backward<T>(in CsrView<T> a, T* gradY, int* winner, T* gradX, int numColumns, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var body = new ColumnRanges<T> { A = a, GradY = gradY, Winner = winner, GradX = gradX, NumColumns = numColumns, Width = width };
        var cacheLines = (width * sizeof(T) + CacheLine - 1) / CacheLine;
        var work = (2L * a.NumRows + numColumns) * width;
        ThreadTeam.Run(ref body, Partition.ChunkCount(work, Math.Max(1, cacheLines)));
    }

    private const int CacheLine = 64;

    private struct Rows<T, TOrder> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> where TOrder : struct, IVectorOrder
    {
        public CsrView<T> A;
        public T* X;
        public T* Y;
        public int* Winner;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (e, end) = (A.RowPtr[row], A.RowPtr[row + 1]);
            var place = (long)row * Width + column;
            var col = A.Col;
            var x = X + column;
            var width = Width;
            TBlock best;
            TBlock winner;
            if (e == end)
            {
                TBlock.Fill(out best, TSimd.Zero);
                TBlock.Fill(out winner, TSimd.CreateIndex(NoWinner));
            }
            else
            {
                TBlock.Load(out best, x + (long)col[e] * width);
                TBlock.Fill(out winner, TSimd.CreateIndex(e));
            }
            for (e++; e < end; e++) TBlock.TakeBetter<TOrder>(ref best, ref winner, TSimd.CreateIndex(e), x + (long)col[e] * width);
            TBlock.Store(ref best, Y + place);
            TBlock.StoreIndex(ref winner, Winner + place);
        }
    }

    private struct ColumnRanges<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public CsrView<T> A;
        public T* GradY;
        public int* Winner;
        public T* GradX;
        public int NumColumns;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(Width, chunk, numChunks, CacheLine / sizeof(T));
            for (var c = 0; c < NumColumns; c++) new Span<T>(GradX + (long)c * Width + begin, end - begin).Clear();
            for (var row = 0; row < A.NumRows; row++)
            {
                var place = (long)row * Width;
                for (var f = begin; f < end; f++)
                {
                    var entry = Winner[place + f];
                    if (entry != NoWinner) GradX[(long)A.Col[entry] * Width + f] += GradY[place + f];
                }
            }
        }
    }
}
