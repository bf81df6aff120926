using System.Numerics;
using System.Runtime.Intrinsics;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class ActivationsTests
{
    private static readonly double[] Magnitudes = [.. Enumerable.Range(0, 62_609).Select(i => Math.Pow(10, -30 + i * 0.0005))];    // 1e-30 … 20

    [Fact]
    public void Tanh_FloatAtEveryLevel_IsWithinAFewUnitsOfTheLastPlace()
    {
        CheckTanh<float, float, SimdScalar<float>>(5e-7);
        CheckTanh<Vector128<float>, float, Simd128<float>>(5e-7);
        CheckTanh<Vector256<float>, float, Simd256<float>>(5e-7);
        CheckTanh<Vector512<float>, float, Simd512<float>>(5e-7);
    }

    [Fact]
    public void Tanh_DoubleAtEveryLevel_IsWithinAFewUnitsOfTheLastPlace()
    {
        CheckTanh<double, double, SimdScalar<double>>(1e-15);
        CheckTanh<Vector128<double>, double, Simd128<double>>(1e-15);
        CheckTanh<Vector256<double>, double, Simd256<double>>(1e-15);
        CheckTanh<Vector512<double>, double, Simd512<double>>(1e-15);
    }

    private static void CheckTanh<TVector, T, TSimd>(double tolerance)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        foreach (var magnitude in Magnitudes)
            foreach (var x in (T[])[T.CreateTruncating(magnitude), T.CreateTruncating(-magnitude)])
            {
                var (expected, actual) = (Math.Tanh(double.CreateTruncating(x)), double.CreateTruncating(Tanh<TVector, T, TSimd>(x)));
                if (!(Math.Abs(actual - expected) <= tolerance * Math.Abs(expected)) || Math.Abs(actual) > 1)
                    Assert.Fail($"{typeof(TSimd).Name}: tanh({x}) is {actual} but must be {expected}");
            }
        Assert.True(T.IsNaN(Tanh<TVector, T, TSimd>(T.NaN)));
        Assert.Equal(T.One, Tanh<TVector, T, TSimd>(T.PositiveInfinity));
        Assert.Equal(-T.One, Tanh<TVector, T, TSimd>(T.NegativeInfinity));
        Assert.True(Tanh<TVector, T, TSimd>(T.Zero) is var zero && T.IsZero(zero) && T.IsPositive(zero));
        Assert.True(Tanh<TVector, T, TSimd>(T.NegativeZero) is var negativeZero && T.IsZero(negativeZero) && T.IsNegative(negativeZero));
    }

    private static T Tanh<TVector, T, TSimd>(T x)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        var lanes = stackalloc T[TSimd.Count];
        TSimd.Store(Activations.Tanh<TVector, T, TSimd>(TSimd.Create(x)), lanes);
        return lanes[TSimd.Count - 1];
    }
}
