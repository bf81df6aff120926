namespace GraphSeq.Training.Checkpoints;

/// <summary>Where the state of a run is kept, and how often it is written. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record CheckpointOptions
{
    /// <summary>The folder; made if need be. It holds the last two checkpoints of one run.</summary>
    public required string Folder { get; init; }

    /// <summary>Takes up the newest checkpoint that is whole; without any, starts from the beginning. Otherwise those there are removed. Default: false.</summary>
    public bool Resume { get; init; }

    /// <summary>Steps between checkpoints within an epoch, at least 1; null for none by steps. Default: null.</summary>
    public int? EverySteps { get; init; }

    /// <summary>Time between checkpoints within an epoch; null for none by time. Default: five minutes.</summary>
    public TimeSpan? EveryTime { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>An epoch's end is saved unless the last checkpoint is younger than this; the last epoch's always. Default: one second.</summary>
    public TimeSpan LeastTime { get; init; } = TimeSpan.FromSeconds(1);
}
