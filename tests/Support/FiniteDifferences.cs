using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

/// <summary>Holds gradients against central differences in float64.</summary>
internal static class FiniteDifferences
{
    private const double Step = 1e-6;

    /// <summary>Every element of every parameter of <paramref name="module"/> and of every input.</summary>
    /// <param name="module">Converted to float64 in place; null for a function without parameters.</param>
    /// <param name="forward">Reads the inputs' current values and returns any number of outputs; must be deterministic.</param>
    /// <param name="inputs">Float64 leaves; they are made to require gradients.</param>
    /// <param name="tolerance">Of the tensor's largest gradient, or absolute where that is below 1.</param>
    public static void Check(nn.Module? module, Func<IReadOnlyList<Tensor>> forward, IEnumerable<(string Name, Tensor Value)> inputs,
        double tolerance = 1e-7)
    {
        using var scope = NewDisposeScope();
        module?.to(ScalarType.Float64);
        var leaves = inputs.Select(input => (input.Name, Value: input.Value.requires_grad_(true)))
            .Concat(module?.named_parameters().Select(entry => (Name: entry.name, Value: (Tensor)entry.parameter)) ?? []).ToList();
        foreach (var (name, value) in leaves) Assert.True(value.dtype == ScalarType.Float64, $"{name} must be float64.");

        var weights = LossWeights(forward);
        foreach (var (_, value) in leaves) value.grad = null;
        Loss(forward(), weights).backward();
        foreach (var (name, value) in leaves)
        {
            var numeric = Numeric(value, () => Loss(forward(), weights));
            var allowed = tolerance * Math.Max(1, TensorAssert.LargestMagnitude(numeric));
            TensorAssert.Close(value.grad ?? zeros_like(value), numeric, allowed, $"gradient of {name}");
        }
    }

    /// <summary>As above, for one output.</summary>
    public static void Check(nn.Module? module, Func<Tensor> forward, params (string Name, Tensor Value)[] inputs) =>
        Check(module, () => [forward()], inputs);

    private static Tensor Numeric(Tensor leaf, Func<Tensor> loss)
    {
        using var guard = no_grad();
        var numeric = zeros(leaf.numel(), ScalarType.Float64);
        var flat = leaf.view(-1);
        for (long i = 0; i < leaf.numel(); i++)
        {
            using var scope = NewDisposeScope();
            var original = flat[i].item<double>();
            flat[i] = original + Step;
            var above = loss().item<double>();
            flat[i] = original - Step;
            var below = loss().item<double>();
            flat[i] = original;
            numeric[i] = (above - below) / (2 * Step);
        }
        return numeric.reshape(leaf.shape);
    }

    private static List<Tensor> LossWeights(Func<IReadOnlyList<Tensor>> forward)
    {
        using var generator = new Generator(20240101);
        return forward().Select(output => randn(output.shape, ScalarType.Float64, generator: generator)).ToList();
    }

    private static Tensor Loss(IReadOnlyList<Tensor> outputs, List<Tensor> weights)
    {
        var loss = zeros([], ScalarType.Float64);
        foreach (var (output, weight) in outputs.Zip(weights)) loss += (output * weight).sum();
        return loss;
    }
}
