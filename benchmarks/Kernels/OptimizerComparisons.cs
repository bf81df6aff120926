using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Benchmarks.Kernels;

/// <summary>One optimizer step over twenty parameters, and dropout.</summary>
internal static unsafe class OptimizerComparisons
{
    public static void Run()
    {
        using var scope = NewDisposeScope();
        TorchSharp.Modules.Parameter[] values = [.. Enumerable.Range(0, 20).Select(i => nn.Parameter(i % 2 == 0 ? randn(64, 64) : randn(64)))];
        foreach (var value in values) value.grad = randn_like(value);
        var optimizer = optim.Adam(values);
        AdamParameter<float>[] parameters = [.. values.Select(value => new AdamParameter<float>
        {
            Value = value.Floats(),
            Gradient = value.grad!.Floats(),
            Mean = zeros_like(value).Floats(),
            MeanSquare = zeros_like(value).Floats(),
            Count = value.numel(),
        })];
        var step = 0;
        Stopclock.Compare("Adam step, 20 parameters", () => optimizer.step(),
            () => AdamKernel.Step(parameters, new AdamKernelOptions(1e-3, 0.9, 0.999, 1e-8, 0, false), ++step));
        var (x, y) = (randn(1205, 64), empty(1205, 64));
        Stopclock.Compare("dropout [1205x64]", () => nn.functional.dropout(x, 0.5).Dispose(),
            () => DropoutKernel.Invoke(x.Floats(), y.Floats(), x.numel(), 0.5, 1, 0));
    }
}
