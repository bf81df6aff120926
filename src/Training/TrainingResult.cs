namespace GraphSeq.Training;

/// <summary>What a run gave; the model holds the weights that the evaluations are of.</summary>
public sealed record TrainingResult
{
    /// <summary>Every epoch.</summary>
    public required IReadOnlyList<EpochRecord> History { get; init; }

    /// <summary>The epoch that was best on the validation part, counted from 1; the last one without a validation part.</summary>
    public required int BestEpoch { get; init; }

    /// <summary>The epoch whose weights the model holds: <see cref="BestEpoch"/> with <see cref="TrainerOptions.KeepBest"/>, else the last, which
    /// <see cref="TrainerOptions.AverageFrom"/> averages with those before it.</summary>
    public required int WeightsEpoch { get; init; }

    /// <summary>True when patience ran out before the planned epochs.</summary>
    public required bool StoppedEarly { get; init; }

    /// <summary>The training part, in evaluation mode.</summary>
    public required Evaluation Train { get; init; }

    /// <summary>The validation part; null when there is none.</summary>
    public Evaluation? Validation { get; init; }

    /// <summary>The test part; null when there is none.</summary>
    public Evaluation? Test { get; init; }

    /// <summary>Number of trained values.</summary>
    public required long Parameters { get; init; }

    /// <summary>Median wall time of an epoch, in seconds.</summary>
    public double MedianEpochSeconds
    {
        get
        {
            double[] seconds = [.. History.Select(e => e.Seconds).Order()];
            return (seconds[(seconds.Length - 1) / 2] + seconds[seconds.Length / 2]) / 2;
        }
    }
}
