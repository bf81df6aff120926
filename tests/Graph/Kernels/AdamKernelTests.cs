using System.Numerics;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class AdamKernelTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(0.1, false)]
    [InlineData(0.1, true)]
    public void Step_FloatThreeSteps_MatchesTheFormulaInDouble(double weightDecay, bool decoupled) => Check<float>(weightDecay, decoupled, 1e-6);

    [Fact]
    public void Step_DoubleThreeSteps_MatchesTheFormula() => Check<double>(0.1, true, 1e-14);

    [Fact]
    public void Step_AnyNumberOfThreads_GivesTheSameBits() => KernelTest.AssertSameBitsOnAnyThreads(() =>
    {
        var state = new State<float>([100_000, 3, 0, 77_777]);
        state.Step(new AdamKernelOptions(1e-3, 0.9, 0.999, 1e-8, 0, false), 1);
        return state.All;
    });

    [Fact]
    public void Step_NoParameters_DoesNothing() => AdamKernel.Step<float>([], new AdamKernelOptions(1e-3, 0.9, 0.999, 1e-8, 0, false), 1);

    private static void Check<T>(double weightDecay, bool decoupled, double tolerance) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var options = new AdamKernelOptions(0.01, 0.9, 0.99, 1e-6, weightDecay, decoupled);
        KernelTest.AtEveryLevel(level =>
        {
            var state = new State<T>([.. Enumerable.Range(0, 70)]);
            var before = state.All.Select(a => a.Span.ToArray().Select(double.CreateTruncating).ToArray()).ToArray();
            for (var step = 1; step <= 3; step++) state.Step(options, step);
            for (var p = 0; p < state.Count; p++)
            {
                var (value, gradient, mean, square) = (before[4 * p], before[4 * p + 1], before[4 * p + 2], before[4 * p + 3]);
                for (var i = 0; i < value.Length; i++)
                    for (var step = 1; step <= 3; step++)
                    {
                        var g = gradient[i] + (decoupled ? 0 : weightDecay * value[i]);
                        if (decoupled) value[i] *= 1 - 0.01 * weightDecay;
                        mean[i] = 0.9 * mean[i] + 0.1 * g;
                        square[i] = 0.99 * square[i] + 0.01 * g * g;
                        value[i] -= 0.01 * mean[i] / (1 - Math.Pow(0.9, step)) / (Math.Sqrt(square[i] / (1 - Math.Pow(0.99, step))) + 1e-6);
                    }
                KernelTest.AssertClose(value, state.All[4 * p], tolerance, $"value of {value.Length} at {level}");
                KernelTest.AssertClose(mean, state.All[4 * p + 2], tolerance, $"mean of {value.Length} at {level}");
                KernelTest.AssertClose(square, state.All[4 * p + 3], tolerance, $"square of {value.Length} at {level}");
            }
        });
    }

    private sealed class State<T>(int[] counts) where T : unmanaged, IFloatingPointIeee754<T>
    {
        public int Count { get; } = counts.Length;

        public PinnedArray<T>[] All { get; } = [.. from p in Enumerable.Range(0, counts.Length) from part in Enumerable.Range(0, 4)
                                                   select part < 2 ? PinnedArray.Random<T>(counts[p], 4 * p + part) : new PinnedArray<T>(counts[p])];

        public void Step(AdamKernelOptions options, long step)
        {
            var parameters = new AdamParameter<T>[Count];
            for (var p = 0; p < Count; p++)
            {
                parameters[p] = new AdamParameter<T>
                {
                    Value = All[4 * p],
                    Gradient = All[4 * p + 1],
                    Mean = All[4 * p + 2],
                    MeanSquare = All[4 * p + 3],
                    Count = All[4 * p].Length,
                };
            }
            AdamKernel.Step<T>(parameters, options, step);
        }
    }
}
