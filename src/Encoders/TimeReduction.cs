namespace GraphSeq.Encoders;

/// <summary>How the steps of a series become one vector.</summary>
public enum TimeReduction
{
    /// <summary>The last true step; with two directions the backward one's at the first step.</summary>
    Last,

    /// <summary>Mean over the true steps.</summary>
    Mean,

    /// <summary>Largest value over the true steps, feature by feature.</summary>
    Max,

    /// <summary>Mean weighted by <c>softmax(w · h_t)</c> over the true steps, w learned.</summary>
    Attention,
}
