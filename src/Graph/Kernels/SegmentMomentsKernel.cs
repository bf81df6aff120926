using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Mean and variance over the rows of each segment, column by column: <c>variance = mean((x - mean)^2)</c>, the biased one.</summary>
/// <remarks>The second look at the rows, around their mean, finds them in the cache and does not cancel as a difference of squares would.</remarks>
internal static unsafe class SegmentMomentsKernel
{
    /// <summary>Writes mean and variance; an empty segment gives zeros.</summary>
    /// <param name="rowPtr">Offsets of the segments, <c>[numSegments + 1]</c>, ascending.</param>
    /// <param name="numSegments">Number of segments.</param>
    /// <param name="x">Rows, <c>[rowPtr[numSegments], width]</c>.</param>
    /// <param name="mean">Result, <c>[numSegments, width]</c>.</param>
    /// <param name="variance">Result, <c>[numSegments, width]</c>.</param>
    /// <param name="width">Columns.</param>
    public static void Forward<T>(int* rowPtr, int numSegments, T* x, T* mean, T* variance, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kernel = new ForwardRows<T> { RowPtr = rowPtr, X = x, Mean = mean, Variance = variance, Width = width };
        RowKernel.Run<ForwardRows<T>, T>(ref kernel, rowPtr, numSegments, width);
    }

    /// <summary><c>gradX[i] = (gradMean + 2 gradVariance (x[i] - mean)) / n</c> for the n rows of each segment.</summary>
    /// <param name="rowPtr">Offsets of the segments, <c>[numSegments + 1]</c>, ascending.</param>
    /// <param name="numSegments">Number of segments.</param>
    /// <param name="x">Rows, <c>[rowPtr[numSegments], width]</c>.</param>
    /// <param name="mean">The forward pass's mean, <c>[numSegments, width]</c>.</param>
    /// <param name="gradMean">Gradient of the mean, <c>[numSegments, width]</c>.</param>
    /// <param name="gradVariance">Gradient of the variance, <c>[numSegments, width]</c>.</param>
    /// <param name="gradX">Gradient of the rows, <c>[rowPtr[numSegments], width]</c>; may not be <paramref name="x"/>.</param>
    /// <param name="width">Columns.</param>
    public static void Backward<T>(int* rowPtr, int numSegments, T* x, T* mean, T* gradMean, T* gradVariance, T* gradX, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var kernel = new BackwardRows<T>
        {
            RowPtr = rowPtr,
            X = x,
            Mean = mean,
            GradMean = gradMean,
            GradVariance = gradVariance,
            GradX = gradX,
            Width = width,
        };
        RowKernel.Run<BackwardRows<T>, T>(ref kernel, rowPtr, numSegments, width);
    }

    private struct ForwardRows<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int* RowPtr;
        public T* X;
        public T* Mean;
        public T* Variance;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (begin, end, width) = (RowPtr[row], RowPtr[row + 1], Width);
            var x = X + column;
            var scale = TSimd.Create(end > begin ? T.One / T.CreateTruncating(end - begin) : T.Zero);
            TBlock.Fill(out var mean, TSimd.Zero);
            for (var i = begin; i < end; i++) TBlock.Apply<AddOperator>(ref mean, TSimd.Zero, x + (long)i * width);
            TBlock.ApplyBlock<ScaleOperator>(ref mean, scale, ref mean);
            TBlock.Fill(out var variance, TSimd.Zero);
            for (var i = begin; i < end; i++)
            {
                TBlock.Load(out var difference, x + (long)i * width);
                TBlock.ApplyBlock<SubtractOperator>(ref difference, TSimd.Zero, ref mean);
                TBlock.ApplyBlock<AddSquareOperator>(ref variance, TSimd.Zero, ref difference);
            }
            TBlock.ApplyBlock<ScaleOperator>(ref variance, scale, ref variance);
            TBlock.Store(ref mean, Mean + (long)row * width + column);
            TBlock.Store(ref variance, Variance + (long)row * width + column);
        }
    }

    private struct BackwardRows<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int* RowPtr;
        public T* X;
        public T* Mean;
        public T* GradMean;
        public T* GradVariance;
        public T* GradX;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (begin, end, width) = (RowPtr[row], RowPtr[row + 1], Width);
            if (begin == end) return;
            var place = (long)row * width + column;
            var scale = T.One / T.CreateTruncating(end - begin);
            TBlock.Load(out var mean, Mean + place);
            TBlock.Load(out var gradMean, GradMean + place);
            TBlock.Load(out var gradVariance, GradVariance + place);
            TBlock.ApplyBlock<ScaleOperator>(ref gradMean, TSimd.Create(scale), ref gradMean);
            TBlock.ApplyBlock<ScaleOperator>(ref gradVariance, TSimd.Create(scale + scale), ref gradVariance);
            for (var i = begin; i < end; i++)
            {
                var offset = (long)i * width + column;
                TBlock.Load(out var grad, X + offset);
                TBlock.ApplyBlock<SubtractOperator>(ref grad, TSimd.Zero, ref mean);
                TBlock.ApplyBlock<MultiplyOperator>(ref grad, TSimd.Zero, ref gradVariance);
                TBlock.ApplyBlock<AddOperator>(ref grad, TSimd.Zero, ref gradMean);
                TBlock.Store(ref grad, GradX + offset);
            }
        }
    }
}
