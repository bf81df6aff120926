using System.Runtime.CompilerServices;

namespace GraphSeq.Graph.Kernels.Simd;

/// <summary>Two blocks side by side: a pair of pairs is a block of four vectors.</summary>
internal unsafe struct VectorPair<THalf, TVector, T, TSimd> : IVectorBlock<VectorPair<THalf, TVector, T, TSimd>, TVector, T>
    where THalf : struct, IVectorBlock<THalf, TVector, T> where TVector : struct
    where T : unmanaged where TSimd : struct, ISimd<TVector, T>
{
    private THalf _low;
    private THalf _high;

    public static int Vectors
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => 2 * THalf.Vectors;
    }

    private static int Half
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => THalf.Vectors * TSimd.Count;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(out VectorPair<THalf, TVector, T, TSimd> block, TVector value)
    {
        THalf.Fill(out block._low, value);
        THalf.Fill(out block._high, value);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(out VectorPair<THalf, TVector, T, TSimd> block, T* source)
    {
        THalf.Load(out block._low, source);
        THalf.Load(out block._high, source + Half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref VectorPair<THalf, TVector, T, TSimd> block, T* destination)
    {
        THalf.Store(ref block._low, destination);
        THalf.Store(ref block._high, destination + Half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(ref VectorPair<THalf, TVector, T, TSimd> block, T* destination)
    {
        THalf.StoreStreaming(ref block._low, destination);
        THalf.StoreStreaming(ref block._high, destination + Half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TOperator>(ref VectorPair<THalf, TVector, T, TSimd> block, TVector operand, T* source)
        where TOperator : struct, IVectorOperator
    {
        THalf.Apply<TOperator>(ref block._low, operand, source);
        THalf.Apply<TOperator>(ref block._high, operand, source + Half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ApplyBlock<TOperator>(ref VectorPair<THalf, TVector, T, TSimd> block, TVector operand,
        ref VectorPair<THalf, TVector, T, TSimd> other) where TOperator : struct, IVectorOperator
    {
        THalf.ApplyBlock<TOperator>(ref block._low, operand, ref other._low);
        THalf.ApplyBlock<TOperator>(ref block._high, operand, ref other._high);
    }
}
