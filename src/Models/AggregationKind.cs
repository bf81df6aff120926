using System.Text.Json.Serialization;

namespace GraphSeq.Models;

/// <summary>How a graph layer reduces the messages that reach a node.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AggregationKind>))]
public enum AggregationKind
{
    /// <summary>Their sum.</summary>
    [JsonStringEnumMemberName("sum")] Sum,

    /// <summary>Their mean.</summary>
    [JsonStringEnumMemberName("mean")] Mean,

    /// <summary>The largest, column by column.</summary>
    [JsonStringEnumMemberName("max")] Max,

    /// <summary>The smallest, column by column.</summary>
    [JsonStringEnumMemberName("min")] Min,

    /// <summary>The last state of an LSTM over them; sage alone takes it.</summary>
    [JsonStringEnumMemberName("lstm")] Lstm,
}
