using System.Text.Json.Serialization;

namespace GraphSeq.Training;

/// <summary>What the numbers in a split stand for.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SplitUnit>))]
public enum SplitUnit
{
    /// <summary>Graphs; a node task then learns on all nodes of the training graphs.</summary>
    [JsonStringEnumMemberName("graph")] Graph,

    /// <summary>Nodes of the whole set; every graph with such a node is run as a whole, and the loss counts these nodes only.</summary>
    [JsonStringEnumMemberName("node")] Node,
}
