using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Sums of the columns of a tall matrix, the gradient of a bias; with a ReLU in front, the ReLU's gradient as well.</summary>
internal static unsafe class ColumnSumKernel
{
    /// <summary><c>sum[f] = sum over i of g[i, f]</c>.</summary>
    /// <param name="g">Rows, <c>[n, width]</c>.</param>
    /// <param name="sum">Result, <c>[width]</c>; overwritten.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="width">Columns.</param>
    public static void Invoke<T>(T* g, T* sum, int n, int width) where T : unmanaged, IFloatingPointIeee754<T> =>
        Invoke(g, null, null, sum, n, width);

    /// <summary><c>masked[i, f] = y[i, f] &gt; 0 ? g[i, f] : 0</c> and the sums of its columns in one pass.</summary>
    /// <param name="g">Gradient of the activation's result, <c>[n, width]</c>.</param>
    /// <param name="y">The activation's result, <c>[n, width]</c>, or null where there was none.</param>
    /// <param name="masked">Result, <c>[n, width]</c>; may be <paramref name="g"/>; not written without <paramref name="y"/>.</param>
    /// <param name="sum">Result, <c>[width]</c>; overwritten.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="width">Columns.</param>
    public static void Invoke<T>(T* g, T* y, T* masked, T* sum, int n, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (width == 0) return;
        var numPartials = Partition.PartialCount((long)n * width);
        using var partials = new Scratch<T>(numPartials == 1 ? 0 : (long)numPartials * width);
        var sums = numPartials == 1 ? sum : partials.Pointer;
        var body = new Chunks<T> { G = g, Y = y, Masked = masked, Partials = sums, N = n, Width = width };
        ThreadTeam.Run(ref body, numPartials);
        if (numPartials > 1) Partition.AddPartials(sums, numPartials, width, sum);
    }

    /// <summary>Adds the sums of the columns of <c>[n, width]</c> to <paramref name="sum"/>, on the calling thread; the rest as above.</summary>
    internal static void AddTo<T>(T* g, T* y, T* masked, T* sum, int n, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var sums = new Scratch<T>(width);
        var kernel = new OneChunk<T> { G = g, Y = y, Masked = masked, Sum = sums.Pointer, Begin = 0, End = n, Width = width };
        RowKernel.RunRows<OneChunk<T>, T>(ref kernel, 0, 1, width);
        for (var f = 0; f < width; f++) sum[f] += sums.Pointer[f];
    }

    private struct Chunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* G;
        public T* Y;
        public T* Masked;
        public T* Partials;
        public int N;
        public int Width;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(N, chunk, numChunks);
            var kernel = new OneChunk<T>
            {
                G = G,
                Y = Y,
                Masked = Masked,
                Sum = Partials + (long)chunk * Width,
                Begin = begin,
                End = end,
                Width = Width,
            };
            RowKernel.RunRows<OneChunk<T>, T>(ref kernel, 0, 1, Width);
        }
    }

    /// <summary>The chunk's rows folded into one row of output.</summary>
    private struct OneChunk<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* G;
        public T* Y;
        public T* Masked;
        public T* Sum;
        public int Begin;
        public int End;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            TBlock.Fill(out var sum, TSimd.Zero);
            for (var i = Begin; i < End; i++)
            {
                var offset = (long)i * Width + column;
                TBlock.Load(out var grad, G + offset);
                if (Y != null)
                {
                    TBlock.Apply<KeepWherePositiveOperator>(ref grad, TSimd.Zero, Y + offset);
                    TBlock.Store(ref grad, Masked + offset);
                }
                TBlock.ApplyBlock<AddOperator>(ref sum, TSimd.Zero, ref grad);
            }
            TBlock.Store(ref sum, Sum + column);
        }
    }
}
