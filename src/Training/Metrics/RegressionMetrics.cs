namespace GraphSeq.Training.Metrics;

/// <summary>How far predicted values are from the true ones that are not missing (NaN), in double precision; NaN where all are missing.</summary>
/// <param name="MeanAbsoluteError">Mean of <c>|p - y|</c> over all values.</param>
/// <param name="RootMeanSquaredError">Root of the mean of <c>(p - y)^2</c> over all values.</param>
/// <param name="R2">Mean over the columns of <c>1 - sum (p - y)^2 / sum (y - mean y)^2</c>; a constant column counts 1 when met exactly,
/// else 0.</param>
public sealed record RegressionMetrics(double MeanAbsoluteError, double RootMeanSquaredError, double R2)
{
    /// <summary>Compares values.</summary>
    /// <param name="actual">True values, row-major <c>[rows, width]</c>.</param>
    /// <param name="predicted">Predicted values, likewise.</param>
    /// <param name="width">Values per row.</param>
    /// <exception cref="ArgumentException">The lengths differ or are no multiple of <paramref name="width"/>.</exception>
    public static RegressionMetrics Compute(ReadOnlySpan<float> actual, ReadOnlySpan<float> predicted, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (actual.Length != predicted.Length || actual.Length % width != 0)
            throw new ArgumentException(
                $"RegressionMetrics: {actual.Length} true and {predicted.Length} predicted values do not make the same rows of {width}.");
        double absolute = 0, squared = 0, r2 = 0;
        var (known, columns) = (0, 0);
        for (var column = 0; column < width; column++)
        {
            double mean = 0, residual = 0, spread = 0;
            var rows = 0;
            for (var i = column; i < actual.Length; i += width)
                if (!float.IsNaN(actual[i])) rows++;
            if (rows == 0) continue;
            (known, columns) = (known + rows, columns + 1);
            for (var i = column; i < actual.Length; i += width)
                if (!float.IsNaN(actual[i])) mean += actual[i] / (double)rows;
            for (var i = column; i < actual.Length; i += width)
            {
                if (float.IsNaN(actual[i])) continue;
                var error = (double)predicted[i] - actual[i];
                absolute += Math.Abs(error);
                residual += error * error;
                spread += (actual[i] - mean) * (actual[i] - mean);
            }
            squared += residual;
            r2 += spread > 0 ? 1 - residual / spread : residual == 0 ? 1 : 0;
        }
        return new RegressionMetrics(absolute / known, Math.Sqrt(squared / known), r2 / columns);
    }
}
