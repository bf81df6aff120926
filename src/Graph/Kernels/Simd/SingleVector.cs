using System.Runtime.CompilerServices;

namespace GraphSeq.Graph.Kernels.Simd;

/// <summary>A block of one vector.</summary>
internal unsafe struct SingleVector<TVector, T, TSimd> : IVectorBlock<SingleVector<TVector, T, TSimd>, TVector, T>
    where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T>
{
    private TVector _value;

    public static int Vectors => 1;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Fill(out SingleVector<TVector, T, TSimd> block, TVector value) => block._value = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Load(out SingleVector<TVector, T, TSimd> block, T* source) => block._value = TSimd.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(ref SingleVector<TVector, T, TSimd> block, T* destination) => TSimd.Store(block._value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(ref SingleVector<TVector, T, TSimd> block, T* destination) => TSimd.StoreStreaming(block._value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Apply<TOperator>(ref SingleVector<TVector, T, TSimd> block, TVector operand, T* source)
        where TOperator : struct, IVectorOperator =>
        block._value = TOperator.Invoke<TVector, T, TSimd>(block._value, operand, TSimd.Load(source));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void ApplyBlock<TOperator>(ref SingleVector<TVector, T, TSimd> block, TVector operand,
        ref SingleVector<TVector, T, TSimd> other) where TOperator : struct, IVectorOperator =>
        block._value = TOperator.Invoke<TVector, T, TSimd>(block._value, operand, other._value);
}
