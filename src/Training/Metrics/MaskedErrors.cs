namespace GraphSeq.Training.Metrics;

/// <summary>How far predicted values are from the true ones that are not missing, as traffic forecasting reports it.</summary>
/// <param name="Count">Values that counted.</param>
/// <param name="MeanAbsoluteError">Mean of <c>|p - y|</c>.</param>
/// <param name="RootMeanSquaredError">Root of the mean of <c>(p - y)^2</c>.</param>
/// <param name="MeanAbsolutePercentageError">Mean of <c>|p - y| / |y|</c> over values that are not 0; 0.1 is 10 %.</param>
public sealed record MaskedErrors(long Count, double MeanAbsoluteError, double RootMeanSquaredError, double MeanAbsolutePercentageError)
{
    /// <summary>Compares values, in double precision. NaN errors where no value counts.</summary>
    /// <param name="actual">True values; NaN where missing.</param>
    /// <param name="predicted">Predicted values.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static MaskedErrors Compute(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted)
    {
        if (actual.Length != predicted.Length)
            throw new ArgumentException($"MaskedErrors: there are {actual.Length} true but {predicted.Length} predicted values.", nameof(predicted));
        double absolute = 0, squared = 0, relative = 0;
        var (count, nonZero) = (0L, 0L);
        for (var i = 0; i < actual.Length; i++)
        {
            if (float.IsNaN(actual[i])) continue;
            var error = Math.Abs((double)predicted[i] - actual[i]);
            (absolute, squared, count) = (absolute + error, squared + error * error, count + 1);
            if (actual[i] != 0) (relative, nonZero) = (relative + error / Math.Abs((double)actual[i]), nonZero + 1);
        }
        return new MaskedErrors(count, absolute / count, Math.Sqrt(squared / count), relative / nonZero);
    }
}
