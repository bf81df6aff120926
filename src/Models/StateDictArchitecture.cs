namespace GraphSeq.Models;

/// <summary>Reads an architecture from the keys and shapes of a state dict.</summary>
internal static class StateDictArchitecture
{
    private static readonly string[] NormKeys = ["weight", "bias", "running_mean", "running_var", "num_batches_tracked"];

    /// <summary>Options whose model has these keys and shapes, or null where there are others: stacks <c>conv1 … convN</c> of GCN layers of one width, with or
    /// without <c>norm1 … normN</c>, and a head <c>lin</c> or <c>lin1 … linM</c>.</summary>
    public static SequenceGraphModelOptions? Infer(IReadOnlyList<SafetensorsEntry> entries)
    {
        var guess = Guess(entries);
        if (guess.Outputs == 0 || guess.NodeShape[0] == 0) return null;
        string[] head = guess.HeadSizes.Count == 0 ? ["lin"] : [.. Enumerable.Range(1, guess.HeadSizes.Count + 1).Select(i => $"lin{i}")];
        HashSet<string> known =
        [
            .. Enumerable.Range(1, guess.Layers).SelectMany(i => KeysOfLayer(i, guess.Norm != NormKind.None)),
            .. head.SelectMany(name => (string[])[$"{name}.weight", $"{name}.bias"]),
        ];
        return entries.All(entry => known.Contains(entry.Name)) ? guess : null;
    }

    /// <summary>As much of that as the keys tell; what they do not tell is 0 or at its default.</summary>
    public static SequenceGraphModelOptions Guess(IReadOnlyList<SafetensorsEntry> entries)
    {
        var shapes = entries.ToDictionary(e => e.Name, e => e.Shape);
        var layers = Count("conv", ".lin.weight");
        string[] head = shapes.ContainsKey("lin.weight") ? ["lin.weight"] : [.. Enumerable.Range(1, Count("lin", ".weight")).Select(i => $"lin{i}.weight")];
        if (!head.All(IsMatrix)) head = [];
        var guess = new SequenceGraphModelOptions
        {
            NodeShape = [0],
            Norm = shapes.ContainsKey("norm1.weight") ? NormKind.Batch : NormKind.None,
            HeadSizes = head.Length == 0 ? [] : [.. head[..^1].Select(key => checked((int)shapes[key][0]))],
            Outputs = head.Length == 0 ? 0 : checked((int)shapes[head[^1]][0]),
        };
        if (layers == 0 || !IsMatrix("conv1.lin.weight")) return guess;
        var first = shapes["conv1.lin.weight"];
        return guess with { NodeShape = [first[1]], Layers = layers, HiddenSize = checked((int)first[0]) };

        bool IsMatrix(string key) => shapes[key].Count == 2;

        int Count(string prefix, string suffix)
        {
            var count = 0;
            while (shapes.ContainsKey($"{prefix}{count + 1}{suffix}")) count++;
            return count;
        }
    }

    /// <summary>The options with the number of features and outputs that the tensors have: small models that differ in one of the two tell which
    /// sizes depend on it.</summary>
    public static SequenceGraphModelOptions FitWidths(IReadOnlyList<SafetensorsEntry> entries, SequenceGraphModelOptions options)
    {
        var shapes = entries.ToDictionary(e => e.Name, e => e.Shape);
        int[] trials = [.. new[] { 1, 2, 3 }.Where(width => width != options.HiddenSize).Take(2)];      // a layer may be another where widths are equal
        var inputs = Width(trial => options with { NodeShape = [trial], Outputs = 1 });
        var outputs = Width(trial => options with { NodeShape = [trials[0]], Outputs = trial });
        return options with { NodeShape = [inputs ?? Math.Max(1, options.NodeShape[0])], Outputs = checked((int)(outputs ?? Math.Max(1, options.Outputs))) };

        long? Width(Func<int, SequenceGraphModelOptions> with)
        {
            var (narrow, wide) = (ShapesOf(with(trials[0])), ShapesOf(with(trials[1])));
            return narrow.Where(tensor => shapes.ContainsKey(tensor.Key) && wide.ContainsKey(tensor.Key))
                .Select(tensor => Solve(tensor.Value, wide[tensor.Key], shapes[tensor.Key], trials)).FirstOrDefault(width => width is not null);
        }
    }

    private static string[] KeysOfLayer(int i, bool hasNorm)
    {
        string[] conv = [$"conv{i}.lin.weight", $"conv{i}.bias"];
        return hasNorm ? [.. conv, .. NormKeys.Select(key => $"norm{i}.{key}")] : conv;
    }

    private static Dictionary<string, long[]> ShapesOf(SequenceGraphModelOptions options)
    {
        using var model = new SequenceGraphModel(options);
        return StateDict.Of(model).ToDictionary(tensor => tensor.Key, tensor => tensor.Value.shape);
    }

    /// <summary>The width at which a tensor has the shape it has in the file; null where its shape does not depend on it in one size.</summary>
    private static long? Solve(long[] narrow, long[] wide, IReadOnlyList<long> actual, int[] trials)
    {
        if (narrow.Length != wide.Length || narrow.Length != actual.Count) return null;
        int[] different = [.. Enumerable.Range(0, narrow.Length).Where(i => narrow[i] != wide[i])];
        if (different is not [var place]) return null;
        var (rise, run) = (wide[place] - narrow[place], trials[1] - trials[0]);
        var (steps, rest) = Math.DivRem((actual[place] - narrow[place]) * run, rise);
        return rest == 0 && trials[0] + steps >= 1 ? trials[0] + steps : null;
    }
}
