using System.Text.Json.Serialization;

namespace GraphSeq.Models;

/// <summary>Which comes first, the encoder of each node's series or the graph layers.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ModelOrder>))]
public enum ModelOrder
{
    /// <summary>The encoder makes a vector of each node's series, graph layers pass the vectors on.</summary>
    [JsonStringEnumMemberName("sequence-first")] SequenceFirst,

    /// <summary>The graph layers run on every time step by itself, with the same weights; the encoder reads the series they give.</summary>
    [JsonStringEnumMemberName("graph-first")] GraphFirst,

    /// <summary>Every layer is an ST-GCN block: convolution over time, graph convolution, convolution over time; the encoder reads the series they
    /// give.</summary>
    /// <remarks><see href="https://arxiv.org/abs/1709.04875">B. Yu, H. Yin and Z. Zhu, "Spatio-Temporal Graph Convolutional Networks", 2018</see>.</remarks>
    [JsonStringEnumMemberName("interleaved")] Interleaved,
}
