using System.Numerics;
using System.Runtime.CompilerServices;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Two dot products per row and head, <c>s[n, h] = z[n, h, :] . a[h, :]</c> and <c>t[n, h] = z[n, h, :] . b[h, :]</c>: the parts of an
/// attention score that belong to one node.</summary>
internal static unsafe class HeadDotKernel
{
    /// <summary>Writes both dot products.</summary>
    /// <param name="z">Rows, <c>[n, heads, channels]</c>.</param>
    /// <param name="a">First factor, <c>[heads, channels]</c>.</param>
    /// <param name="b">Second factor, <c>[heads, channels]</c>.</param>
    /// <param name="s">Result, <c>[n, heads]</c>.</param>
    /// <param name="t">Result, <c>[n, heads]</c>.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="channels">Values per head.</param>
    public static void Forward<T>(T* z, T* a, T* b, T* s, T* t, int n, int heads, int channels) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var width = heads * channels;
        using var blocks = new Scratch<T>(2L * width * heads);
        Spread(a, blocks.Pointer, heads, channels);
        Spread(b, blocks.Pointer + (long)width * heads, heads, channels);
        GemmKernel.Multiply(z, blocks.Pointer, s, n, width, heads);
        GemmKernel.Multiply(z, blocks.Pointer + (long)width * heads, t, n, width, heads);
    }

    /// <summary>Adds to the gradient of z, and writes those of a and b.</summary>
    /// <param name="z">As in the forward pass.</param>
    /// <param name="a">As in the forward pass.</param>
    /// <param name="b">As in the forward pass.</param>
    /// <param name="gradS">Gradient of s, <c>[n, heads]</c>.</param>
    /// <param name="gradT">Gradient of t, <c>[n, heads]</c>.</param>
    /// <param name="gradZ">Added to, <c>[n, heads, channels]</c>.</param>
    /// <param name="gradA">Result, <c>[heads, channels]</c>, or null.</param>
    /// <param name="gradB">Result, <c>[heads, channels]</c>, or null.</param>
    /// <param name="n">Number of rows.</param>
    /// <param name="heads">Number of heads.</param>
    /// <param name="channels">Values per head.</param>
    public static void Backward<T>(
        T* z, T* a, T* b, T* gradS, T* gradT, T* gradZ, T* gradA, T* gradB, int n, int heads, int channels) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var width = heads * channels;
        var rows = new GradientRows<T> { A = a, B = b, GradS = gradS, GradT = gradT, GradZ = gradZ, Heads = heads, Channels = channels, N = n };
        ThreadTeam.Run(ref rows, Partition.ChunkCount(2L * n * width));
        using var full = new Scratch<T>((long)width * heads);
        if (gradA != null) FactorGradient(z, gradS, full.Pointer, gradA, n, heads, channels);
        if (gradB != null) FactorGradient(z, gradT, full.Pointer, gradB, n, heads, channels);
    }

    /// <summary>The factor as a block-diagonal matrix, <c>[heads * channels, heads]</c>.</summary>
    private static void Spread<T>(T* factor, T* blocks, int heads, int channels) where T : unmanaged, INumberBase<T>
    {
        new Span<T>(blocks, heads * channels * heads).Clear();
        for (var h = 0; h < heads; h++)
            for (var c = 0; c < channels; c++) blocks[(h * channels + c) * heads + h] = factor[h * channels + c];
    }

    private static void FactorGradient<T>(T* z, T* gradient, T* full, T* result, int n, int heads, int channels)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        GemmKernel.WeightGradient(z, gradient, full, n, heads * channels, heads);
        for (var h = 0; h < heads; h++)
            for (var c = 0; c < channels; c++) result[h * channels + c] = full[(h * channels + c) * heads + h];
    }

    private struct GradientRows<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* A;
        public T* B;
        public T* GradS;
        public T* GradT;
        public T* GradZ;
        public int Heads;
        public int Channels;
        public int N;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(N, chunk, numChunks);
            for (var h = 0; h < Heads; h++)
            {
                var head = new OneHead<T>
                {
                    A = A + h * Channels,
                    B = B + h * Channels,
                    GradS = GradS + h,
                    GradT = GradT + h,
                    GradZ = GradZ + h * Channels,
                    Heads = Heads,
                    Stride = Heads * Channels,
                };
                RowKernel.RunRowsInPlace<OneHead<T>, T>(ref head, begin, end, Channels);
            }
        }
    }

    private struct OneHead<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* A;
        public T* B;
        public T* GradS;
        public T* GradT;
        public T* GradZ;
        public int Heads;
        public int Stride;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var gradZ = GradZ + (long)row * Stride + column;
            TBlock.Load(out var sum, gradZ);
            TBlock.Apply<MultiplyAddOperator>(ref sum, TSimd.Create(GradS[(long)row * Heads]), A + column);
            TBlock.Apply<MultiplyAddOperator>(ref sum, TSimd.Create(GradT[(long)row * Heads]), B + column);
            TBlock.Store(ref sum, gradZ);
        }
    }
}
