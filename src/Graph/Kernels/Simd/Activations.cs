using System.Runtime.CompilerServices;

namespace GraphSeq.Graph.Kernels.Simd;

/// <summary>Activation functions of one vector.</summary>
internal static class Activations
{
    /// <summary><c>1 / (1 + e^-x)</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Sigmoid<TVector, T, TSimd>(TVector x)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Divide(TSimd.One, TSimd.Add(TSimd.One, TSimd.Exp(TSimd.Subtract(TSimd.Zero, x))));

    /// <summary><c>1 - 2 / (e^2x + 1)</c>: right to two units in the last place of 1, so that values near 0 keep fewer digits of their own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh<TVector, T, TSimd>(TVector x)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T>
    {
        var two = TSimd.Add(TSimd.One, TSimd.One);
        return TSimd.Subtract(TSimd.One, TSimd.Divide(two, TSimd.Add(TSimd.Exp(TSimd.Add(x, x)), TSimd.One)));
    }

    /// <summary><c>grad * y * (1 - y)</c>, y being the sigmoid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector SigmoidGradient<TVector, T, TSimd>(TVector grad, TVector y)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Multiply(grad, TSimd.Multiply(y, TSimd.Subtract(TSimd.One, y)));

    /// <summary><c>grad * (1 - y^2)</c>, y being the hyperbolic tangent.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector TanhGradient<TVector, T, TSimd>(TVector grad, TVector y)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        TSimd.Multiply(grad, TSimd.Subtract(TSimd.One, TSimd.Multiply(y, y)));
}
