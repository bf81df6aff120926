using System.Text.Json.Serialization;

namespace GraphSeq.Models;

/// <summary>Which layers the readout looks at.</summary>
/// <remarks><see href="https://arxiv.org/abs/1806.03536">K. Xu et al., "Representation Learning on Graphs with Jumping Knowledge Networks",
/// 2018</see>.</remarks>
[JsonConverter(typeof(JsonStringEnumConverter<JumpingKnowledgeKind>))]
public enum JumpingKnowledgeKind
{
    /// <summary>The last one.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary>The encoder (or the features, without one) and every layer, read out and put side by side.</summary>
    [JsonStringEnumMemberName("cat")] Cat,

    /// <summary>Column-wise maximum over the graph layers, and the projection where there is one.</summary>
    [JsonStringEnumMemberName("max")] Max,

    /// <summary>Weighted sum over the same, the weights from a bidirectional LSTM over the layers.</summary>
    [JsonStringEnumMemberName("lstm")] Lstm,
}
