namespace GraphSeq.Training.Protocol;

/// <summary>What a comparison needs to know. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record ProtocolOptions
{
    /// <summary>Final trainings of each fold; at least 1. Default: 1.</summary>
    public int Repeats { get; init; } = 1;

    /// <summary>Final trainings learn from training and validation part together; nothing may then look at the validation part. Default: false.</summary>
    public bool Refit { get; init; }

    /// <summary>First seed; fold and repeat are added. Default: 0.</summary>
    public long Seed { get; init; }

    /// <summary>Share of right answers that the abstention threshold is to reach on the validation part, in (0, 1]. Default: 0.9.</summary>
    public double AbstainAccuracy { get; init; } = 0.9;

    internal void Validate()
    {
        List<string> problems = [];
        if (Repeats < 1) problems.Add($"Repeats is {Repeats} but must be at least 1.");
        if (!(AbstainAccuracy is > 0 and <= 1)) problems.Add($"AbstainAccuracy is {AbstainAccuracy} but must be in (0, 1].");
        if (problems.Count > 0) throw new ArgumentException($"ProtocolOptions: {string.Join(" ", problems)}");
    }
}
