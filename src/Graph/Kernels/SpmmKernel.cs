using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Sparse times dense: <c>y[r, :] = sum over e in row r of weight[e] * x[col[e], :]</c>, with the steps that usually follow.</summary>
/// <remarks>A row's sum stays in registers; each column adds its entries in their order, whatever the vector width or number of threads.</remarks>
internal static unsafe class SpmmKernel
{
    /// <summary>Writes y; <c>y</c> may overlap none of the inputs.</summary>
    /// <param name="a">The sparse matrix; without weights every entry counts 1.</param>
    /// <param name="x">Dense rows, <c>[a.NumColumns, width]</c>.</param>
    /// <param name="y">Result, <c>[a.NumRows, width]</c>; a row without entries sums to zero.</param>
    /// <param name="width">Columns of <paramref name="x"/> and <paramref name="y"/>.</param>
    /// <param name="after">What is done to a row's sum before it is written.</param>
    public static void Invoke<T>(in CsrView<T> a, T* x, T* y, int width, SpmmEpilogue<T> after = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (Prefetch.IsWorthwhile<T>(a.NumColumns, width)) Invoke<T, AskAhead>(a, x, y, width, after);
        else Invoke<T, AskNothing>(a, x, y, width, after);
    }

    private static void Invoke<T, TAsking>(in CsrView<T> a, T* x, T* y, int width, in SpmmEpilogue<T> after)
        where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking
    {
        if (a.Weight == null) Invoke<T, TAsking, UnitWeight>(a, x, y, width, after);
        else if (a.EntryOrder == null) Invoke<T, TAsking, DirectWeight>(a, x, y, width, after);
        else Invoke<T, TAsking, ReorderedWeight>(a, x, y, width, after);
    }

    private static void Invoke<T, TAsking, TWeight>(in CsrView<T> a, T* x, T* y, int width, in SpmmEpilogue<T> after)
        where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking where TWeight : struct, IEntryWeight
    {
        var kernel = new Rows<T, TAsking, TWeight>
        {
            A = a,
            X = x,
            Y = y,
            Width = width,
            After = after,
            Streams = StreamingStore.IsWorthwhile(y, a.NumRows, width),
        };
        RowKernel.Run<Rows<T, TAsking, TWeight>, T>(ref kernel, a.RowPtr, a.NumRows, width);
    }

    private struct Rows<T, TAsking, TWeight> : IRowKernel<T>
        where T : unmanaged, IFloatingPointIeee754<T> where TAsking : struct, IAsking where TWeight : struct, IEntryWeight
    {
        public CsrView<T> A;
        public T* X;
        public T* Y;
        public int Width;
        public bool Streams;
        public SpmmEpilogue<T> After;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            int* col = A.Col, order = A.EntryOrder;
            T* weight = A.Weight, x = X + column;
            var ahead = Prefetch.Distance<T>(TBlock.Vectors * TSimd.Count);
            var (width, prefetchEnd) = (Width, TAsking.Asks ? A.NumEntries - ahead : 0);
            TBlock.Fill(out var sum, TSimd.Zero);
            var end = A.RowPtr[row + 1];
            for (var e = A.RowPtr[row]; e < end; e++)
            {
                if (TAsking.Asks && e < prefetchEnd)
                {
                    Prefetch.Lines(x + (long)col[e + ahead] * width, TBlock.Vectors * TSimd.Count);
                    if (typeof(TWeight) == typeof(ReorderedWeight)) Prefetch.Lines(weight + order[e + ahead], 1);
                }
                var source = x + (long)col[e] * width;
                if (typeof(TWeight) == typeof(UnitWeight)) TBlock.Apply<AddOperator>(ref sum, TSimd.Zero, source);
                else TBlock.Apply<MultiplyThenAddOperator>(ref sum, TSimd.Create(TWeight.Get(weight, order, e)), source);
            }
            var place = (long)row * width + column;
            if (After.RowScale != null) TBlock.ApplyBlock<ScaleOperator>(ref sum, TSimd.Create(After.RowScale[row]), ref sum);
            if (After.Residual != null) TBlock.Apply<MultiplyAddOperator>(ref sum, TSimd.Create(After.ResidualScale), After.Residual + place);
            if (After.Bias != null) TBlock.Apply<AddOperator>(ref sum, TSimd.Zero, After.Bias + column);
            if (After.Relu) TBlock.ApplyBlock<ReluOperator>(ref sum, TSimd.Zero, ref sum);
            if (Streams) TBlock.StoreStreaming(ref sum, Y + place);
            else TBlock.Store(ref sum, Y + place);
        }
    }
}
