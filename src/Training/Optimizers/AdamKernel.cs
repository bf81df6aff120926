using System.Numerics;
using System.Runtime.CompilerServices;

namespace GraphSeq.Training.Optimizers;

/// <summary>One Adam step over one parameter, in one pass.</summary>
internal static class AdamKernel
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Invoke<T>(Span<T> parameter, ReadOnlySpan<T> gradient, Span<T> mean, Span<T> variance, in AdamStep step)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (beta1, rest1) = (T.CreateTruncating(step.Beta1), T.CreateTruncating(1 - step.Beta1));
        var (beta2, rest2) = (T.CreateTruncating(step.Beta2), T.CreateTruncating(1 - step.Beta2));
        var (stepSize, scale, epsilon) = (T.CreateTruncating(step.StepSize), T.CreateTruncating(step.VarianceScale), T.CreateTruncating(step.Epsilon));
        var (decay, shrink) = (T.CreateTruncating(step.GradientDecay), T.CreateTruncating(step.Shrink));
        var i = 0;
        for (; i <= parameter.Length - Vector<T>.Count; i += Vector<T>.Count)
        {
            var p = new Vector<T>(parameter[i..]);
            var g = new Vector<T>(gradient[i..]) + p * decay;
            var m = new Vector<T>(mean[i..]) * beta1 + g * rest1;
            var v = new Vector<T>(variance[i..]) * beta2 + g * g * rest2;
            m.CopyTo(mean[i..]);
            v.CopyTo(variance[i..]);
            (p * shrink - m * stepSize / (Vector.SquareRoot(v) * scale + new Vector<T>(epsilon))).CopyTo(parameter[i..]);
        }
        for (; i < parameter.Length; i++)
        {
            var g = gradient[i] + parameter[i] * decay;
            mean[i] = mean[i] * beta1 + g * rest1;
            variance[i] = variance[i] * beta2 + g * g * rest2;
            parameter[i] = parameter[i] * shrink - mean[i] * stepSize / (T.Sqrt(variance[i]) * scale + epsilon);
        }
    }
}
