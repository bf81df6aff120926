using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Sums that were cut (<see cref="Partition"/>) and are put together again, always in the same order.</summary>
internal static unsafe class PartialSums
{
    /// <summary>Rows whose contributions are added up by themselves before they join a sum over many more: a float's error then grows with the blocks,
    /// not with the rows.</summary>
    public const int RowsPerBlock = 256;

    /// <summary><c>sum[i] += block[i]</c>, and the block is zero for the next rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Drain<T>(T* block, T* sum, int count) where T : unmanaged, INumberBase<T>
    {
        for (var i = 0; i < count; i++)
        {
            sum[i] += block[i];
            block[i] = T.Zero;
        }
    }

    /// <summary>Adds partial results in their order: <c>destination[i] = partials[0, i] + partials[1, i] + ...</c>.</summary>
    /// <param name="partials">Row-major, <c>[numPartials, count]</c>.</param>
    /// <param name="numPartials">Number of partial results, at least 1.</param>
    /// <param name="count">Elements of one partial result.</param>
    /// <param name="destination">Where the sums go, <c>[count]</c>.</param>
    public static void Add<T>(T* partials, int numPartials, int count, T* destination) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (count == 0) return;
        var body = new Chunks<T> { Partials = partials, NumPartials = numPartials, Count = count, Destination = destination };
        ThreadTeam.Run(ref body, Partition.ChunkCount((long)numPartials * count));
    }

    private struct Chunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        private const int WidestBlock = 128;

        public T* Partials;
        public T* Destination;
        public int NumPartials;
        public int Count;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(Count, chunk, numChunks, WidestBlock);
            if (begin == end) return;
            var sum = new Sum<T> { Partials = Partials + begin, Stride = Count, NumPartials = NumPartials, Destination = Destination + begin };
            RowKernel.RunRows<Sum<T>, T>(ref sum, 0, 1, end - begin);
        }
    }

    private struct Sum<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Partials;
        public T* Destination;
        public long Stride;
        public int NumPartials;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            TBlock.Load(out var sum, Partials + column);
            for (var p = 1; p < NumPartials; p++) TBlock.Apply<AddOperator>(ref sum, TSimd.Zero, Partials + p * Stride + column);
            TBlock.Store(ref sum, Destination + column);
        }
    }
}
