namespace GraphSeq.Graph.Convolutions;

/// <summary>Where the features of an added self-loop come from (PyG: <c>fill_value</c>); by default the mean of the edges that point to the
/// node.</summary>
public readonly record struct SelfLoopFill
{
    private readonly Aggregation? _aggregation;     // null stands for the mean, so that default is the default

    private SelfLoopFill(Aggregation? aggregation, double value)
    {
        (_aggregation, Value, IsConstant) = (aggregation, value, aggregation is null);
    }

    /// <summary>How the features of the edges that point to the node are reduced; not looked at when <see cref="IsConstant"/>.</summary>
    public Aggregation Aggregation => _aggregation ?? Aggregation.Mean;

    /// <summary>The value of every feature, when <see cref="IsConstant"/>.</summary>
    public double Value { get; }

    /// <summary>True when all self-loops have the same value for every feature.</summary>
    public bool IsConstant { get; }

    /// <summary>A constant.</summary>
    /// <param name="value">Value of every feature of every added self-loop.</param>
    public static implicit operator SelfLoopFill(double value) => new(null, value);

    /// <summary>A reduction of the edges that point to the node; zeros where there are none.</summary>
    /// <param name="aggregation">Which.</param>
    public static implicit operator SelfLoopFill(Aggregation aggregation) => new(aggregation, 0);
}
