using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>The largest or smallest row of each segment, column by column; rows that share the extreme value share its gradient evenly.</summary>
/// <remarks>A NaN wins over numbers and passes no gradient; an empty segment gives 0.</remarks>
internal static unsafe class SegmentExtremumKernel
{
    /// <summary>Writes the extreme values.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <typeparam name="TOperator"><see cref="MaximumOperator"/> or <see cref="MinimumOperator"/>.</typeparam>
    /// <param name="rowPtr">Offsets of the segments, <c>[numSegments + 1]</c>, ascending.</param>
    /// <param name="numSegments">Number of segments.</param>
    /// <param name="x">Rows, <c>[rowPtr[numSegments], width]</c>.</param>
    /// <param name="y">Result, <c>[numSegments, width]</c>.</param>
    /// <param name="width">Columns.</param>
    public static void Forward<T, TOperator>(int* rowPtr, int numSegments, T* x, T* y, int width)
        where T : unmanaged, IFloatingPointIeee754<T> where TOperator : struct, IVectorOperator
    {
        var kernel = new ForwardRows<T, TOperator> { RowPtr = rowPtr, X = x, Y = y, Width = width };
        RowKernel.Run<ForwardRows<T, TOperator>, T>(ref kernel, rowPtr, numSegments, width);
    }

    /// <summary>Shares each value's gradient evenly among the rows that have it, and gives zero to the others.</summary>
    /// <param name="rowPtr">Offsets of the segments, <c>[numSegments + 1]</c>, ascending.</param>
    /// <param name="numSegments">Number of segments.</param>
    /// <param name="x">Rows, <c>[rowPtr[numSegments], width]</c>.</param>
    /// <param name="y">What <see cref="Forward"/> wrote, <c>[numSegments, width]</c>.</param>
    /// <param name="gradY">Gradient of the result, <c>[numSegments, width]</c>.</param>
    /// <param name="gradX">Gradient of the rows, <c>[rowPtr[numSegments], width]</c>; overwritten.</param>
    /// <param name="width">Columns.</param>
    public static void Backward<T>(int* rowPtr, int numSegments, T* x, T* y, T* gradY, T* gradX, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kernel = new BackwardRows<T> { RowPtr = rowPtr, X = x, Y = y, GradY = gradY, GradX = gradX, Width = width };
        RowKernel.Run<BackwardRows<T>, T>(ref kernel, rowPtr, numSegments, width);
    }

    private struct ForwardRows<T, TOperator> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> where TOperator : struct, IVectorOperator
    {
        public int* RowPtr;
        public T* X;
        public T* Y;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (i, end, width) = (RowPtr[row], RowPtr[row + 1], Width);
            var x = X + column;
            TBlock best;
            if (i == end) TBlock.Fill(out best, TSimd.Zero);
            else TBlock.Load(out best, x + (long)i * width);
            for (i++; i < end; i++) TBlock.Apply<TOperator>(ref best, TSimd.Zero, x + (long)i * width);
            TBlock.Store(ref best, Y + (long)row * width + column);
        }
    }

    private struct BackwardRows<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int* RowPtr;
        public T* X;
        public T* Y;
        public T* GradY;
        public T* GradX;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (begin, end, width) = (RowPtr[row], RowPtr[row + 1], Width);
            var place = (long)row * width + column;
            var everyBit = TSimd.Equal(TSimd.Zero, TSimd.Zero);
            TBlock.Load(out var best, Y + place);
            TBlock.Load(out var share, GradY + place);
            TBlock.Fill(out var count, TSimd.Zero);
            for (var i = begin; i < end; i++)
            {
                TBlock.Load(out var isBest, X + (long)i * width + column);
                TBlock.ApplyBlock<WhereEqualOperator>(ref isBest, TSimd.Create(T.One), ref best);
                TBlock.ApplyBlock<AddOperator>(ref count, TSimd.Zero, ref isBest);
            }
            TBlock.ApplyBlock<DivideOperator>(ref share, TSimd.Zero, ref count);
            for (var i = begin; i < end; i++)
            {
                TBlock.Load(out var isBest, X + (long)i * width + column);
                TBlock.ApplyBlock<WhereEqualOperator>(ref isBest, everyBit, ref best);
                TBlock.ApplyBlock<AndOperator>(ref isBest, TSimd.Zero, ref share);
                TBlock.Store(ref isBest, GradX + (long)i * width + column);
            }
        }
    }
}
