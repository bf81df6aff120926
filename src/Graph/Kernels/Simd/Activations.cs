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

    /// <summary>The hyperbolic tangent, as accurate near 0 as elsewhere: <see cref="SingleTanh"/>, <see cref="DoubleTanh"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Tanh<TVector, T, TSimd>(TVector x)
        where TVector : struct where T : unmanaged where TSimd : struct, ISimd<TVector, T> =>
        typeof(T) == typeof(float) ? SingleTanh.Of<TVector, T, TSimd>(x) : DoubleTanh.Of<TVector, T, TSimd>(x);

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
