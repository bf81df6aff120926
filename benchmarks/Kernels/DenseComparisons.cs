using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Kernels;

/// <summary>Products of tall, thin matrices, as the linear part of a graph layer needs them.</summary>
internal static unsafe class DenseComparisons
{
    public static void Run()
    {
        foreach (var (n, k, m) in ((int, int, int)[])[(1205, 21, 64), (1205, 64, 64), (8435, 192, 256), (100_000, 64, 64)]) Compare(n, k, m);
    }

    private static void Compare(int n, int k, int m)
    {
        using var scope = NewDisposeScope();
        var (a, weight, bias) = (randn(n, k), randn(m, k), randn(m));
        var (c, g, d) = (empty(n, m), randn(n, m), empty(m, k));
        var name = $"[{n}x{k}]x[{k}x{m}]";
        Stopclock.Compare($"linear + bias + relu {name}", () => nn.functional.linear(a, weight, bias).relu_().Dispose(),
            () => GemmKernel.MultiplyTransposed(a.Floats(), weight.Floats(), c.Floats(), n, k, m, new() { Bias = bias.Floats(), Relu = true }));
        Stopclock.Compare($"weight gradient {name}", () => g.t().mm(a).Dispose(),
            () => GemmKernel.WeightGradient(g.Floats(), a.Floats(), d.Floats(), n, m, k));
    }
}
