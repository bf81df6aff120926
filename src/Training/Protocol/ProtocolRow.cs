using GraphSeq.Training.Baselines;

namespace GraphSeq.Training.Protocol;

/// <summary>One row of a comparison: a model with the settings to choose from, or a baseline.</summary>
/// <param name="Name">What the table calls it; each row its own.</param>
/// <param name="Candidates">Settings to choose from, by the validation part of each fold; empty for a baseline.</param>
/// <param name="Baseline">The baseline; null for a model.</param>
/// <param name="Ablation">What is taken from the data.</param>
public sealed record ProtocolRow(
    string Name, IReadOnlyList<Candidate> Candidates, BaselineKind? Baseline = null, DataAblation Ablation = DataAblation.None)
{
    /// <summary>The row of a baseline, under its name.</summary>
    /// <param name="kind">The baseline.</param>
    public static ProtocolRow Of(BaselineKind kind) => new(Baselines.Baseline.NameOf(kind), [], kind);
}
