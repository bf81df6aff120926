using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Softmax over the entries of each row, per head: <c>a[e, h] = exp(s[e, h] - m) / sum over the row of exp(s - m)</c>, m the row's
/// largest score.</summary>
internal static unsafe class EdgeSoftmaxKernel
{
    /// <summary>Rows whose scores go through the exponential together, while they are in the cache.</summary>
    internal const int RowsPerBlock = 32;

    /// <summary>Turns scores into coefficients that sum to one over each row.</summary>
    /// <param name="rowPtr">Offsets of the rows, <c>[numRows + 1]</c>.</param>
    /// <param name="numRows">Number of rows.</param>
    /// <param name="score">Scores, <c>[numEntries, heads]</c>.</param>
    /// <param name="coefficient">Result, <c>[numEntries, heads]</c>; may be <paramref name="score"/> itself.</param>
    /// <param name="heads">Number of heads.</param>
    public static void Forward<T>(int* rowPtr, int numRows, T* score, T* coefficient, int heads) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (numRows == 0 || heads == 0) return;
        var subtract = new SubtractLargest<T> { RowPtr = rowPtr, Score = score, Result = coefficient, Heads = heads };
        var body = new ForwardChunks<T> { RowPtr = rowPtr, NumRows = numRows, Subtract = subtract };
        ThreadTeam.Run(ref body, Partition.ChunkCount(8L * rowPtr[numRows] * heads));
    }

    /// <summary>The scores' gradient: <c>gradScore = a * (gradA - sum over the row of a * gradA)</c>.</summary>
    /// <param name="rowPtr">Offsets of the rows, <c>[numRows + 1]</c>.</param>
    /// <param name="numRows">Number of rows.</param>
    /// <param name="coefficient">What <see cref="Forward"/> returned, <c>[numEntries, heads]</c>.</param>
    /// <param name="gradCoefficient">Gradient of the coefficients, <c>[numEntries, heads]</c>.</param>
    /// <param name="gradScore">Result, <c>[numEntries, heads]</c>; may be <paramref name="gradCoefficient"/> itself.</param>
    /// <param name="heads">Number of heads.</param>
    public static void Backward<T>(int* rowPtr, int numRows, T* coefficient, T* gradCoefficient, T* gradScore, int heads)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (numRows == 0 || heads == 0) return;
        var rows = new BackwardRows<T>
        {
            RowPtr = rowPtr,
            Coefficient = coefficient,
            GradCoefficient = gradCoefficient,
            GradScore = gradScore,
            Heads = heads,
        };
        var body = new BackwardChunks<T> { NumRows = numRows, Rows = rows };
        ThreadTeam.Run(ref body, Partition.ChunkCount(4L * rowPtr[numRows] * heads));
    }

    /// <summary>Exponential and division by the row's sum for scores less their row's largest, in place, rows <c>[begin, end)</c>.</summary>
    internal static void ExponentialShares<T>(int* rowPtr, int begin, int end, T* score, int heads) where T : unmanaged, IFloatingPointIeee754<T>
    {
        VectorMath.ExpInPlace(score + (long)rowPtr[begin] * heads, (long)(rowPtr[end] - rowPtr[begin]) * heads);
        var divide = new DivideBySum<T> { RowPtr = rowPtr, Power = score, Heads = heads };
        RowKernel.RunRowsInPlace<DivideBySum<T>, T>(ref divide, begin, end, heads);
    }

    private struct SubtractLargest<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int* RowPtr;
        public T* Score;
        public T* Result;
        public int Heads;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            T* score = Score + column, result = Result + column;
            var (begin, end, heads) = (RowPtr[row], RowPtr[row + 1], (long)Heads);
            TBlock.Fill(out var largest, TSimd.Create(T.NegativeInfinity));
            for (var e = begin; e < end; e++) TBlock.Apply<LargerOperator>(ref largest, TSimd.Zero, score + e * heads);
            for (var e = begin; e < end; e++)
            {
                TBlock.Load(out var value, score + e * heads);
                TBlock.ApplyBlock<SubtractOperator>(ref value, TSimd.Zero, ref largest);
                TBlock.Store(ref value, result + e * heads);
            }
        }
    }

    private struct DivideBySum<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int* RowPtr;
        public T* Power;
        public int Heads;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var power = Power + column;
            var (begin, end, heads) = (RowPtr[row], RowPtr[row + 1], (long)Heads);
            TBlock.Fill(out var sum, TSimd.Zero);
            for (var e = begin; e < end; e++) TBlock.Apply<AddOperator>(ref sum, TSimd.Zero, power + e * heads);
            TBlock.Fill(out var scale, TSimd.Create(T.One));
            TBlock.ApplyBlock<DivideOperator>(ref scale, TSimd.Zero, ref sum);
            for (var e = begin; e < end; e++)
            {
                TBlock.Load(out var value, power + e * heads);
                TBlock.ApplyBlock<MultiplyOperator>(ref value, TSimd.Zero, ref scale);
                TBlock.Store(ref value, power + e * heads);
            }
        }
    }

    private struct BackwardRows<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int* RowPtr;
        public T* Coefficient;
        public T* GradCoefficient;
        public T* GradScore;
        public int Heads;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            T* coefficient = Coefficient + column, grad = GradCoefficient + column, gradScore = GradScore + column;
            var (begin, end, heads) = (RowPtr[row], RowPtr[row + 1], (long)Heads);
            TBlock.Fill(out var sum, TSimd.Zero);
            for (var e = begin; e < end; e++)
            {
                TBlock.Load(out var product, coefficient + e * heads);
                TBlock.Apply<MultiplyOperator>(ref product, TSimd.Zero, grad + e * heads);
                TBlock.ApplyBlock<AddOperator>(ref sum, TSimd.Zero, ref product);
            }
            for (var e = begin; e < end; e++)
            {
                TBlock.Load(out var value, grad + e * heads);
                TBlock.ApplyBlock<SubtractOperator>(ref value, TSimd.Zero, ref sum);
                TBlock.Apply<MultiplyOperator>(ref value, TSimd.Zero, coefficient + e * heads);
                TBlock.Store(ref value, gradScore + e * heads);
            }
        }
    }

    private struct ForwardChunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int* RowPtr;
        public int NumRows;
        public SubtractLargest<T> Subtract;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.EdgeBalanced(RowPtr, NumRows, chunk, numChunks);
            var subtract = Subtract;
            for (var block = begin; block < end; block += RowsPerBlock)
            {
                var blockEnd = Math.Min(block + RowsPerBlock, end);
                RowKernel.RunRowsInPlace<SubtractLargest<T>, T>(ref subtract, block, blockEnd, subtract.Heads);
                ExponentialShares(RowPtr, block, blockEnd, subtract.Result, subtract.Heads);
            }
        }
    }

    private struct BackwardChunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int NumRows;
        public BackwardRows<T> Rows;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.EdgeBalanced(Rows.RowPtr, NumRows, chunk, numChunks);
            var rows = Rows;
            RowKernel.RunRowsInPlace<BackwardRows<T>, T>(ref rows, begin, end, rows.Heads);
        }
    }
}
