using System.Text.Json.Serialization;

namespace GraphSeq.Benchmarks.Output;

/// <summary>Median, smallest and largest of repeated measurements.</summary>
internal sealed record Spread(
    [property: JsonPropertyName("median")] double Median, [property: JsonPropertyName("min")] double Min, [property: JsonPropertyName("max")] double Max)
{
    /// <exception cref="ArgumentException">There are no values.</exception>
    public static Spread Of(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        if (sorted.Length == 0) throw new ArgumentException("There is nothing to take the median of.", nameof(values));
        return new Spread((sorted[(sorted.Length - 1) / 2] + sorted[sorted.Length / 2]) / 2, sorted[0], sorted[^1]);
    }
}
