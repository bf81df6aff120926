using System.Text.Json.Serialization;

namespace GraphSeq.Graph;

/// <summary>Which Laplacian; <c>D</c> is the diagonal of the sums of each node's outgoing weights.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<LaplacianNormalization>))]
public enum LaplacianNormalization
{
    /// <summary><c>D - A</c>.</summary>
    [JsonStringEnumMemberName("none")] None,

    /// <summary><c>I - D^-1/2 A D^-1/2</c> (PyG: <c>sym</c>).</summary>
    [JsonStringEnumMemberName("sym")] Symmetric,

    /// <summary><c>I - D^-1 A</c> (PyG: <c>rw</c>).</summary>
    [JsonStringEnumMemberName("rw")] RandomWalk,
}
