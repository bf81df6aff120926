namespace GraphSeq.Datasets;

/// <summary>Values in five numbers.</summary>
/// <param name="Min">The smallest.</param>
/// <param name="Median">The middle one (of an even number, the upper of the two).</param>
/// <param name="Mean">The mean.</param>
/// <param name="Max">The largest.</param>
/// <param name="Deviation">Population deviation.</param>
public sealed record Distribution(double Min, double Median, double Mean, double Max, double Deviation)
{
    internal static Distribution Of(double[] values)
    {
        if (values.Length == 0) return new Distribution(0, 0, 0, 0, 0);
        double[] sorted = [.. values];
        Array.Sort(sorted);
        var mean = values.Average();
        return new Distribution(sorted[0], sorted[sorted.Length / 2], mean, sorted[^1], Math.Sqrt(values.Average(value => (value - mean) * (value - mean))));
    }
}
