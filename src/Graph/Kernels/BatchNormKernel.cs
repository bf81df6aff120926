using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Normalisation of the columns of a tall matrix: <c>y = act((x - mean) * scale + bias)</c>, its statistics and its gradients.</summary>
/// <remarks>Sums over rows are made in groups of <see cref="RowsPerGroup"/>, and the groups' sums added in their order.</remarks>
internal static unsafe class BatchNormKernel
{
    private const int RowsPerGroup = 256;

    /// <summary>Mean and biased variance of every column; the variance is summed around the mean.</summary>
    /// <param name="x">Rows, <c>[n, width]</c>.</param>
    /// <param name="mean">Result, <c>[width]</c>.</param>
    /// <param name="variance">Result, <c>[width]</c>.</param>
    /// <param name="n">Number of rows, at least 1.</param>
    /// <param name="width">Columns.</param>
    public static void Moments<T>(T* x, T* mean, T* variance, int n, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var sums = new Scratch<T>((long)NumGroups(n) * width);
        var ofValues = new ValueSums<T> { X = x, Sums = sums.Pointer, N = n, Width = width };
        RowKernel.RunEven<ValueSums<T>, T>(ref ofValues, NumGroups(n), width, (long)n * width);
        Average(sums.Pointer, mean, n, width);
        var ofSquares = new SquareSums<T> { X = x, Mean = mean, Sums = sums.Pointer, N = n, Width = width };
        RowKernel.RunEven<SquareSums<T>, T>(ref ofSquares, NumGroups(n), width, (long)n * width);
        Average(sums.Pointer, variance, n, width);
    }

    /// <summary><c>y = act((x - mean) * scale + bias)</c>.</summary>
    /// <param name="x">Rows, <c>[n, width]</c>.</param>
    /// <param name="mean">A row, <c>[width]</c>.</param>
    /// <param name="scale">A row, <c>[width]</c>.</param>
    /// <param name="bias">A row, <c>[width]</c>.</param>
    /// <param name="relu">Whether negative results become zero.</param>
    /// <param name="y">Result, <c>[n, width]</c>; may not be <paramref name="x"/>.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="width">Columns.</param>
    public static void Normalize<T>(T* x, T* mean, T* scale, T* bias, bool relu, T* y, int n, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rows = new NormalizedRows<T> { X = x, Mean = mean, Scale = scale, Bias = bias, Relu = relu, Y = y, Width = width };
        RowKernel.RunEven<NormalizedRows<T>, T>(ref rows, n, width, (long)n * width);
    }

    /// <summary>The averages over rows that the gradients are made of, g being the result's gradient, 0 where a ReLU gave 0.</summary>
    /// <param name="gradY">Gradient of the result, <c>[n, width]</c>.</param>
    /// <param name="x">Rows, <c>[n, width]</c>.</param>
    /// <param name="y">The ReLU's result, <c>[n, width]</c>, or null where there was none.</param>
    /// <param name="mean">A row, <c>[width]</c>.</param>
    /// <param name="averageOfG">Result, <c>[width]</c>: the average of g.</param>
    /// <param name="averageOfGX">Result, <c>[width]</c>: the average of <c>g (x - mean)</c>.</param>
    /// <param name="n">Number of rows, at least 1.</param>
    /// <param name="width">Columns.</param>
    public static void GradientAverages<T>(T* gradY, T* x, T* y, T* mean, T* averageOfG, T* averageOfGX, int n, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var numGroups = NumGroups(n);
        using var sums = new Scratch<T>(2L * numGroups * width);
        var kernel = new GradientSums<T> { GradY = gradY, X = x, Y = y, Mean = mean, Sums = sums.Pointer, NumGroups = numGroups, N = n, Width = width };
        RowKernel.RunEven<GradientSums<T>, T>(ref kernel, numGroups, width, 2L * n * width);
        Average(sums.Pointer, averageOfG, n, width);
        Average(sums.Pointer + (long)numGroups * width, averageOfGX, n, width);
    }

    /// <summary><c>gradX = (g - constant - (x - mean) * slope) * scale</c>, g as in <see cref="GradientAverages"/>.</summary>
    /// <param name="gradY">Gradient of the result, <c>[n, width]</c>.</param>
    /// <param name="x">Rows, <c>[n, width]</c>.</param>
    /// <param name="y">The ReLU's result, <c>[n, width]</c>, or null where there was none.</param>
    /// <param name="mean">A row, <c>[width]</c>.</param>
    /// <param name="constant">A row, <c>[width]</c>.</param>
    /// <param name="slope">A row, <c>[width]</c>.</param>
    /// <param name="scale">A row, <c>[width]</c>.</param>
    /// <param name="gradX">Result, <c>[n, width]</c>; may be none of the inputs.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="width">Columns.</param>
    public static void GradientOfRows<T>(T* gradY, T* x, T* y, T* mean, T* constant, T* slope, T* scale, T* gradX, int n, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var rows = new GradientRows<T>
        {
            GradY = gradY,
            X = x,
            Y = y,
            Mean = mean,
            Constant = constant,
            Slope = slope,
            Scale = scale,
            GradX = gradX,
            Width = width,
        };
        RowKernel.RunEven<GradientRows<T>, T>(ref rows, n, width, 2L * n * width);
    }

    private static int NumGroups(int n) => (n + RowsPerGroup - 1) / RowsPerGroup;

    private static void Average<T>(T* sums, T* average, int n, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        PartialSums.Add(sums, NumGroups(n), width, average);
        var count = T.CreateTruncating(n);
        for (var f = 0; f < width; f++) average[f] /= count;
    }

    private struct ValueSums<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X;
        public T* Sums;
        public int N;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var end = Math.Min(N, (row + 1) * RowsPerGroup);
            TBlock.Fill(out var sum, TSimd.Zero);
            for (var i = row * RowsPerGroup; i < end; i++) TBlock.Apply<AddOperator>(ref sum, TSimd.Zero, X + (long)i * Width + column);
            TBlock.Store(ref sum, Sums + (long)row * Width + column);
        }
    }

    private struct SquareSums<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X;
        public T* Mean;
        public T* Sums;
        public int N;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var end = Math.Min(N, (row + 1) * RowsPerGroup);
            TBlock.Load(out var mean, Mean + column);
            TBlock.Fill(out var sum, TSimd.Zero);
            for (var i = row * RowsPerGroup; i < end; i++)
            {
                TBlock.Load(out var difference, X + (long)i * Width + column);
                TBlock.ApplyBlock<SubtractOperator>(ref difference, TSimd.Zero, ref mean);
                TBlock.ApplyBlock<AddSquareOperator>(ref sum, TSimd.Zero, ref difference);
            }
            TBlock.Store(ref sum, Sums + (long)row * Width + column);
        }
    }

    private struct NormalizedRows<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* X;
        public T* Mean;
        public T* Scale;
        public T* Bias;
        public T* Y;
        public bool Relu;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var place = (long)row * Width + column;
            TBlock.Load(out var value, X + place);
            TBlock.Apply<SubtractOperator>(ref value, TSimd.Zero, Mean + column);
            TBlock.Apply<MultiplyOperator>(ref value, TSimd.Zero, Scale + column);
            TBlock.Apply<AddOperator>(ref value, TSimd.Zero, Bias + column);
            if (Relu) TBlock.ApplyBlock<ReluOperator>(ref value, TSimd.Zero, ref value);
            TBlock.Store(ref value, Y + place);
        }
    }

    private struct GradientSums<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* GradY;
        public T* X;
        public T* Y;
        public T* Mean;
        public T* Sums;
        public int NumGroups;
        public int N;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var end = Math.Min(N, (row + 1) * RowsPerGroup);
            TBlock.Load(out var mean, Mean + column);
            TBlock.Fill(out var sumOfG, TSimd.Zero);
            TBlock.Fill(out var sumOfGX, TSimd.Zero);
            for (var i = row * RowsPerGroup; i < end; i++)
            {
                var place = (long)i * Width + column;
                TBlock.Load(out var gradient, GradY + place);
                if (Y != null) TBlock.Apply<KeepWherePositiveOperator>(ref gradient, TSimd.Zero, Y + place);
                TBlock.ApplyBlock<AddOperator>(ref sumOfG, TSimd.Zero, ref gradient);
                TBlock.Load(out var difference, X + place);
                TBlock.ApplyBlock<SubtractOperator>(ref difference, TSimd.Zero, ref mean);
                TBlock.ApplyBlock<MultiplyOperator>(ref difference, TSimd.Zero, ref gradient);
                TBlock.ApplyBlock<AddOperator>(ref sumOfGX, TSimd.Zero, ref difference);
            }
            TBlock.Store(ref sumOfG, Sums + (long)row * Width + column);
            TBlock.Store(ref sumOfGX, Sums + (long)(NumGroups + row) * Width + column);
        }
    }

    private struct GradientRows<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* GradY;
        public T* X;
        public T* Y;
        public T* Mean;
        public T* Constant;
        public T* Slope;
        public T* Scale;
        public T* GradX;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var place = (long)row * Width + column;
            TBlock.Load(out var gradient, GradY + place);
            if (Y != null) TBlock.Apply<KeepWherePositiveOperator>(ref gradient, TSimd.Zero, Y + place);
            TBlock.Apply<SubtractOperator>(ref gradient, TSimd.Zero, Constant + column);
            TBlock.Load(out var difference, X + place);
            TBlock.Apply<SubtractOperator>(ref difference, TSimd.Zero, Mean + column);
            TBlock.Apply<MultiplyOperator>(ref difference, TSimd.Zero, Slope + column);
            TBlock.ApplyBlock<SubtractOperator>(ref gradient, TSimd.Zero, ref difference);
            TBlock.Apply<MultiplyOperator>(ref gradient, TSimd.Zero, Scale + column);
            TBlock.Store(ref gradient, GradX + place);
        }
    }
}
