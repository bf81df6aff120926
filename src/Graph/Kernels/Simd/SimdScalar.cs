using System.Numerics;
using System.Runtime.CompilerServices;

namespace GraphSeq.Graph.Kernels.Simd;

/// <summary>One lane: the scalar reference for any floating-point type, and the way through a row that is narrower than a vector.</summary>
internal readonly unsafe struct SimdScalar<T> : ISimd<T, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => 1;

    public static T Zero => T.Zero;

    public static T One => T.One;

    public static T Create(T value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Load(T* source) => *source;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(T value, T* destination) => *destination = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(T value, T* destination) => *destination = value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Add(T a, T b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Subtract(T a, T b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Multiply(T a, T b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Divide(T a, T b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T MultiplyAdd(T a, T b, T c) => T.MultiplyAddEstimate(a, b, c);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sqrt(T value) => T.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Exp(T value) => T.Exp(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T GreaterThan(T a, T b) => a > b ? FromBits(-1) : T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T IsNaN(T value) => T.IsNaN(value) ? FromBits(-1) : T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Equal(T a, T b) => a == b ? FromBits(-1) : T.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T And(T a, T b) => FromBits(ToBits(a) & ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T AndNot(T value, T mask) => FromBits(ToBits(value) & ~ToBits(mask));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Or(T a, T b) => FromBits(ToBits(a) | ToBits(b));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Select(T mask, T ifSet, T ifClear) => ToBits(mask) != 0 ? ifSet : ifClear;

    public static T Sum(T value) => value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(T a, T b, T c, T d, T* destination) => (destination[0], destination[1], destination[2], destination[3]) = (a, b, c, d);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long ToBits(T value) =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<T, int>(value) : Unsafe.BitCast<T, long>(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T FromBits(long bits) =>
        typeof(T) == typeof(float) ? Unsafe.BitCast<int, T>((int)bits) : Unsafe.BitCast<long, T>(bits);
}
