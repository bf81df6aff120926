using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>A kernel that makes rows of output independently of one another, a block of neighbouring columns at a time.</summary>
/// <remarks><see cref="RowKernel"/> cuts the rows into chunks and the columns into blocks. The last block of a row may overlap the one before it,
/// so a block is a function of the input alone: it overwrites its output and never reads it.</remarks>
internal interface IRowKernel<T> where T : unmanaged
{
    /// <summary>Makes the columns from <paramref name="column"/> on, as many as <typeparamref name="TBlock"/> holds, of one row.</summary>
    void Invoke<TVector, TSimd, TBlock>(int row, int column)
        where TVector : struct
        where TSimd : struct, ISimd<TVector, T>
        where TBlock : struct, IVectorBlock<TBlock, TVector, T>;
}
