using System.Text.Json.Serialization;

namespace GraphSeq.Graph.Convolutions;

/// <summary>A factor of <see cref="PNAConv"/> by a node's degree d, beside the training set's mean degree <c>m</c> and mean <c>l</c> of
/// <c>log(d + 1)</c>.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PnaScaler>))]
public enum PnaScaler
{
    /// <summary>1.</summary>
    [JsonStringEnumMemberName("identity")] Identity,

    /// <summary><c>log(d + 1) / l</c>.</summary>
    [JsonStringEnumMemberName("amplification")] Amplification,

    /// <summary><c>l / log(d + 1)</c>, d at least 1.</summary>
    [JsonStringEnumMemberName("attenuation")] Attenuation,

    /// <summary><c>d / m</c>.</summary>
    [JsonStringEnumMemberName("linear")] Linear,

    /// <summary><c>m / d</c>, d at least 1.</summary>
    [JsonStringEnumMemberName("inverse_linear")] InverseLinear,
}
