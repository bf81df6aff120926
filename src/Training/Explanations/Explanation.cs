namespace GraphSeq.Training.Explanations;

/// <summary>What carried one decision of a model on one graph.</summary>
/// <remarks>A cell is one node at one time step; where features have no time axis there is one step. Importances of integrated gradients have a
/// sign: those above 0 speak for the output, those below against it. Those of a learned mask lie in [0, 1].</remarks>
public sealed record Explanation
{
    /// <summary><c>integrated gradients</c> or <c>learned mask</c>.</summary>
    public required string Method { get; init; }

    /// <summary>The class, label or value explained.</summary>
    public required int Output { get; init; }

    /// <summary>The model's output on the graph as it is: a logit, or a value.</summary>
    public required double Score { get; init; }

    /// <summary>Probability of the class (or that the label is as predicted); the value itself for regression.</summary>
    public required double Confidence { get; init; }

    /// <summary>Number of nodes, N.</summary>
    public required int NumNodes { get; init; }

    /// <summary>Time steps of a node's features, T; 1 without a time axis.</summary>
    public required int TimeSteps { get; init; }

    /// <summary>Whether the features have a time axis.</summary>
    public required bool HasTime { get; init; }

    /// <summary>Source and target of each directed edge, sorted by target.</summary>
    public required IReadOnlyList<(int Source, int Target)> Edges { get; init; }

    /// <summary>Importance of each cell, row-major <c>[N, T]</c>; 0 behind a node's length.</summary>
    public required IReadOnlyList<double> Cells { get; init; }

    /// <summary>Importance of each edge, <c>[E]</c>.</summary>
    public required IReadOnlyList<double> EdgeImportance { get; init; }

    /// <summary>Importance of each value within a step (of each feature, without a time axis), <c>[C]</c>.</summary>
    public required IReadOnlyList<double> Features { get; init; }

    /// <summary>Importance of each node, <c>[N]</c>: the sum (integrated gradients) or mean (mask) of its cells.</summary>
    public required IReadOnlyList<double> Nodes { get; init; }

    /// <summary>Importance of each time step, <c>[T]</c>: the sum (integrated gradients) or mean (mask) of its cells.</summary>
    public required IReadOnlyList<double> Times { get; init; }

    /// <summary>How well the attributions add up; null for a mask.</summary>
    public Completeness? Completeness { get; init; }
}
