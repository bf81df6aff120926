using System.Numerics;
using System.Runtime.CompilerServices;

namespace GraphSeq.Graph.Kernels;

/// <summary>Softmax over the entries of each row, per head: <c>a[e, h] = exp(s[e, h] - m) / sum over the row of exp(s - m)</c>, m the row's
/// largest score.</summary>
internal static unsafe class EdgeSoftmaxKernel
{
    /// <summary>Rows whose scores go through the exponential together, while they are in the cache.</summary>
    private const int RowsPerBlock = 32;

    /// <summary>Turns scores into coefficients that sum to one over each row.</summary>
    /// <param name="rowPtr">Offsets of the rows, <c>[numRows + 1]</c>.</param>
    /// <param name="numRows">Number of rows.</param>
    /// <param name="score">Scores, <c>[numEntries, heads]</c>.</param>
    /// <param name="coefficient">Result, <c>[numEntries, heads]</c>; may be <paramref name="score"/> itself.</param>
    /// <param name="heads">Number of heads.</param>
    public static void Forward<T>(int* rowPtr, int numRows, T* score, T* coefficient, int heads) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (numRows == 0 || heads == 0) return;
        var body = new ForwardChunks<T> { RowPtr = rowPtr, NumRows = numRows, Score = score, Coefficient = coefficient, Heads = heads };
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
        var body = new BackwardChunks<T>
        {
            RowPtr = rowPtr,
            NumRows = numRows,
            Coefficient = coefficient,
            GradCoefficient = gradCoefficient,
            GradScore = gradScore,
            Heads = heads,
        };
        ThreadTeam.Run(ref body, Partition.ChunkCount(4L * rowPtr[numRows] * heads));
    }

    /// <summary>Rows <c>[begin, end)</c> of <see cref="Forward"/> on the calling thread, scores already being in <paramref name="coefficient"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void NormalizeRows<T>(int* rowPtr, int begin, int end, T* coefficient, int heads) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var block = begin; block < end; block += RowsPerBlock)
        {
            var blockEnd = Math.Min(block + RowsPerBlock, end);
            for (var row = block; row < blockEnd; row++) SubtractLargest(coefficient, rowPtr[row], rowPtr[row + 1], heads);
            VectorMath.ExpInPlace(coefficient + (long)rowPtr[block] * heads, (long)(rowPtr[blockEnd] - rowPtr[block]) * heads);
            for (var row = block; row < blockEnd; row++) DivideBySum(coefficient, rowPtr[row], rowPtr[row + 1], heads);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void SubtractLargest<T>(T* score, int begin, int end, int heads) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var head = 0; head < heads; head++)
        {
            var largest = T.NegativeInfinity;
            for (var e = begin; e < end; e++) largest = T.MaxNative(score[(long)e * heads + head], largest);
            if (!T.IsFinite(largest)) largest = T.Zero;
            for (var e = begin; e < end; e++) score[(long)e * heads + head] -= largest;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void DivideBySum<T>(T* power, int begin, int end, int heads) where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var head = 0; head < heads; head++)
        {
            var sum = T.Zero;
            for (var e = begin; e < end; e++) sum += power[(long)e * heads + head];
            var scale = T.One / sum;
            for (var e = begin; e < end; e++) power[(long)e * heads + head] *= scale;
        }
    }

    private struct ForwardChunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int* RowPtr;
        public int NumRows;
        public T* Score;
        public T* Coefficient;
        public int Heads;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.EdgeBalanced(RowPtr, NumRows, chunk, numChunks);
            var first = (long)RowPtr[begin] * Heads;
            var bytes = ((long)RowPtr[end] * Heads - first) * sizeof(T);
            if (Score != Coefficient) Buffer.MemoryCopy(Score + first, Coefficient + first, bytes, bytes);
            NormalizeRows(RowPtr, begin, end, Coefficient, Heads);
        }
    }

    private struct BackwardChunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int* RowPtr;
        public int NumRows;
        public T* Coefficient;
        public T* GradCoefficient;
        public T* GradScore;
        public int Heads;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.EdgeBalanced(RowPtr, NumRows, chunk, numChunks);
            for (var row = begin; row < end; row++)
            {
                for (var head = 0; head < Heads; head++)
                {
                    var (first, last) = ((long)RowPtr[row] * Heads + head, (long)RowPtr[row + 1] * Heads);
                    var dot = T.Zero;
                    for (var i = first; i < last; i += Heads) dot = T.MultiplyAddEstimate(Coefficient[i], GradCoefficient[i], dot);
                    for (var i = first; i < last; i += Heads) GradScore[i] = Coefficient[i] * (GradCoefficient[i] - dot);
                }
            }
        }
    }
}
