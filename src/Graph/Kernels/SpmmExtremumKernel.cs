using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>The largest or smallest neighbour, column by column: <c>y[r, f] = max over e in row r of x[col[e], f]</c>; in the gradient, entries
/// that share the extreme value share it evenly.</summary>
/// <remarks>A NaN wins over numbers and passes no gradient; a row without entries gives 0. Weights are not looked at.</remarks>
internal static unsafe class SpmmExtremumKernel
{
    /// <summary>Writes the extreme values.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <typeparam name="TOperator"><see cref="MaximumOperator"/> or <see cref="MinimumOperator"/>.</typeparam>
    /// <param name="a">The sparse matrix.</param>
    /// <param name="x">Dense rows, <c>[numColumns, width]</c>.</param>
    /// <param name="y">Result, <c>[a.NumRows, width]</c>.</param>
    /// <param name="width">Columns.</param>
    public static void Forward<T, TOperator>(in CsrView<T> a, T* x, T* y, int width)
        where T : unmanaged, IFloatingPointIeee754<T> where TOperator : struct, IVectorOperator
    {
        if (Prefetch.IsWorthwhile<T>(a.NumColumns, width)) Run(new ForwardRows<T, AskAhead, TOperator> { A = a, X = x, Y = y, Width = width }, a, width);
        else Run(new ForwardRows<T, AskNothing, TOperator> { A = a, X = x, Y = y, Width = width }, a, width);
    }

    /// <summary>The first half of the gradient: what one entry with the extreme value gets,
    /// <c>share[r, f] = gradY[r, f] / (entries that have it)</c>.</summary>
    /// <param name="a">The sparse matrix of the forward pass.</param>
    /// <param name="x">Dense rows, <c>[numColumns, width]</c>.</param>
    /// <param name="y">What <see cref="Forward"/> wrote.</param>
    /// <param name="gradY">Gradient of the result, <c>[a.NumRows, width]</c>.</param>
    /// <param name="share">Result, <c>[a.NumRows, width]</c>; a row without entries gets a value that nobody reads.</param>
    /// <param name="width">Columns.</param>
    public static void Share<T>(in CsrView<T> a, T* x, T* y, T* gradY, T* share, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Prefetch.IsWorthwhile<T>(a.NumColumns, width))
            Run(new ShareRows<T, AskAhead> { A = a, X = x, Y = y, GradY = gradY, Result = share, Width = width }, a, width);
        else Run(new ShareRows<T, AskNothing> { A = a, X = x, Y = y, GradY = gradY, Result = share, Width = width }, a, width);
    }

    /// <summary>The second half: <c>gradX[c, f] = sum of share[r, f] over the entries (r, c) with x[c, f] = y[r, f]</c>.</summary>
    /// <param name="transpose">The transposed matrix: its rows are the rows of x.</param>
    /// <param name="x">Dense rows, <c>[transpose.NumRows, width]</c>.</param>
    /// <param name="y">What <see cref="Forward"/> wrote.</param>
    /// <param name="share">What <see cref="Share"/> wrote.</param>
    /// <param name="gradX">Gradient of the dense rows, <c>[transpose.NumRows, width]</c>; overwritten.</param>
    /// <param name="width">Columns.</param>
    public static void Collect<T>(in CsrView<T> transpose, T* x, T* y, T* share, T* gradX, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Prefetch.IsWorthwhile<T>(transpose.NumColumns, width))
            Run(new CollectRows<T, AskAhead> { Transpose = transpose, X = x, Y = y, Share = share, GradX = gradX, Width = width }, transpose, width);
        else Run(new CollectRows<T, AskNothing> { Transpose = transpose, X = x, Y = y, Share = share, GradX = gradX, Width = width }, transpose, width);
    }

    private static void Run<TKernel, T>(TKernel kernel, in CsrView<T> a, int width)
        where TKernel : unmanaged, IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> =>
        RowKernel.Run<TKernel, T>(ref kernel, a.RowPtr, a.NumRows, width);

    private struct ForwardRows<T, TAsking, TOperator> : IRowKernel<T>
        where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking where TOperator : struct, IVectorOperator
    {
        public CsrView<T> A;
        public T* X;
        public T* Y;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (e, end, width) = (A.RowPtr[row], A.RowPtr[row + 1], Width);
            var col = A.Col;
            var x = X + column;
            var ahead = Prefetch.Distance<T>(TBlock.Vectors * TSimd.Count);
            var prefetchEnd = TAsking.Asks ? A.NumEntries - ahead : 0;
            TBlock best;
            if (e == end) TBlock.Fill(out best, TSimd.Zero);
            else TBlock.Load(out best, x + (long)col[e] * width);
            for (e++; e < end; e++)
            {
                if (TAsking.Asks && e < prefetchEnd) Prefetch.Lines(x + (long)col[e + ahead] * width, TBlock.Vectors * TSimd.Count);
                TBlock.Apply<TOperator>(ref best, TSimd.Zero, x + (long)col[e] * width);
            }
            TBlock.Store(ref best, Y + (long)row * width + column);
        }
    }

    private struct ShareRows<T, TAsking> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        public CsrView<T> A;
        public T* X;
        public T* Y;
        public T* GradY;
        public T* Result;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            int* col = A.Col;
            T* x = X + column;
            var ahead = Prefetch.Distance<T>(TBlock.Vectors * TSimd.Count);
            var (end, width, prefetchEnd) = (A.RowPtr[row + 1], Width, TAsking.Asks ? A.NumEntries - ahead : 0);
            var place = (long)row * width + column;
            TBlock.Load(out var best, Y + place);
            TBlock.Fill(out var count, TSimd.Zero);
            for (var e = A.RowPtr[row]; e < end; e++)
            {
                if (TAsking.Asks && e < prefetchEnd) Prefetch.Lines(x + (long)col[e + ahead] * width, TBlock.Vectors * TSimd.Count);
                TBlock.Load(out var isBest, x + (long)col[e] * width);
                TBlock.ApplyBlock<WhereEqualOperator>(ref isBest, TSimd.Create(T.One), ref best);
                TBlock.ApplyBlock<AddOperator>(ref count, TSimd.Zero, ref isBest);
            }
            TBlock.Load(out var share, GradY + place);
            TBlock.ApplyBlock<DivideOperator>(ref share, TSimd.Zero, ref count);
            TBlock.Store(ref share, Result + place);
        }
    }

    private struct CollectRows<T, TAsking> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        public CsrView<T> Transpose;
        public T* X;
        public T* Y;
        public T* Share;
        public T* GradX;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            int* target = Transpose.Col;
            T* y = Y + column, share = Share + column;
            var ahead = Prefetch.Distance<T>(2 * TBlock.Vectors * TSimd.Count);
            var (end, width, place, prefetchEnd) = (Transpose.RowPtr[row + 1], Width, (long)row * Width + column, TAsking.Asks ? Transpose.NumEntries - ahead : 0);
            var everyBit = TSimd.Equal(TSimd.Zero, TSimd.Zero);
            TBlock.Load(out var own, X + place);
            TBlock.Fill(out var sum, TSimd.Zero);
            for (var e = Transpose.RowPtr[row]; e < end; e++)
            {
                if (TAsking.Asks && e < prefetchEnd)
                {
                    Prefetch.Lines(y + (long)target[e + ahead] * width, TBlock.Vectors * TSimd.Count);
                    Prefetch.Lines(share + (long)target[e + ahead] * width, TBlock.Vectors * TSimd.Count);
                }
                TBlock.Load(out var part, y + (long)target[e] * width);
                TBlock.ApplyBlock<WhereEqualOperator>(ref part, everyBit, ref own);
                TBlock.Apply<AndOperator>(ref part, TSimd.Zero, share + (long)target[e] * width);
                TBlock.ApplyBlock<AddOperator>(ref sum, TSimd.Zero, ref part);
            }
            TBlock.Store(ref sum, GradX + place);
        }
    }
}
