using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary><c>y[i, f] = relu(y[i, f] + bias[f])</c> in place, where no product could do it on the way.</summary>
internal static unsafe class BiasKernel
{
    /// <param name="y">Rows, <c>[n, width]</c>; overwritten.</param>
    /// <param name="bias">A row, <c>[width]</c>, or null.</param>
    /// <param name="relu">Whether negative results become zero.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="width">Columns.</param>
    public static void AddTo<T>(T* y, T* bias, bool relu, int n, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (n == 0 || width == 0 || (bias == null && !relu)) return;
        var body = new Chunks<T> { Rows = new OneRow<T> { Y = y, Bias = bias, Relu = relu, Width = width }, N = n };
        ThreadTeam.Run(ref body, Partition.ChunkCount((long)n * width));
    }

    private struct Chunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public OneRow<T> Rows;
        public int N;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var rows = Rows;
            var (begin, end) = Partition.Even(N, chunk, numChunks);
            RowKernel.RunRowsInPlace<OneRow<T>, T>(ref rows, begin, end, rows.Width);
        }
    }

    private struct OneRow<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Y;
        public T* Bias;
        public bool Relu;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var y = Y + (long)row * Width + column;
            TBlock.Load(out var value, y);
            if (Bias != null) TBlock.Apply<AddOperator>(ref value, TSimd.Zero, Bias + column);
            if (Relu) TBlock.ApplyBlock<ReluOperator>(ref value, TSimd.Zero, ref value);
            TBlock.Store(ref value, y);
        }
    }
}
