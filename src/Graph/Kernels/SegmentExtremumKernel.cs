using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>The largest or smallest row of each segment, column by column, and which row it was.</summary>
/// <remarks>Of equal values the first row wins; a NaN wins over numbers; an empty segment gives 0 and no winner.</remarks>
internal static unsafe class SegmentExtremumKernel
{
    /// <summary>The winner of an empty segment.</summary>
    public const int NoWinner = -1;

    /// <summary>Writes the extreme values and the rows they came from.</summary>
    /// <typeparam name="T">Element type.</typeparam>
    /// <typeparam name="TOrder"><see cref="MaximumOrder"/> or <see cref="MinimumOrder"/>.</typeparam>
    /// <param name="rowPtr">Offsets of the segments, <c>[numSegments + 1]</c>, ascending.</param>
    /// <param name="numSegments">Number of segments.</param>
    /// <param name="x">Rows, <c>[rowPtr[numSegments], width]</c>.</param>
    /// <param name="y">Result, <c>[numSegments, width]</c>.</param>
    /// <param name="winner">The winning row, <c>[numSegments, width]</c>, or <see cref="NoWinner"/>.</param>
    /// <param name="width">Columns.</param>
    public static void Forward<T, TOrder>(int* rowPtr, int numSegments, T* x, T* y, int* winner, int width)
        where T : unmanaged, IFloatingPointIeee754<T> where TOrder : struct, IVectorOrder
    {
        var kernel = new Rows<T, TOrder> { RowPtr = rowPtr, X = x, Y = y, Winner = winner, Width = width };
        RowKernel.Run<Rows<T, TOrder>, T>(ref kernel, rowPtr, numSegments, width);
    }

    /// <summary>Gives each value's gradient to the row it came from, and zero to the others.</summary>
    /// <param name="rowPtr">Offsets of the segments, <c>[numSegments + 1]</c>, ascending.</param>
    /// <param name="numSegments">Number of segments.</param>
    /// <param name="gradY">Gradient of the result, <c>[numSegments, width]</c>.</param>
    /// <param name="winner">The winners of the forward pass.</param>
    /// <param name="gradX">Gradient of the rows, <c>[rowPtr[numSegments], width]</c>; overwritten.</param>
    /// <param name="width">Columns.</param>
    public static void Backward<T>(int* rowPtr, int numSegments, T* gradY, int* winner, T* gradX, int width)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (numSegments == 0) return;
        var body = new Scatter<T> { RowPtr = rowPtr, NumSegments = numSegments, GradY = gradY, Winner = winner, GradX = gradX, Width = width };
        ThreadTeam.Run(ref body, Partition.ChunkCount(((long)rowPtr[numSegments] + numSegments) * width));
    }

    private struct Rows<T, TOrder> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> where TOrder : struct, IVectorOrder
    {
        public int* RowPtr;
        public T* X;
        public T* Y;
        public int* Winner;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var (i, end, width) = (RowPtr[row], RowPtr[row + 1], Width);
            var x = X + column;
            TBlock best;
            TBlock winner;
            if (i == end)
            {
                TBlock.Fill(out best, TSimd.Zero);
                TBlock.Fill(out winner, TSimd.CreateIndex(NoWinner));
            }
            else
            {
                TBlock.Load(out best, x + (long)i * width);
                TBlock.Fill(out winner, TSimd.CreateIndex(i));
            }
            for (i++; i < end; i++) TBlock.TakeBetter<TOrder>(ref best, ref winner, TSimd.CreateIndex(i), x + (long)i * width);
            TBlock.Store(ref best, Y + (long)row * width + column);
            TBlock.StoreIndex(ref winner, Winner + (long)row * width + column);
        }
    }

    private struct Scatter<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int* RowPtr;
        public int NumSegments;
        public T* GradY;
        public int* Winner;
        public T* GradX;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.EdgeBalanced(RowPtr, NumSegments, chunk, numChunks);
            for (var i = RowPtr[begin]; i < RowPtr[end]; i++) new Span<T>(GradX + (long)i * Width, Width).Clear();
            for (var s = begin; s < end; s++)
            {
                var place = (long)s * Width;
                for (var f = 0; f < Width; f++)
                {
                    var row = Winner[place + f];
                    if (row != NoWinner) GradX[(long)row * Width + f] = GradY[place + f];
                }
            }
        }
    }
}
