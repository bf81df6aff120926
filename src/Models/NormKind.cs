using System.Text.Json.Serialization;

namespace GraphSeq.Models;

/// <summary>What normalises the output of a graph layer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NormKind>))]
public enum NormKind
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Batch normalisation over the nodes (PyTorch's <c>BatchNorm1d</c>, with its keys).</summary>
    [JsonStringEnumMemberName("batch")] Batch,

    /// <summary><see cref="Graph.Normalization.LayerNorm"/> of each node.</summary>
    [JsonStringEnumMemberName("layer")] Layer,

    /// <summary><see cref="Graph.Normalization.LayerNorm"/> of each graph.</summary>
    [JsonStringEnumMemberName("graph-layer")] GraphLayer,

    /// <summary><see cref="Graph.Normalization.InstanceNorm"/> of each graph, without parameters.</summary>
    [JsonStringEnumMemberName("instance")] Instance,

    /// <summary><see cref="Graph.Normalization.GraphNorm"/> of each graph.</summary>
    [JsonStringEnumMemberName("graph")] Graph,

    /// <summary><see cref="Graph.Normalization.PairNorm"/> of each graph, without parameters.</summary>
    [JsonStringEnumMemberName("pair")] Pair,
}
