using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

/// <summary>Runs one golden case through our code: state in, forward, values, backward, gradients, buffers.</summary>
internal static class GoldenRunner
{
    /// <summary>For a layer or function with one output.</summary>
    public static void Check(GoldenCase golden, nn.Module? module, Func<Tensor> forward,
        Func<string, string>? key = null, ScalarType dtype = ScalarType.Float32) =>
        Check(golden, module, () => new Dictionary<string, Tensor> { [golden.Outputs.Keys.FirstOrDefault("out")] = forward() }, key, dtype);

    /// <summary>Loads the state dict, runs <paramref name="forward"/> in the mode the case states, and compares outputs, all gradients that the
    /// case has, and the buffers that the forward pass changed. Where the peer refuses the input, so must we, with a managed exception.</summary>
    /// <param name="golden">The case; its inputs are made to require gradients, and converted, before <paramref name="forward"/> runs.</param>
    /// <param name="module">The layer; null for a function.</param>
    /// <param name="forward">Reads <c>golden.Inputs</c> and returns the outputs by the peer's names; those it leaves out are not compared.</param>
    /// <param name="key">The module's name of a key of the case's state dict; by default they are the same.</param>
    /// <param name="dtype">Float64 runs the same numbers in double precision.</param>
    public static void Check(GoldenCase golden, nn.Module? module, Func<IReadOnlyDictionary<string, Tensor>> forward,
        Func<string, string>? key = null, ScalarType dtype = ScalarType.Float32)
    {
        key ??= name => name;
        foreach (var (name, value) in golden.Inputs)
            if (value.is_floating_point()) golden.Inputs[name] = value.to_type(dtype).detach().requires_grad_(golden.InputGrads.ContainsKey(name));
        if (module is not null)
        {
            module.to(dtype);
            LoadState(module, golden, key);
            module.train(golden.Training);
        }
        if (golden.Raises is not null)
        {
            var refusal = Assert.ThrowsAny<Exception>(() => forward());
            Assert.True(refusal is ArgumentException or InvalidOperationException or NotSupportedException,
                $"{golden.Name}: the peer refuses this input ({golden.Raises}); ours threw {refusal.GetType()}: {refusal.Message}");
            GoldenTally.Passed(golden.File, golden.Name);
            return;
        }
        var outputs = forward();
        Assert.NotEmpty(outputs);
        foreach (var (name, value) in outputs)
            TensorAssert.Close(value, golden.Outputs[name], golden.Tolerance("outputs", golden.Outputs[name]), $"{golden.Name}: {name}");
        if (golden.HasGrads) CheckGradients(golden, module, outputs, key);
        foreach (var (name, expected) in golden.StateDictAfterForward)
            TensorAssert.Close(module!.state_dict()[key(name)], expected, golden.Tolerance("outputs", expected), $"{golden.Name}: {name} after forward");
        GoldenTally.Passed(golden.File, golden.Name);
    }

    private static void LoadState(nn.Module module, GoldenCase golden, Func<string, string> key)
    {
        var state = module.state_dict();
        var wanted = golden.StateDict.Keys.Select(key).Order().ToList();
        Assert.Equal(wanted, state.Keys.Order());
        using var guard = no_grad();
        foreach (var (name, value) in golden.StateDict)
        {
            Assert.Equal(value.shape, state[key(name)].shape);
            state[key(name)].copy_(value);
        }
    }

    private static void CheckGradients(GoldenCase golden, nn.Module? module, IReadOnlyDictionary<string, Tensor> outputs, Func<string, string> key)
    {
        Assert.True(golden.LossWeights.Keys.All(outputs.ContainsKey), $"{golden.Name}: the gradients need all of {string.Join(", ", golden.LossWeights.Keys)}.");
        module?.zero_grad();
        var terms = golden.LossWeights.Select(entry => (outputs[entry.Key] * entry.Value.to_type(outputs[entry.Key].dtype)).sum()).ToList();
        var loss = terms.Aggregate((sum, term) => sum + term);
        if (loss.requires_grad) loss.backward();
        foreach (var (name, expected) in golden.InputGrads)
            CheckGradient(golden, $"gradient of input {name}", golden.Inputs[name].grad, expected);
        var parameters = module?.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter) ?? [];
        foreach (var (name, expected) in golden.ParameterGrads)
            CheckGradient(golden, $"gradient of {name}", parameters[key(name)].grad, expected);
    }

    private static void CheckGradient(GoldenCase golden, string name, Tensor? actual, Tensor? expected)
    {
        if (expected is null)
        {
            Assert.True(actual is null || TensorAssert.LargestMagnitude(actual) == 0, $"{golden.Name}: {name} should be none or zero.");
            return;
        }
        TensorAssert.Close(actual ?? zeros_like(expected), expected, golden.Tolerance("grads", expected), $"{golden.Name}: {name}");
    }
}
