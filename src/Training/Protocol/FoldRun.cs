using System.Text.Json.Serialization;

namespace GraphSeq.Training.Protocol;

/// <summary>What one <see cref="FoldJob"/> gave. Goes to JSON and back, bit by bit.</summary>
public sealed record FoldRun
{
    /// <summary>The validation part; null when there is none, or when it was learnt from.</summary>
    public Evaluation? Validation { get; init; }

    /// <summary>The test part; null for a run that chooses.</summary>
    public Evaluation? Test { get; init; }

    /// <summary>Outputs for the validation part; null for a baseline, and where there is no such part.</summary>
    public Predictions? ValidationOutputs { get; init; }

    /// <summary>Outputs for the test part; null for a baseline, and for a run that chooses.</summary>
    public Predictions? TestOutputs { get; init; }

    /// <summary>Number of trained values; 0 for a baseline.</summary>
    public long Parameters { get; init; }

    /// <summary>What the validation part chose within a baseline.</summary>
    public string? Choice { get; init; }

    /// <summary>Wall time.</summary>
    public double Seconds { get; init; }

    /// <summary>True where an earlier run of the same comparison did the job.</summary>
    [JsonIgnore]
    public bool IsTakenUp { get; init; }
}
