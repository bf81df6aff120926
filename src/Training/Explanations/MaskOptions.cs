namespace GraphSeq.Training.Explanations;

/// <summary>How a mask is learned. Immutable; vary a copy with <c>with</c>.</summary>
/// <remarks>Sizes and entropies are means, so that they weigh alike in small and in large graphs (the paper's code and PyG's <c>GNNExplainer</c> sum
/// the edge mask, and let entropy drive every edge to 0 or 1).</remarks>
public sealed record MaskOptions
{
    /// <summary>Steps of Adam, at least 1. Default: 200.</summary>
    public int Epochs { get; init; } = 200;

    /// <summary>Adam's step size, above 0. Default: 0.05.</summary>
    public double LearningRate { get; init; } = 0.05;

    /// <summary>Masks learned from starts of their own; their mean is the explanation, their agreement its stability. At least 1. Default: 5.</summary>
    public int Runs { get; init; } = 5;

    /// <summary>Weight of the mean of the edge mask, at least 0. Default: 0.3.</summary>
    public double EdgeSize { get; init; } = 0.3;

    /// <summary>Weight of the mean entropy of the edge mask, at least 0. Default: 0.03.</summary>
    public double EdgeEntropy { get; init; } = 0.03;

    /// <summary>Weight of the means of the masks of cells and of features, at least 0. Default: 0.3.</summary>
    public double FeatureSize { get; init; } = 0.3;

    /// <summary>Weight of the mean entropies of the masks of cells and of features, at least 0. Default: 0.03.</summary>
    public double FeatureEntropy { get; init; } = 0.03;

    /// <summary>Decides the starts. Default: 0.</summary>
    public long Seed { get; init; }

    internal void Validate()
    {
        List<string> problems = [];
        if (Epochs < 1) problems.Add($"Epochs is {Epochs} but must be at least 1.");
        if (!(LearningRate > 0)) problems.Add($"LearningRate is {LearningRate} but must be above 0.");
        if (Runs < 1) problems.Add($"Runs is {Runs} but must be at least 1.");
        foreach (var (name, weight) in new[] { (nameof(EdgeSize), EdgeSize), (nameof(EdgeEntropy), EdgeEntropy), (nameof(FeatureSize), FeatureSize), (nameof(FeatureEntropy), FeatureEntropy) })
            if (!(weight >= 0)) problems.Add($"{name} is {weight} but must be at least 0.");
        if (problems.Count > 0) throw new ArgumentException($"MaskOptions: {string.Join(" ", problems)}");
    }
}
