namespace GraphSeq.Training;

/// <summary>The learning rate as a pure function of the step: nothing to save, nothing to restore. Immutable.</summary>
public sealed record LearningRateSchedule
{
    /// <summary>The shape. Default: constant.</summary>
    public ScheduleKind Kind { get; init; } = ScheduleKind.Constant;

    /// <summary>Share of the run over which the rate first climbs from almost 0 (constant, step and cosine), in [0, 1). Default: 0.</summary>
    public double WarmUp { get; init; }

    /// <summary>Step: epochs between drops; at least 1. Default: 50.</summary>
    public int StepEpochs { get; init; } = 50;

    /// <summary>Step: factor of a drop, in (0, 1]. Default: 0.5.</summary>
    public double StepFactor { get; init; } = 0.5;

    /// <summary>One-cycle: share of the run spent climbing, in (0, 1). Default: 0.3.</summary>
    public double ClimbShare { get; init; } = 0.3;

    /// <summary>One-cycle: the first rate is the peak divided by this; at least 1. Default: 25.</summary>
    public double StartDivisor { get; init; } = 25;

    /// <summary>One-cycle: the last rate is the first divided by this; at least 1. Default: 10,000.</summary>
    public double EndDivisor { get; init; } = 1e4;

    /// <summary>One-cycle: Adam's first beta (SGD's momentum) falls from 0.95 to 0.85 while the rate climbs, and back. Default: true.</summary>
    public bool CycleMomentum { get; init; } = true;

    /// <summary>The rate of one step, as a share of the peak rate.</summary>
    /// <param name="step">Steps done before it, counted from 0.</param>
    /// <param name="totalSteps">Steps of the whole run; at least 1.</param>
    /// <param name="stepsPerEpoch">Steps of one epoch; at least 1.</param>
    public double FactorAt(long step, long totalSteps, long stepsPerEpoch)
    {
        if (Kind == ScheduleKind.OneCycle)
            return Cycle(step, totalSteps, 1 / StartDivisor, 1, 1 / (StartDivisor * EndDivisor));
        var warmUpSteps = (long)Math.Round(WarmUp * totalSteps);
        if (step < warmUpSteps) return (step + 1.0) / (warmUpSteps + 1.0);
        return Kind switch
        {
            ScheduleKind.Step => Math.Pow(StepFactor, step / stepsPerEpoch / StepEpochs),
            ScheduleKind.Cosine => 0.5 * (1 + Math.Cos(Math.PI * (step - warmUpSteps) / Math.Max(1, totalSteps - warmUpSteps))),
            _ => 1,
        };
    }

    /// <summary>The momentum of one step: <paramref name="usual"/>, unless the one-cycle schedule moves it.</summary>
    /// <param name="step">Steps done before it, counted from 0.</param>
    /// <param name="totalSteps">Steps of the whole run; at least 1.</param>
    /// <param name="usual">Momentum of the other schedules.</param>
    public double MomentumAt(long step, long totalSteps, double usual) =>
        Kind == ScheduleKind.OneCycle && CycleMomentum ? Cycle(step, totalSteps, 0.95, 0.85, 0.95) : usual;

    internal void Validate(List<string> problems)
    {
        if (!Enum.IsDefined(Kind)) problems.Add($"Schedule.Kind is {Kind} but must be constant, step, cosine or one-cycle.");
        if (!(WarmUp is >= 0 and < 1)) problems.Add($"Schedule.WarmUp is {WarmUp} but must be in [0, 1).");
        if (StepEpochs < 1) problems.Add($"Schedule.StepEpochs is {StepEpochs} but must be at least 1.");
        if (!(StepFactor is > 0 and <= 1)) problems.Add($"Schedule.StepFactor is {StepFactor} but must be in (0, 1].");
        if (!(ClimbShare is > 0 and < 1)) problems.Add($"Schedule.ClimbShare is {ClimbShare} but must be in (0, 1).");
        if (!(StartDivisor >= 1)) problems.Add($"Schedule.StartDivisor is {StartDivisor} but must be at least 1.");
        if (!(EndDivisor >= 1)) problems.Add($"Schedule.EndDivisor is {EndDivisor} but must be at least 1.");
    }

    /// <summary>Two halves of a cosine; the steps of each phase are counted as PyTorch does.</summary>
    private double Cycle(long step, long totalSteps, double start, double peak, double end)
    {
        var (top, last) = (ClimbShare * totalSteps - 1, totalSteps - 1.0);
        if (step <= top) return Between(start, peak, top > 0 ? step / top : 1);
        return Between(peak, end, last > top ? Math.Min(1, (step - top) / (last - top)) : 1);

        static double Between(double from, double to, double share) => to + (from - to) / 2 * (1 + Math.Cos(Math.PI * share));
    }
}
