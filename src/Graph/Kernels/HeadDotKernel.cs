using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
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
        if (n == 0 || heads == 0) return;
        var body = new ForwardChunks<T> { Z = z, A = a, B = b, S = s, Target = t, N = n, Heads = heads, Channels = channels };
        ThreadTeam.Run(ref body, Partition.ChunkCount(2L * n * heads * channels));
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
        var numChunks = Math.Min(Partition.ChunkCount(2L * n * width), Partition.MaxPartials);
        using var partials = new Scratch<T>(4L * numChunks * width);
        new Span<T>(partials.Pointer, 4 * numChunks * width).Clear();
        var rows = new GradientChunks<T>
        {
            Z = z,
            A = a,
            B = b,
            GradS = gradS,
            GradT = gradT,
            GradZ = gradZ,
            GradA = partials.Pointer,
            GradB = partials.Pointer + (long)numChunks * width,
            BlockA = partials.Pointer + 2L * numChunks * width,
            BlockB = partials.Pointer + 3L * numChunks * width,
            Heads = heads,
            Channels = channels,
            N = n,
        };
        ThreadTeam.Run(ref rows, numChunks);
        if (gradA != null) PartialSums.Add(rows.GradA, numChunks, width, gradA);
        if (gradB != null) PartialSums.Add(rows.GradB, numChunks, width, gradB);
    }

    private struct ForwardChunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Z;
        public T* A;
        public T* B;
        public T* S;
        public T* Target;
        public int N;
        public int Heads;
        public int Channels;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(N, chunk, numChunks);
            switch (SimdSupport.ForWidth<T>(Channels))
            {
                case SimdLevel.Vector512:
                    Rows<Vector512<T>, Simd512<T>>(begin, end);
                    break;
                case SimdLevel.Vector256:
                    Rows<Vector256<T>, Simd256<T>>(begin, end);
                    break;
                case SimdLevel.Vector128:
                    Rows<Vector128<T>, Simd128<T>>(begin, end);
                    break;
                default:
                    Rows<T, SimdScalar<T>>(begin, end);
                    break;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveOptimization)]
        private readonly void Rows<TVector, TSimd>(int begin, int end) where TVector : struct where TSimd : struct, ISimd<TVector, T>
        {
            for (var row = (long)begin; row < end; row++)
            {
                var z = Z + row * Heads * Channels;
                VectorMath.HeadDots<TVector, T, TSimd>(z, A, S + row * Heads, Heads, Channels);
                VectorMath.HeadDots<TVector, T, TSimd>(z, B, Target + row * Heads, Heads, Channels);
            }
        }
    }

    private struct GradientChunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Z;
        public T* A;
        public T* B;
        public T* GradS;
        public T* GradT;
        public T* GradZ;
        public T* GradA;
        public T* GradB;
        public T* BlockA;
        public T* BlockB;
        public int Heads;
        public int Channels;
        public int N;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(N, chunk, numChunks);
            var (width, partial) = (Heads * Channels, (long)chunk * Heads * Channels);
            for (var row = begin; row < end; row += PartialSums.RowsPerBlock)
            {
                RunRows(row, Math.Min(row + PartialSums.RowsPerBlock, end), partial);
                PartialSums.Drain(BlockA + partial, GradA + partial, width);
                PartialSums.Drain(BlockB + partial, GradB + partial, width);
            }
        }

        private readonly void RunRows(int begin, int end, long partial)
        {
            for (var h = 0; h < Heads; h++)
            {
                var head = new OneHead<T>
                {
                    Z = Z + h * Channels,
                    A = A + h * Channels,
                    B = B + h * Channels,
                    GradS = GradS + h,
                    GradT = GradT + h,
                    GradZ = GradZ + h * Channels,
                    GradA = BlockA + partial + h * Channels,
                    GradB = BlockB + partial + h * Channels,
                    Heads = Heads,
                    Stride = Heads * Channels,
                };
                RowKernel.RunRowsInPlace<OneHead<T>, T>(ref head, begin, end, Channels);
            }
        }
    }

    /// <summary>Adds to all gradients of one head.</summary>
    private struct OneHead<T> : IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* Z;
        public T* A;
        public T* B;
        public T* GradS;
        public T* GradT;
        public T* GradZ;
        public T* GradA;
        public T* GradB;
        public int Heads;
        public int Stride;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public readonly void Invoke<TVector, TSimd, TBlock>(int row, int column)
            where TVector : struct where TSimd : struct, ISimd<TVector, T> where TBlock : struct, IVectorBlock<TBlock, TVector, T>
        {
            var at = (long)row * Stride + column;
            var (gradS, gradT) = (TSimd.Create(GradS[(long)row * Heads]), TSimd.Create(GradT[(long)row * Heads]));
            TBlock.Load(out var gradZ, GradZ + at);
            TBlock.Apply<MultiplyAddOperator>(ref gradZ, gradS, A + column);
            TBlock.Apply<MultiplyAddOperator>(ref gradZ, gradT, B + column);
            TBlock.Store(ref gradZ, GradZ + at);
            TBlock.Load(out var gradA, GradA + column);
            TBlock.Apply<MultiplyAddOperator>(ref gradA, gradS, Z + at);
            TBlock.Store(ref gradA, GradA + column);
            TBlock.Load(out var gradB, GradB + column);
            TBlock.Apply<MultiplyAddOperator>(ref gradB, gradT, Z + at);
            TBlock.Store(ref gradB, GradB + column);
        }
    }
}
