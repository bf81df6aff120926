using System.Text.Json.Serialization;

namespace GraphSeq.Graph.Convolutions;

/// <summary>A reduction of <see cref="PNAConv"/>; a node without messages gets zeros.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PnaAggregator>))]
public enum PnaAggregator
{
    /// <summary>Sum.</summary>
    [JsonStringEnumMemberName("sum")] Sum,

    /// <summary>Mean.</summary>
    [JsonStringEnumMemberName("mean")] Mean,

    /// <summary>Smallest value.</summary>
    [JsonStringEnumMemberName("min")] Min,

    /// <summary>Largest value.</summary>
    [JsonStringEnumMemberName("max")] Max,

    /// <summary>Biased variance.</summary>
    [JsonStringEnumMemberName("var")] Variance,

    /// <summary>Root of the biased variance; 0, with gradient 0, where the variance is 1e-5 or less.</summary>
    [JsonStringEnumMemberName("std")] StandardDeviation,
}
