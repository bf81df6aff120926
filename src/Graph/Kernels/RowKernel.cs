using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Runs an <see cref="IRowKernel{T}"/>: picks the vector width, cuts rows into chunks for the team and columns into blocks.</summary>
internal static unsafe class RowKernel
{
    /// <summary>Runs over all rows of a compressed sparse matrix, chunks balanced by entries.</summary>
    /// <param name="kernel">The kernel; every chunk sees this one instance.</param>
    /// <param name="rowPtr">Offsets of the rows, <c>[numRows + 1]</c>.</param>
    /// <param name="numRows">Number of rows.</param>
    /// <param name="width">Columns of the output.</param>
    public static void Run<TKernel, T>(ref TKernel kernel, int* rowPtr, int numRows, int width)
        where TKernel : unmanaged, IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (numRows == 0 || width == 0) return;
        var work = ((long)rowPtr[numRows] - rowPtr[0] + numRows) * width;
        fixed (TKernel* pinned = &kernel)
        {
            var body = new Chunks<TKernel, T> { Kernel = pinned, RowPtr = rowPtr, NumRows = numRows, Width = width };
            ThreadTeam.Run(ref body, Partition.ChunkCount(work));
        }
    }

    /// <summary>Runs over rows that cost the same.</summary>
    /// <param name="kernel">The kernel; every chunk sees this one instance.</param>
    /// <param name="numRows">Number of rows.</param>
    /// <param name="width">Columns of the output.</param>
    /// <param name="work">Elementary operations of all rows.</param>
    public static void RunEven<TKernel, T>(ref TKernel kernel, int numRows, int width, long work)
        where TKernel : unmanaged, IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        if (numRows == 0 || width == 0) return;
        fixed (TKernel* pinned = &kernel)
        {
            var body = new EvenChunks<TKernel, T> { Kernel = pinned, NumRows = numRows, Width = width };
            ThreadTeam.Run(ref body, Math.Min(Partition.ChunkCount(work), numRows));
        }
    }

    /// <summary>Runs over the rows <c>[begin, end)</c> on the calling thread: for kernels that are chunks already.</summary>
    public static void RunRows<TKernel, T>(ref TKernel kernel, int begin, int end, int width)
        where TKernel : unmanaged, IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T> =>
        Columns<TKernel, T>(ref kernel, begin, end, 0, width);

    /// <summary>As <see cref="RunRows"/>, with blocks that never overlap: for kernels that read what they overwrite. The columns that do not fill
    /// a vector go through narrower ones.</summary>
    public static void RunRowsInPlace<TKernel, T>(ref TKernel kernel, int begin, int end, int width)
        where TKernel : unmanaged, IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        for (var column = 0; column < width;)
        {
            var lanes = Math.Max(1, (int)SimdSupport.ForWidth<T>(width - column) / (8 * sizeof(T)));
            var whole = (width - column) / lanes * lanes;
            Columns<TKernel, T>(ref kernel, begin, end, column, column + whole);
            column += whole;
        }
    }

    private static void Columns<TKernel, T>(ref TKernel kernel, int begin, int end, int columnBegin, int columnEnd)
        where TKernel : unmanaged, IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (SimdSupport.ForWidth<T>(columnEnd - columnBegin))
        {
            case SimdLevel.Vector512:
                Rows<TKernel, Vector512<T>, T, Simd512<T>>(ref kernel, begin, end, columnBegin, columnEnd);
                break;
            case SimdLevel.Vector256:
                Rows<TKernel, Vector256<T>, T, Simd256<T>>(ref kernel, begin, end, columnBegin, columnEnd);
                break;
            case SimdLevel.Vector128:
                Rows<TKernel, Vector128<T>, T, Simd128<T>>(ref kernel, begin, end, columnBegin, columnEnd);
                break;
            default:
                Rows<TKernel, T, T, SimdScalar<T>>(ref kernel, begin, end, columnBegin, columnEnd);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization | MethodImplOptions.NoInlining)]
    private static void Rows<TKernel, TVector, T, TSimd>(ref TKernel kernel, int begin, int end, int columnBegin, int columnEnd)
        where TKernel : unmanaged, IRowKernel<T> where TVector : struct
        where T : unmanaged, IFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        var local = kernel;
        for (var row = begin; row < end; row++)
        {
            var column = columnBegin;
            for (; column + 8 * TSimd.Count <= columnEnd; column += 8 * TSimd.Count)
                local.Invoke<TVector, TSimd, VectorPair<VectorPair<VectorPair<SingleVector<TVector, T, TSimd>, TVector, T, TSimd>,
                    TVector, T, TSimd>, TVector, T, TSimd>>(row, column);
            for (; column + 4 * TSimd.Count <= columnEnd; column += 4 * TSimd.Count)
                local.Invoke<TVector, TSimd, VectorPair<VectorPair<SingleVector<TVector, T, TSimd>, TVector, T, TSimd>,
                    TVector, T, TSimd>>(row, column);
            for (; column + 2 * TSimd.Count <= columnEnd; column += 2 * TSimd.Count)
                local.Invoke<TVector, TSimd, VectorPair<SingleVector<TVector, T, TSimd>, TVector, T, TSimd>>(row, column);
            for (; column < columnEnd; column += TSimd.Count)
                local.Invoke<TVector, TSimd, SingleVector<TVector, T, TSimd>>(row, Math.Min(column, columnEnd - TSimd.Count));
        }
    }

    private struct Chunks<TKernel, T> : IChunkBody
        where TKernel : unmanaged, IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public TKernel* Kernel;
        public int* RowPtr;
        public int NumRows;
        public int Width;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.EdgeBalanced(RowPtr, NumRows, chunk, numChunks);
            RunRows<TKernel, T>(ref *Kernel, begin, end, Width);
        }
    }

    private struct EvenChunks<TKernel, T> : IChunkBody
        where TKernel : unmanaged, IRowKernel<T> where T : unmanaged, IFloatingPointIeee754<T>
    {
        public TKernel* Kernel;
        public int NumRows;
        public int Width;

        public readonly void Invoke(int chunk, int numChunks)
        {
            var (begin, end) = Partition.Even(NumRows, chunk, numChunks);
            RunRows<TKernel, T>(ref *Kernel, begin, end, Width);
        }
    }
}
