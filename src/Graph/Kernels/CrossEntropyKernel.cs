using System.Numerics;

namespace GraphSeq.Graph.Kernels;

/// <summary>Mean cross-entropy of class scores, with label smoothing as PyTorch does it, and its gradient in the same pass.</summary>
internal static unsafe class CrossEntropyKernel
{
    /// <summary><c>-mean over rows of sum over c of q_c log softmax(z)_c</c>, <c>q_c = (1 - s) [c = target] + s / K</c>.</summary>
    /// <param name="scores">z, <c>[rows, classes]</c>.</param>
    /// <param name="targets">Class of each row, in <c>[0, classes)</c>.</param>
    /// <param name="gradient">Result, <c>[rows, classes]</c>: <c>(softmax(z) - q) / rows</c>; may be <paramref name="scores"/>.</param>
    /// <param name="rows">Number of rows.</param>
    /// <param name="classes">Number of classes, K.</param>
    /// <param name="smoothing">s.</param>
    /// <returns>The loss, summed in double precision; NaN without rows.</returns>
    public static double Invoke<T>(T* scores, long* targets, T* gradient, int rows, int classes, double smoothing)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var sum = 0.0;
        for (var row = 0; row < rows; row++)
        {
            T* z = scores + (long)row * classes, g = gradient + (long)row * classes;
            var largest = z[0];
            for (var c = 1; c < classes; c++) largest = T.Max(largest, z[c]);
            var (powers, total) = (0.0, 0.0);
            for (var c = 0; c < classes; c++)
            {
                var shifted = double.CreateTruncating(z[c] - largest);
                powers += Math.Exp(shifted);
                total += shifted;
            }
            var logPowers = Math.Log(powers);
            var ofTarget = double.CreateTruncating(z[targets[row]] - largest);
            sum += logPowers - (1 - smoothing) * ofTarget - smoothing / classes * total;
            for (var c = 0; c < classes; c++)
            {
                var share = Math.Exp(double.CreateTruncating(z[c] - largest)) / powers;
                var wanted = smoothing / classes + (c == targets[row] ? 1 - smoothing : 0);
                g[c] = T.CreateTruncating((share - wanted) / rows);
            }
        }
        return sum / rows;
    }
}
