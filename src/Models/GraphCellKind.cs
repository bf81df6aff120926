using System.Text.Json.Serialization;

namespace GraphSeq.Models;

/// <summary>Which recurrent cell carries a state through the snapshots of a graph sequence.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<GraphCellKind>))]
public enum GraphCellKind
{
    /// <summary><see cref="Graph.Recurrent.GConvGRU"/>.</summary>
    [JsonStringEnumMemberName("gconv-gru")] GConvGRU,

    /// <summary><see cref="Graph.Recurrent.GConvLSTM"/>.</summary>
    [JsonStringEnumMemberName("gconv-lstm")] GConvLSTM,

    /// <summary><see cref="Graph.Recurrent.TGCN"/>.</summary>
    [JsonStringEnumMemberName("tgcn")] TGCN,
}
