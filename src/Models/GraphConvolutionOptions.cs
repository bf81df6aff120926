using System.Text.Json.Serialization;

namespace GraphSeq.Models;

/// <summary>Which graph convolution a model uses, and its settings. Null leaves a setting at the layer's default. Immutable.</summary>
public sealed record GraphConvolutionOptions
{
    /// <summary>Its name in <see cref="GraphConvolutions"/>. Default: gcn.</summary>
    public string Kind { get; init; } = "gcn";

    /// <summary>gcn: self-loops weigh 2 where edges have weights.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Improved { get; init; }

    /// <summary>gcn: adds the self-loops that are missing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AddSelfLoops { get; init; }

    /// <summary>gcn: scales edges by the degrees of their ends.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Normalize { get; init; }
}
