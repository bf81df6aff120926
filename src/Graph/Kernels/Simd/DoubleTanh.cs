using System.Runtime.CompilerServices;

namespace GraphSeq.Graph.Kernels.Simd;

/// <summary>The double hyperbolic tangent: <c>x (1 + x^2 P(x^2) / Q(x^2))</c> where x^2 is below <see cref="SmallSquare"/> (the Cephes library's
/// <c>tanh</c>), elsewhere <c>1 - 2 / (e^2x + 1)</c>, which cancels near 0; within 1e-15 of every value, relatively.</summary>
internal static class DoubleTanh
{
    public const double SmallSquare = 0.390625;
    public const double P0 = -1.61468768441708447952e3;
    public const double P1 = -9.92877231001918586564e1;
    public const double P2 = -9.64399179425052238628e-1;
    public const double Q0 = 4.84406305325125486048e3;
    public const double Q1 = 2.23548839060100448583e3;
    public const double Q2 = 1.12811678491631932401e2;

    /// <summary>tanh of one vector of doubles; NaN stays NaN.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Of<TVector, T, TSimd>(TVector x)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T>
    {
        var square = TSimd.Multiply(x, x);
        var p = TSimd.MultiplyAdd(TSimd.MultiplyAdd(Constant(P2), square, Constant(P1)), square, Constant(P0));
        var q = TSimd.MultiplyAdd(TSimd.MultiplyAdd(TSimd.Add(square, Constant(Q2)), square, Constant(Q1)), square, Constant(Q0));
        // Both ways are a factor times 1 plus a quotient, so that one division serves them.
        var isSmall = TSimd.GreaterThan(Constant(SmallSquare), square);
        var numerator = TSimd.Select(isSmall, TSimd.Multiply(square, p), Constant(-2));
        var denominator = TSimd.Select(isSmall, q, TSimd.Add(TSimd.Exp(TSimd.Add(x, x)), TSimd.One));
        return TSimd.Multiply(TSimd.Select(isSmall, x, TSimd.One), TSimd.Add(TSimd.One, TSimd.Divide(numerator, denominator)));

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        static TVector Constant(double value) => TSimd.Create(Unsafe.BitCast<double, T>(value));
    }
}
