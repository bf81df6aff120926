namespace GraphSeq.Models;

/// <summary>Reads an architecture from the keys and shapes of a state dict.</summary>
internal static class StateDictArchitecture
{
    private static readonly string[] NormKeys = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];

    /// <summary>Options whose model has these keys and shapes, or null where there are others: stacks <c>conv1 … convN</c> of GCN layers of one width, with or
    /// without <c>norm1 … normN</c>, and a head <c>lin</c> or <c>lin1 … linM</c>.</summary>
    public static SequenceGraphModelOptions? Infer(IReadOnlyList<SafetensorsEntry> entries)
    {
        var shapes = entries.ToDictionary(e => e.Name, e => e.Shape);
        var layers = Count("conv", ".lin.weight");
        string[] head = shapes.ContainsKey("lin.weight") ? ["lin.weight"] : [.. Enumerable.Range(1, Count("lin", ".weight")).Select(i => $"lin{i}.weight")];
        if (layers == 0 || head.Length == 0 || !head.Append("conv1.lin.weight").All(key => shapes[key].Count == 2)) return null;
        var hasNorm = shapes.ContainsKey("norm1.weight");
        HashSet<string> known = [.. Enumerable.Range(1, layers).SelectMany(i => KeysOfLayer(i, hasNorm)), .. head, .. head.Select(BiasOf)];
        if (!known.IsSupersetOf(shapes.Keys)) return null;
        var first = shapes["conv1.lin.weight"];
        return new SequenceGraphModelOptions
        {
            NodeShape = [first[1]],
            Layers = layers,
            HiddenSize = checked((int)first[0]),
            Norm = hasNorm ? NormKind.Batch : NormKind.None,
            HeadSizes = [.. head[..^1].Select(key => checked((int)shapes[key][0]))],
            Outputs = checked((int)shapes[head[^1]][0]),
        };

        int Count(string prefix, string suffix)
        {
            var count = 0;
            while (shapes.ContainsKey($"{prefix}{count + 1}{suffix}")) count++;
            return count;
        }
    }

    private static string[] KeysOfLayer(int i, bool hasNorm)
    {
        string[] conv = [$"conv{i}.lin.weight", $"conv{i}.bias"];
        return hasNorm ? [.. conv, .. NormKeys.Select(key => $"norm{i}.{key}")] : conv;
    }

    private static string BiasOf(string weight) => weight[..^"weight".Length] + "bias";
}
