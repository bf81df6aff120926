namespace GraphSeq.Datasets;

/// <summary>How a long series is cut into windows. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record ForecastWindowOptions
{
    /// <summary>Steps a model sees, at least 1.</summary>
    public required int History { get; init; }

    /// <summary>Steps to foretell, at least 1: those right behind the history.</summary>
    public required int Horizon { get; init; }

    /// <summary>Steps from one window to the next, at least 1. Default: 1.</summary>
    public int Stride { get; init; } = 1;

    /// <summary>Share of the steps, from the beginning, to train on; in (0, 1). Default: 0.7.</summary>
    public double TrainFraction { get; init; } = 0.7;

    /// <summary>Share of the steps after those to choose by, in [0, 1); the rest is the test part. Default: 0.1.</summary>
    public double ValidationFraction { get; init; } = 0.1;

    /// <summary>Channels to foretell, the first ones; at least 1. The others are seen, not foretold. Default: 1.</summary>
    public int TargetChannels { get; init; } = 1;

    /// <summary>Adds a channel for each foretold one that is 1 where a value was observed and 0 where it was missing and filled. Default: false.</summary>
    public bool ObservedChannels { get; init; }

    internal void Validate(GraphTimeSeries series)
    {
        List<string> problems = [];
        RequireAtLeastOne(History, nameof(History));
        RequireAtLeastOne(Horizon, nameof(Horizon));
        RequireAtLeastOne(Stride, nameof(Stride));
        if (!(TrainFraction is > 0 and < 1)) problems.Add($"TrainFraction is {TrainFraction} but must be in (0, 1).");
        if (!(ValidationFraction is >= 0 and < 1) || TrainFraction + ValidationFraction > 1)
            problems.Add($"ValidationFraction is {ValidationFraction} but must be in [0, 1), and not above 1 with TrainFraction.");
        if (TargetChannels < 1 || TargetChannels > series.NumChannels)
            problems.Add($"TargetChannels is {TargetChannels} but must be in [1, {series.NumChannels}].");
        if (problems.Count > 0) throw new ArgumentException($"ForecastWindowOptions: {string.Join(" ", problems)}");

        void RequireAtLeastOne(int value, string name)
        {
            if (value < 1) problems.Add($"{name} is {value} but must be at least 1.");
        }
    }
}
