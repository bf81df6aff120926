using System.Text.Json.Serialization;

namespace GraphSeq.Training.Baselines;

/// <summary>A row that a model has to beat.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BaselineKind>))]
public enum BaselineKind
{
    /// <summary>The most frequent class of the training part (its mean, for values).</summary>
    [JsonStringEnumMemberName("majority")] Majority,

    /// <summary>Kernel ridge on the shares of node labels; on those of degrees where nodes have no labels.</summary>
    [JsonStringEnumMemberName("label-histogram")] LabelHistogram,

    /// <summary>Kernel ridge on mean and deviation of the standardised features over a graph's nodes; sees no edge.</summary>
    [JsonStringEnumMemberName("structure-blind")] StructureBlind,

    /// <summary>As structure-blind, with the features averaged over neighbours 0 to 3 times, all beside one another; sees edges, learns no layer.</summary>
    [JsonStringEnumMemberName("smoothed-kernel")] SmoothedKernel,
}
