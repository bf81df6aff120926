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
        var cascade = Cascade.Of(n);
        using var sums = new Scratch<T>((cascade.NumGroups + 1L) * width);
        var body = new Chunks<T> { G = g, Y = y, Masked = masked, Sums = sums.Pointer, Cascade = cascade, N = n, Width = width };
        ThreadTeam.Run(ref body, Math.Min(Partition.ChunkCount((long)n * width), cascade.NumGroups + 1));
        Combine(sums.Pointer, cascade, sum, width);
    }

    /// <summary>Adds the sums of the columns of <c>[n, width]</c> to <paramref name="sum"/>, on the calling thread; the rest as above.</summary>
    internal static void AddTo<T>(T* g, T* y, T* masked, T* sum, int n, int width) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var sums = new Scratch<T>(width);
        var kernel = new OneChunk<T> { G = g, Y = y, Masked = masked, Sum = sums.Pointer, Begin = 0, End = n, Step = Cascade.Of(n).Step, Width = width };
        RowKernel.RunRows<OneChunk<T>, T>(ref kernel, 0, 1, width);
        for (var f = 0; f < width; f++) sum[f] += sums.Pointer[f];
    }

    /// <summary>Adds the groups' sums, sixteen or more at a time, and then the rest's.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Combine<T>(T* sums, Cascade cascade, T* result, int width) where T : unmanaged, INumberBase<T>
    {
        for (var f = 0; f < width; f++)
        {
            var (some, all) = (T.Zero, T.Zero);
            for (var group = 0; group < cascade.NumGroups; group++)
            {
                some += sums[(long)group * width + f];
                if ((group + 1) % cascade.Step != 0) continue;
                all += some;
                some = T.Zero;
            }
            result[f] = sums[(long)cascade.NumGroups * width + f] + some + all;
        }
    }

    /// <summary>How the sum over rows is cut: rows into blocks of <c>Step</c>, blocks into groups of as many, as libtorch's sums are; so the error
    /// grows with the logarithm of the rows, and float32 gives libtorch's bits.</summary>
    private readonly record struct Cascade(int Step, int NumGroups)
    {
        private const int SmallestStepBits = 4, Levels = 4;

        public static Cascade Of(int rows)
        {
            var bits = rows <= 1 ? 0 : BitOperations.Log2((uint)rows - 1) + 1;
            var step = 1 << Math.Max(SmallestStepBits, bits / Levels);
            return new Cascade(step, rows / (step * step));
        }

        public int RowsPerGroup => Step * Step;
    }

    private struct Chunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* G;
        public T* Y;
        public T* Masked;
        public T* Sums;
        public Cascade Cascade;
        public int N;
        public int Width;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(Cascade.NumGroups + 1, chunk, numChunks);
            for (var group = begin; group < end; group++)
            {
                var kernel = new OneChunk<T>
                {
                    G = G,
                    Y = Y,
                    Masked = Masked,
                    Sum = Sums + (long)group * Width,
                    Begin = group * Cascade.RowsPerGroup,
                    End = group == Cascade.NumGroups ? N : (group + 1) * Cascade.RowsPerGroup,
                    Step = Cascade.Step,
                    Width = Width,
                };
                RowKernel.RunRows<OneChunk<T>, T>(ref kernel, 0, 1, Width);
            }
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
        public int Step;
        public int Width;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            TBlock.Fill(out var total, TSimd.Zero);
            TBlock.Fill(out var sum, TSimd.Zero);
            var blockEnd = Begin + Step;
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
                if (i + 1 != blockEnd) continue;
                TBlock.ApplyBlock<AddOperator>(ref total, TSimd.Zero, ref sum);
                TBlock.Fill(out sum, TSimd.Zero);
                blockEnd += Step;
            }
            TBlock.ApplyBlock<AddOperator>(ref sum, TSimd.Zero, ref total);
            TBlock.Store(ref sum, Sum + column);
        }
    }
}
