namespace GraphSeq.Models;

/// <summary>What a model file says about the model's origin and outputs. Immutable.</summary>
public sealed record ModelMetadata
{
    /// <summary>The data set it was trained on; empty when unknown.</summary>
    public string Dataset { get; init; } = "";

    /// <summary>What the outputs mean: <c>Classification</c>, <c>MultiLabelClassification</c>, <c>Regression</c>; empty when unknown.</summary>
    public string Task { get; init; } = "";

    /// <summary>Name of each output: classes as the data files name them, or values; empty when unnamed.</summary>
    public IReadOnlyList<string> OutputNames { get; init; } = [];

    /// <summary>Name of each input feature; empty when unnamed.</summary>
    public IReadOnlyList<string> FeatureNames { get; init; } = [];

    /// <summary>Name of each category of each column that the model has embeddings of, such as <c>element=C</c>, column after column; empty when unnamed.</summary>
    public IReadOnlyList<string> CategoryNames { get; init; } = [];

    /// <summary>Anything else worth keeping: preset, seed, scores.</summary>
    public IReadOnlyDictionary<string, string> Notes { get; init; } = new Dictionary<string, string>();
}
