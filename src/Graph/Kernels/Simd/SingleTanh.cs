using System.Runtime.CompilerServices;

namespace GraphSeq.Graph.Kernels.Simd;

/// <summary>The float hyperbolic tangent: <c>x P(x^2) / Q(x^2)</c>, both of degree 4 (the Eigen library's), and 1 with x's sign above
/// <see cref="Highest"/>; within 4e-7 of every value, relatively, and never above 1.</summary>
internal static class SingleTanh
{
    public const float Highest = 8.3f;
    public const float P1 = 1.340216100e-1f;
    public const float P2 = 3.520756727e-3f;
    public const float P3 = 2.102733560e-5f;
    public const float P4 = 1.394553628e-8f;
    public const float Q1 = 4.673548340e-1f;
    public const float Q2 = 2.597254514e-2f;
    public const float Q3 = 3.326951409e-4f;
    public const float Q4 = 8.015776984e-7f;

    /// <summary>tanh of one vector of floats; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TVector, T, TSimd>(TVector x)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T>
    {
        var square = TSimd.Multiply(x, x);
        var p = TSimd.MultiplyAdd(Constant(P4), square, Constant(P3));
        var q = TSimd.MultiplyAdd(Constant(Q4), square, Constant(Q3));
        p = TSimd.MultiplyAdd(p, square, Constant(P2));
        q = TSimd.MultiplyAdd(q, square, Constant(Q2));
        p = TSimd.MultiplyAdd(p, square, Constant(P1));
        q = TSimd.MultiplyAdd(q, square, Constant(Q1));
        p = TSimd.Multiply(x, TSimd.MultiplyAdd(p, square, TSimd.One));
        q = TSimd.MultiplyAdd(q, square, TSimd.One);
        var y = TSimd.Select(TSimd.GreaterThan(x, Constant(Highest)), TSimd.One, TSimd.Divide(p, q));
        return TSimd.Select(TSimd.GreaterThan(Constant(-Highest), x), Constant(-1), y);

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TVector Constant(float value) => TSimd.Create(Unsafe.BitCast<float, T>(value));
    }
}
