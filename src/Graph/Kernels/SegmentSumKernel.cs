using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Sum or mean over the rows of each segment: <c>y[s, :] = sum over i in [rowPtr[s], rowPtr[s + 1]) of x[i, :]</c>, a mean divided by
/// the number of rows.</summary>
internal static unsafe class SegmentSumKernel
{
    /// <summary>Writes one row per segment; an empty segment gives zeros.</summary>
    /// <param name="rowPtr">Offsets of the segments, <c>[numSegments + 1]</c>, ascending.</param>
    /// <param name="numSegments">Number of segments.</param>
    /// <param name="x">Rows, <c>[rowPtr[numSegments], width]</c>.</param>
    /// <param name="y">Result, <c>[numSegments, width]</c>.</param>
    /// <param name="width">Columns.</param>
    /// <param name="isMean">Whether sums are divided by the number of rows.</param>
    public static void Forward<T>(int* rowPtr, int numSegments, T* x, T* y, int width, bool isMean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kernel = new SumRows<T> { RowPtr = rowPtr, X = x, Y = y, Width = width, IsMean = isMean };
        RowKernel.Run<SumRows<T>, T>(ref kernel, rowPtr, numSegments, width);
    }

    /// <summary>Gives every row of a segment the segment's gradient, for a mean divided by the number of rows.</summary>
    /// <param name="rowPtr">Offsets of the segments, <c>[numSegments + 1]</c>, ascending.</param>
    /// <param name="numSegments">Number of segments.</param>
    /// <param name="gradY">Gradient of the result, <c>[numSegments, width]</c>.</param>
    /// <param name="gradX">Gradient of the rows, <c>[rowPtr[numSegments], width]</c>.</param>
    /// <param name="width">Columns.</param>
    /// <param name="isMean">As in the forward pass.</param>
    public static void Backward<T>(int* rowPtr, int numSegments, T* gradY, T* gradX, int width, bool isMean)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kernel = new SpreadRows<T> { RowPtr = rowPtr, GradY = gradY, GradX = gradX, Width = width, IsMean = isMean };
        RowKernel.Run<SpreadRows<T>, T>(ref kernel, rowPtr, numSegments, width);
    }

    private struct SumRows<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int* RowPtr;
        public T* X;
        public T* Y;
        public int Width;
        public bool IsMean;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (begin, end, width) = (RowPtr[row], RowPtr[row + 1], Width);
            var x = X + column;
            TBlock.Fill(out var sum, TSimd.Zero);
            for (var i = begin; i < end; i++) TBlock.Apply<AddOperator>(ref sum, TSimd.Zero, x + (long)i * width);
            if (IsMean && end > begin)
                TBlock.ApplyBlock<ShareOperator>(ref sum, TSimd.Create(T.CreateTruncating(end - begin)), ref sum);
            TBlock.Store(ref sum, Y + (long)row * width + column);
        }
    }

    private struct SpreadRows<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int* RowPtr;
        public T* GradY;
        public T* GradX;
        public int Width;
        public bool IsMean;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (begin, end, width) = (RowPtr[row], RowPtr[row + 1], Width);
            var gradX = GradX + column;
            TBlock.Load(out var grad, GradY + (long)row * width + column);
            if (IsMean && end > begin)
                TBlock.ApplyBlock<ShareOperator>(ref grad, TSimd.Create(T.CreateTruncating(end - begin)), ref grad);
            for (var i = begin; i < end; i++) TBlock.Store(ref grad, gradX + (long)i * width);
        }
    }
}
