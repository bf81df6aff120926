using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Kernels;

/// <summary>Loops over contiguous values that several kernels share.</summary>
internal static unsafe class VectorMath
{
    /// <summary>Sum of products; four vectors at a time, then one, then single values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static T Dot<TVector, T, TSimd>(T* a, T* b, int count)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        var i = 0;
        var sum0 = TSimd.Zero;
        if (count >= 4 * TSimd.Count)
        {
            var (sum1, sum2, sum3) = (TSimd.Zero, TSimd.Zero, TSimd.Zero);
            for (; i + 4 * TSimd.Count <= count; i += 4 * TSimd.Count)
            {
                sum0 = TSimd.MultiplyAdd(TSimd.Load(a + i), TSimd.Load(b + i), sum0);
                sum1 = TSimd.MultiplyAdd(TSimd.Load(a + i + TSimd.Count), TSimd.Load(b + i + TSimd.Count), sum1);
                sum2 = TSimd.MultiplyAdd(TSimd.Load(a + i + 2 * TSimd.Count), TSimd.Load(b + i + 2 * TSimd.Count), sum2);
                sum3 = TSimd.MultiplyAdd(TSimd.Load(a + i + 3 * TSimd.Count), TSimd.Load(b + i + 3 * TSimd.Count), sum3);
            }
            sum0 = TSimd.Add(TSimd.Add(sum0, sum1), TSimd.Add(sum2, sum3));
        }
        for (; i + TSimd.Count <= count; i += TSimd.Count) sum0 = TSimd.MultiplyAdd(TSimd.Load(a + i), TSimd.Load(b + i), sum0);
        var sum = TSimd.Sum(sum0);
        for (; i < count; i++) sum = T.MultiplyAddEstimate(a[i], b[i], sum);
        return sum;
    }

    /// <summary>A dot product per head, <c>dot[h] = a[h, :] . b[h, :]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void HeadDots<TVector, T, TSimd>(T* a, T* b, T* dot, int heads, int channels)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        var head = 0;
        for (; channels == TSimd.Count && head + 4 <= heads; head += 4)
        {
            TSimd.StoreSums(
                TSimd.Multiply(TSimd.Load(a), TSimd.Load(b)), TSimd.Multiply(TSimd.Load(a + channels), TSimd.Load(b + channels)),
                TSimd.Multiply(TSimd.Load(a + 2 * channels), TSimd.Load(b + 2 * channels)),
                TSimd.Multiply(TSimd.Load(a + 3 * channels), TSimd.Load(b + 3 * channels)), dot + head);
            a += 4 * channels;
            b += 4 * channels;
        }
        for (; head < heads; head++)
        {
            dot[head] = Dot<TVector, T, TSimd>(a, b, channels);
            a += channels;
            b += channels;
        }
    }

    /// <summary><c>values[i] = e^values[i]</c>; a value's result does not depend on where it stands.</summary>
    public static void ExpInPlace<T>(T* values, long count) where T : unmanaged, IFloatingPointIeee754<T>
    {
        switch (SimdSupport.Widest)
        {
            case SimdLevel.Vector512:
                ExpInPlace<Vector512<T>, T, Simd512<T>>(values, count);
                break;
            case SimdLevel.Vector256:
                ExpInPlace<Vector256<T>, T, Simd256<T>>(values, count);
                break;
            case SimdLevel.Vector128:
                ExpInPlace<Vector128<T>, T, Simd128<T>>(values, count);
                break;
            default:
                ExpInPlace<T, T, SimdScalar<T>>(values, count);
                break;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void ExpInPlace<TVector, T, TSimd>(T* values, long count)
        where TVector : struct where T : unmanaged, IFloatingPointIeee754<T> where TSimd : struct, ISimd<TVector, T>
    {
        var i = 0L;
        for (; i + TSimd.Count <= count; i += TSimd.Count) TSimd.Store(TSimd.Exp(TSimd.Load(values + i)), values + i);
        if (i == count) return;
        var padded = stackalloc T[TSimd.Count];
        var rest = new Span<T>(values + i, (int)(count - i));
        new Span<T>(padded, TSimd.Count).Clear();
        rest.CopyTo(new Span<T>(padded, TSimd.Count));
        TSimd.Store(TSimd.Exp(TSimd.Load(padded)), padded);
        new Span<T>(padded, rest.Length).CopyTo(rest);
    }
}
