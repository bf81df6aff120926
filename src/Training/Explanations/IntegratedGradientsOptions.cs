namespace GraphSeq.Training.Explanations;

/// <summary>How integrated gradients are computed. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record IntegratedGradientsOptions
{
    /// <summary>Points of the integral (Gauss-Legendre) to begin with, at least 1. Default: 32.</summary>
    public int Steps { get; init; } = 32;

    /// <summary>Largest number of points: they are doubled until the sums are right to <see cref="Tolerance"/>. Default: 256.</summary>
    public int MaxSteps { get; init; } = 256;

    /// <summary>Share of what the output gains by which the sum of the attributions may be off, above 0. Default: 0.01.</summary>
    public double Tolerance { get; init; } = 0.01;

    internal void Validate()
    {
        List<string> problems = [];
        if (Steps < 1) problems.Add($"Steps is {Steps} but must be at least 1.");
        if (MaxSteps < Steps) problems.Add($"MaxSteps is {MaxSteps} but must be at least Steps ({Steps}).");
        if (!(Tolerance > 0)) problems.Add($"Tolerance is {Tolerance} but must be above 0.");
        if (problems.Count > 0) throw new ArgumentException($"IntegratedGradientsOptions: {string.Join(" ", problems)}");
    }
}
