using GraphSeq.Datasets;

namespace GraphSeq.Training;

/// <summary>How a model is run over data it does not learn from. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record EvaluatorOptions
{
    /// <summary>Graphs per batch; at least 1. Default: 64.</summary>
    public int BatchSize { get; init; } = 64;

    /// <summary>What the ids stand for. Default: graphs.</summary>
    public SplitUnit SplitUnit { get; init; } = SplitUnit.Graph;

    /// <summary>What the outputs mean; null for what the data set's targets say.</summary>
    public TaskKind? Task { get; init; }

    /// <summary>Where to compute. Default: cpu.</summary>
    public string Device { get; init; } = "cpu";
}
