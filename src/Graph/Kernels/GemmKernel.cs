using System.Numerics;
using System.Runtime.CompilerServices;

namespace GraphSeq.Graph.Kernels;

/// <summary>Dense products of tall, thin matrices, row-major and contiguous: n is large, the other sizes are layer widths.</summary>
internal static unsafe class GemmKernel
{
    /// <summary>Rows whose products are summed before the next rows are read: what they need stays in the first cache.</summary>
    private const int GradientRows = 96;

    /// <summary>Rows whose products are summed by themselves in a weight's gradient: those of MKL, so that float32 gives libtorch's bits.</summary>
    private const int SummedRows = 192;

    /// <summary>Columns of G that, over the summed rows, stay in the first cache.</summary>
    private const int PanelColumns = 32;

    /// <summary>Columns that fill the widest vectors of float; D is made transposed where only its rows do.</summary>
    private const int WholeVectors = 16;

    /// <summary>Multiply-adds that cost as much as one elementary operation of <see cref="Partition"/>: they come in vectors without memory
    /// traffic.</summary>
    private const int ProductsPerOperation = 8;

    /// <summary><c>C[n, m] = A[n, k] B[k, m]</c>, then bias and ReLU.</summary>
    /// <param name="a">A, <c>[n, k]</c>.</param>
    /// <param name="b">B, <c>[k, m]</c>.</param>
    /// <param name="c">C, <c>[n, m]</c>; may overlap neither A nor B.</param>
    /// <param name="n">Rows of A and C.</param>
    /// <param name="k">Columns of A.</param>
    /// <param name="m">Columns of C.</param>
    /// <param name="after">Bias, ReLU, and whether C's old values are added to.</param>
    public static void Multiply<T>(T* a, T* b, T* c, int n, int k, int m, GemmEpilogue<T> after = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (n == 0 || m == 0) return;
        var body = new RowChunks<T> { A = a, B = b, C = c, N = n, K = k, M = m, After = after };
        ThreadTeam.Run(ref body, Partition.ChunkCount(((long)n * k * m + (long)n * m) / ProductsPerOperation));
    }

    /// <summary><c>C[n, m] = A[n, k] B^T</c> with B stored <c>[m, k]</c>, as a linear layer keeps its weight.</summary>
    /// <param name="a">A, <c>[n, k]</c>.</param>
    /// <param name="b">B, <c>[m, k]</c>.</param>
    /// <param name="c">C, <c>[n, m]</c>; may overlap neither A nor B.</param>
    /// <param name="n">Rows of A and C.</param>
    /// <param name="k">Columns of A and B.</param>
    /// <param name="m">Rows of B, columns of C.</param>
    /// <param name="after">Bias, ReLU, and whether C's old values are added to.</param>
    public static void MultiplyTransposed<T>(T* a, T* b, T* c, int n, int k, int m, GemmEpilogue<T> after = default)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var transposed = new Scratch<T>((long)k * m);
        Transpose(b, transposed.Pointer, m, k);
        Multiply(a, transposed.Pointer, c, n, k, m, after);
    }

    /// <summary><c>D[k, m] = A^T G</c> for A <c>[n, k]</c> and G <c>[n, m]</c>: the gradient of a weight, of <c>[in, out]</c> with A the input and
    /// G the output's gradient, of <c>[out, in]</c> with the two exchanged.</summary>
    /// <remarks>Rows are summed in blocks of <see cref="SummedRows"/>, and the blocks' sums added in their order; threads share out the rows of D.</remarks>
    /// <param name="a">A, <c>[n, k]</c>.</param>
    /// <param name="g">G, <c>[n, m]</c>.</param>
    /// <param name="d">D, <c>[k, m]</c>; overwritten.</param>
    /// <param name="n">Rows of A and G.</param>
    /// <param name="k">Columns of A, rows of D.</param>
    /// <param name="m">Columns of G and D.</param>
    public static void WeightGradient<T>(T* a, T* g, T* d, int n, int k, int m) where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (k == 0 || m == 0) return;
        if (m % WholeVectors != 0 && k % WholeVectors == 0)
        {
            using var transposed = new Scratch<T>((long)k * m);
            WeightGradient(g, a, transposed.Pointer, n, m, k);
            Transpose(transposed.Pointer, d, m, k);
            return;
        }
        var body = new GradientChunks<T> { A = a, G = g, D = d, N = n, K = k, M = m };
        // Every chunk reads all rows, so there is one for each thread; how D is cut changes no sum.
        var numTiles = (k + GemmCore.TileRows - 1) / GemmCore.TileRows;
        ThreadTeam.Run(ref body, Math.Min(Partition.ChunkCount((long)n * k * m / ProductsPerOperation), Math.Min(numTiles, ThreadTeam.NumThreads)));
    }

    /// <summary>Rows <c>[begin, end)</c> of <see cref="WeightGradient"/> on the calling thread, added to <paramref name="d"/>.</summary>
    public static void AddWeightGradient<T>(T* a, int aStride, T* g, int gStride, T* d, int dStride, int begin, int end, int k, int m)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var row = begin; row < end; row += GradientRows)
        {
            GemmCore.Multiply(k, m, Math.Min(GradientRows, end - row), a + (long)row * aStride, 1, aStride, g + (long)row * gStride, gStride,
                d, dStride, new GemmEpilogue<T> { Accumulate = true });
        }
    }

    /// <summary><c>destination[c, r] = source[r, c]</c>, in blocks that keep both sides in the cache.</summary>
    /// <param name="source">Rows, <c>[rows, columns]</c>.</param>
    /// <param name="destination">Result, <c>[columns, rows]</c>.</param>
    /// <param name="rows">Rows of the source.</param>
    /// <param name="columns">Columns of the source.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Transpose<T>(T* source, T* destination, int rows, int columns) where T : unmanaged
    {
        const int Block = 16;
        for (var rowBlock = 0; rowBlock < rows; rowBlock += Block)
        {
            var rowEnd = Math.Min(rowBlock + Block, rows);
            for (var column = 0; column < columns; column++)
                for (var row = rowBlock; row < rowEnd; row++) destination[(long)column * rows + row] = source[(long)row * columns + column];
        }
    }

    /// <summary><c>destination[c, b, a] = source[a, b, c]</c>.</summary>
    /// <param name="source">Values, <c>[first, second, third]</c>.</param>
    /// <param name="destination">Result, <c>[third, second, first]</c>.</param>
    /// <param name="first">Slowest size of the source.</param>
    /// <param name="second">The size that stays in the middle.</param>
    /// <param name="third">Fastest size of the source.</param>
    public static void Transpose<T>(T* source, T* destination, int first, int second, int third) where T : unmanaged
    {
        for (var a = 0; a < first; a++)
            for (var b = 0; b < second; b++)
                for (var c = 0; c < third; c++)
                    destination[((long)c * second + b) * first + a] = source[((long)a * second + b) * third + c];
    }

    private struct RowChunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* A;
        public T* B;
        public T* C;
        public int N;
        public int K;
        public int M;
        public GemmEpilogue<T> After;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(N, chunk, numChunks, GemmCore.TileRows);
            GemmCore.Multiply(end - begin, M, K, A + (long)begin * K, K, 1, B, M, C + (long)begin * M, M, After);
        }
    }

    private struct GradientChunks<T> : IChunkBody where T : unmanaged, IFloatingPointIeee754<T>
    {
        public T* A;
        public T* G;
        public T* D;
        public int N;
        public int K;
        public int M;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(K, chunk, numChunks, 2);
            new Span<T>(D + (long)begin * M, (end - begin) * M).Clear();
            for (var row = 0; row < N; row += SummedRows)
                for (var column = 0; column < M; column += PanelColumns)
                    GemmCore.Multiply(end - begin, Math.Min(PanelColumns, M - column), Math.Min(SummedRows, N - row), A + (long)row * K + begin, 1, K,
                        G + (long)row * M + column, M, D + (long)begin * M + column, M, new GemmEpilogue<T> { Accumulate = true });
        }
    }
}
