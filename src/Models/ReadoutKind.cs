using System.Text.Json.Serialization;

namespace GraphSeq.Models;

/// <summary>How a graph's nodes become one row.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ReadoutKind>))]
public enum ReadoutKind
{
    /// <summary>They do not: the model gives a row per node.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Sum.</summary>
    [JsonStringEnumMemberName("sum")] Sum,

    /// <summary>Mean.</summary>
    [JsonStringEnumMemberName("mean")] Mean,

    /// <summary>Maximum.</summary>
    [JsonStringEnumMemberName("max")] Max,

    /// <summary>Mean, maximum and standard deviation side by side.</summary>
    [JsonStringEnumMemberName("mean+max+std")] MeanMaxStd,

    /// <summary>Sum weighted by a learned score: <see cref="Graph.Readouts.AttentionalAggregation"/>, its gate a linear layer.</summary>
    [JsonStringEnumMemberName("attention")] Attention,

    /// <summary>Repeated attention: <see cref="Graph.Readouts.Set2Set"/>.</summary>
    [JsonStringEnumMemberName("set2set")] Set2Set,

    /// <summary>The nodes that are largest in the last column, side by side: <see cref="Graph.Readouts.SortAggregation"/>.</summary>
    [JsonStringEnumMemberName("sort")] Sort,
}
