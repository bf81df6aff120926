using System.Text.Json.Serialization;

namespace GraphSeq.Training.Protocol;

/// <summary>Something taken from the data, to see what it was worth.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<DataAblation>))]
public enum DataAblation
{
    /// <summary>The data as they are.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>Feature columns (of series: time steps) in another order, the same for all nodes: worth what the order was to an encoder.</summary>
    [JsonStringEnumMemberName("shuffled-columns")] ShuffledColumns,

    /// <summary>The nodes of each graph swap their features: edges no longer say whose neighbour is whose.</summary>
    [JsonStringEnumMemberName("shuffled-nodes")] ShuffledNodes,
}
