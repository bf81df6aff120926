using GraphSeq.Datasets;

namespace GraphSeq.Training.Explanations;

/// <summary>Which decision of a model is to be explained. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record ExplanationTarget
{
    /// <summary>What the outputs mean. Default: classification.</summary>
    public TaskKind Task { get; init; } = TaskKind.Classification;

    /// <summary>The class, label or value; null for the class (or label) with the largest output, and for the first value. Default: null.</summary>
    public int? Output { get; init; }

    /// <summary>The node whose outputs are explained, for models with a row per node; null for models with a row per graph. Default: null.</summary>
    public int? Node { get; init; }
}
