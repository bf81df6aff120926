using System.Text.Json.Nodes;

namespace GraphSeq.Cli.Comparison;

/// <summary>One combination of a grid's alternatives.</summary>
/// <param name="Architecture">Options of the model by dotted name.</param>
/// <param name="Training">Options of the training by dotted name.</param>
internal sealed record GridPoint(IReadOnlyDictionary<string, JsonNode?> Architecture, IReadOnlyDictionary<string, JsonNode?> Training)
{
    /// <summary>What the point changes, in words; empty for nothing.</summary>
    public string Describe() =>
        string.Join(", ", Architecture.Concat(Training).Select(pair => $"{pair.Key} {pair.Value?.ToJsonString().Trim('"') ?? "null"}"));

    public GridPoint With(bool isTraining, string name, JsonNode? value) => isTraining
        ? this with { Training = new Dictionary<string, JsonNode?>(Training) { [name] = value } }
        : this with { Architecture = new Dictionary<string, JsonNode?>(Architecture) { [name] = value } };
}
