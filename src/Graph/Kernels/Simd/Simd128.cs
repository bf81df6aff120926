using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace GraphSeq.Graph.Kernels.Simd;

/// <summary>128-bit vectors of float or double.</summary>
internal readonly unsafe struct Simd128<T> : ISimd<Vector128<T>, T> where T : unmanaged, IFloatingPointIeee754<T>
{
    public static int Count => Vector128<T>.Count;

    public static Vector128<T> Zero => Vector128<T>.Zero;

    public static Vector128<T> One => Vector128<T>.One;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Create(T value) => Vector128.Create(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Load(T* source) => Vector128.Load(source);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Store(Vector128<T> value, T* destination) => Vector128.Store(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreStreaming(Vector128<T> value, T* destination) => Vector128.StoreAlignedNonTemporal(value, destination);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Add(Vector128<T> a, Vector128<T> b) => a + b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Subtract(Vector128<T> a, Vector128<T> b) => a - b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Multiply(Vector128<T> a, Vector128<T> b) => a * b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Divide(Vector128<T> a, Vector128<T> b) => a / b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> MultiplyAdd(Vector128<T> a, Vector128<T> b, Vector128<T> c) =>
        typeof(T) == typeof(float)
            ? Vector128.MultiplyAddEstimate(a.AsSingle(), b.AsSingle(), c.AsSingle()).As<float, T>()
            : Vector128.MultiplyAddEstimate(a.AsDouble(), b.AsDouble(), c.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Sqrt(Vector128<T> value) => Vector128.Sqrt(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Exp(Vector128<T> value) =>
        typeof(T) == typeof(float)
            ? ExpSingle(value.AsSingle()).As<float, T>()
            : Vector128.Exp(value.AsDouble()).As<double, T>();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> GreaterThan(Vector128<T> a, Vector128<T> b) => Vector128.GreaterThan(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> IsNaN(Vector128<T> value) => ~Vector128.Equals(value, value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Equal(Vector128<T> a, Vector128<T> b) => Vector128.Equals(a, b);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> And(Vector128<T> a, Vector128<T> b) => a & b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> AndNot(Vector128<T> value, Vector128<T> mask) => Vector128.AndNot(value, mask);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Or(Vector128<T> a, Vector128<T> b) => a | b;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<T> Select(Vector128<T> mask, Vector128<T> ifSet, Vector128<T> ifClear) =>
        Vector128.ConditionalSelect(mask, ifSet, ifClear);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Sum(Vector128<T> value) => Vector128.Sum(value);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StoreSums(Vector128<T> a, Vector128<T> b, Vector128<T> c, Vector128<T> d, T* destination)
    {
        if (typeof(T) == typeof(float) && Sse.IsSupported)
        {
            var (ab, cd) = (SumsOfTwo(a.AsSingle(), b.AsSingle()), SumsOfTwo(c.AsSingle(), d.AsSingle()));
            Vector128.Store(Sse.MoveLowToHigh(ab, cd) + Sse.MoveHighToLow(cd, ab), (float*)destination);
            return;
        }
        (destination[0], destination[1], destination[2], destination[3]) = (Sum(a), Sum(b), Sum(c), Sum(d));
    }

    /// <summary>Half the sum of each: (a0 + a2, b0 + b2, a1 + a3, b1 + b3).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> SumsOfTwo(Vector128<float> a, Vector128<float> b) => Sse.UnpackLow(a, b) + Sse.UnpackHigh(a, b);

    /// <summary>2^n times a polynomial of the rest, coefficients and reduction as in <see cref="SingleExp"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ExpSingle(Vector128<float> x)
    {
        var clamped = Vector128.MinNative(Vector128.MaxNative(x, Vector128.Create(SingleExp.Lowest)), Vector128.Create(SingleExp.Highest));
        var n = Vector128.Round(clamped * Vector128.Create(SingleExp.Log2OfE));
        var r = Vector128.MultiplyAddEstimate(n, Vector128.Create(-SingleExp.Ln2High), clamped);
        r = Vector128.MultiplyAddEstimate(n, Vector128.Create(-SingleExp.Ln2Low), r);
        var p = Vector128.Create(SingleExp.C5);
        p = Vector128.MultiplyAddEstimate(p, r, Vector128.Create(SingleExp.C4));
        p = Vector128.MultiplyAddEstimate(p, r, Vector128.Create(SingleExp.C3));
        p = Vector128.MultiplyAddEstimate(p, r, Vector128.Create(SingleExp.C2));
        p = Vector128.MultiplyAddEstimate(p, r, Vector128.Create(SingleExp.C1));
        p = Vector128.MultiplyAddEstimate(p, r, Vector128.Create(SingleExp.C0));
        p = Vector128.MultiplyAddEstimate(p, r * r, r) + Vector128<float>.One;
        var powerOfTwo = Vector128.ShiftLeft(Vector128.ConvertToInt32Native(n) + Vector128.Create(SingleExp.Bias), SingleExp.MantissaBits).AsSingle();
        var result = p * powerOfTwo;
        result = Vector128.AndNot(result, Vector128.LessThan(x, Vector128.Create(SingleExp.Lowest)));
        result = Vector128.ConditionalSelect(Vector128.GreaterThan(x, Vector128.Create(SingleExp.Highest)),
            Vector128.Create(float.PositiveInfinity), result);
        return Vector128.ConditionalSelect(Vector128.Equals(x, x), result, x);
    }
}
