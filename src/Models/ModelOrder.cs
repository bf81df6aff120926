using System.Text.Json.Serialization;

namespace GraphSeq.Models;

/// <summary>Which comes first, the encoder of each node's series or the graph layers.</summary>
/// <remarks>All orders run on graphs that stay and on snapshots with edges and nodes of their own; graph layers then pass messages along the edges of
/// each snapshot.</remarks>
[JsonConverter(typeof(JsonStringEnumConverter<ModelOrder>))]
public enum ModelOrder
{
    /// <summary>The encoder makes a vector of each node's series, graph layers pass the vectors on. Where snapshots have edges of their own, it makes one
    /// for every step; the steps are reduced behind the graph layers, as the encoder's options say.</summary>
    [JsonStringEnumMemberName("sequence-first")] SequenceFirst,

    /// <summary>The graph layers run on every time step by itself, with the same weights; the encoder reads the series they give.</summary>
    [JsonStringEnumMemberName("graph-first")] GraphFirst,

    /// <summary>Every layer is an ST-GCN block: convolution over time, graph convolution, convolution over time; the encoder reads the series they
    /// give.</summary>
    /// <remarks><see href="https://arxiv.org/abs/1709.04875">B. Yu, H. Yin and Z. Zhu, "Spatio-Temporal Graph Convolutional Networks", 2018</see>.</remarks>
    [JsonStringEnumMemberName("interleaved")] Interleaved,

    /// <summary>The graph layers and the readout make a vector of every snapshot; the encoder reads the series of these vectors. Nodes need not be the same
    /// from snapshot to snapshot.</summary>
    [JsonStringEnumMemberName("readout-first")] ReadoutFirst,

    /// <summary>Every layer is a recurrent cell on graphs (<see cref="SequenceGraphModelOptions.GraphCell"/>) that carries a state for each node through the
    /// snapshots; the last state counts, or the encoder reads the series of states.</summary>
    /// <remarks><see href="https://arxiv.org/abs/1612.07659">Y. Seo et al., "Structured Sequence Modeling with Graph Convolutional Recurrent Networks",
    /// 2018</see>.</remarks>
    [JsonStringEnumMemberName("graph-recurrent")] GraphRecurrent,
}
