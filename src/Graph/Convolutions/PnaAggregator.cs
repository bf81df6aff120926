namespace GraphSeq.Graph.Convolutions;

/// <summary>A reduction of <see cref="PNAConv"/>; a node without messages gets zeros.</summary>
public enum PnaAggregator
{
    /// <summary>Sum.</summary>
    Sum,

    /// <summary>Mean.</summary>
    Mean,

    /// <summary>Smallest value.</summary>
    Min,

    /// <summary>Largest value.</summary>
    Max,

    /// <summary>Biased variance.</summary>
    Variance,

    /// <summary>Root of the biased variance; 0, with gradient 0, where the variance is 1e-5 or less.</summary>
    StandardDeviation,
}
