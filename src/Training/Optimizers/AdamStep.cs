namespace GraphSeq.Training.Optimizers;

/// <summary>The numbers of one Adam step that all parameters share.</summary>
internal readonly struct AdamStep
{
    /// <summary>Share kept of the mean gradient.</summary>
    public double Beta1 { get; init; }

    /// <summary>Share kept of the mean squared gradient.</summary>
    public double Beta2 { get; init; }

    /// <summary>Rate, corrected for the mean's start at 0.</summary>
    public double StepSize { get; init; }

    /// <summary>Factor of the root of the mean squared gradient, that corrects for its start at 0.</summary>
    public double VarianceScale { get; init; }

    /// <summary>Added to the divisor.</summary>
    public double Epsilon { get; init; }

    /// <summary>Share of the parameter added to its gradient (Adam's weight decay).</summary>
    public double GradientDecay { get; init; }

    /// <summary>Factor of the parameter before the step (AdamW's weight decay).</summary>
    public double Shrink { get; init; }
}
