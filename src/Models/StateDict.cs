using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>Moves tensors between a module and a safetensors file, key by key.</summary>
internal static class StateDict
{
    /// <summary>Parameters and buffers in the module's own order; they stay the module's.</summary>
    public static IReadOnlyDictionary<string, Tensor> Of(nn.Module module) => module.state_dict();

    /// <summary>Copies a file's tensors into a module, once keys and shapes are known to be the same.</summary>
    /// <exception cref="ModelFileException">Keys or shapes differ; the message lists them.</exception>
    public static void Load(nn.Module module, SafetensorsFile file, string path)
    {
        var state = Of(module);
        var entries = file.Entries.ToDictionary(e => e.Name);
        if (Compare(state, entries) is { } problem) throw new ModelFileException(path, problem);
        using var scope = NewDisposeScope();
        using var _ = no_grad();
        foreach (var (name, tensor) in state) tensor.copy_(file.Read(name));
    }

    private static string? Compare(IReadOnlyDictionary<string, Tensor> state, Dictionary<string, SafetensorsEntry> entries)
    {
        string[] missing = [.. state.Keys.Where(key => !entries.ContainsKey(key))];
        string[] surplus = [.. entries.Keys.Where(key => !state.ContainsKey(key))];
        string[] reshaped = [.. state.Where(s => entries.TryGetValue(s.Key, out var entry) && !entry.Shape.SequenceEqual(s.Value.shape))
            .Select(s => $"{s.Key}: file {Shapes.Describe([.. entries[s.Key].Shape])}, model {Shapes.Describe(s.Value.shape)}")];
        List<string> problems = [];
        if (missing.Length > 0) problems.Add($"{Count(missing.Length, "key")} missing ({List(missing)})");
        if (surplus.Length > 0) problems.Add($"{Count(surplus.Length, "key")} the model does not have ({List(surplus)})");
        if (reshaped.Length > 0) problems.Add($"{reshaped.Length} of another shape ({List(reshaped)})");
        return problems.Count == 0 ? null : $"{string.Join(", ", problems)}. Was it saved from a model with other options?";
    }

    private static string Count(int count, string noun) => count == 1 ? $"1 {noun}" : $"{count} {noun}s";

    private static string List(string[] items) =>
        items.Length <= 8 ? string.Join(", ", items) : $"{string.Join(", ", items.Take(8))} and {items.Length - 8} more";
}
