using System.Text.Json.Serialization;

namespace GraphSeq.Models;

/// <summary>What normalises the output of a graph layer.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<NormKind>))]
public enum NormKind
{
    /// <summary>Nothing.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Batch normalisation over the nodes.</summary>
    [JsonStringEnumMemberName("batch")] Batch,
}
