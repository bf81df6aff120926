using MathNet.Numerics.Distributions;

namespace GraphSeq.Training.Statistics;

/// <summary>Scores of some folds in three numbers.</summary>
/// <param name="Count">Number of scores.</param>
/// <param name="Mean">Their mean.</param>
/// <param name="StandardDeviation">Sample standard deviation (divided by the count less one); 0 for one score.</param>
/// <param name="Lower">Lower end of the 95 % interval of the mean, <c>mean - t sd / sqrt(count)</c> by Student's distribution; NaN for one score.</param>
/// <param name="Upper">Upper end.</param>
/// <remarks>The interval takes the folds for independent, which those of a cross-validation are not quite; tests between rows correct for that
/// (<see cref="PairedTest"/>).</remarks>
public sealed record ScoreSummary(int Count, double Mean, double StandardDeviation, double Lower, double Upper)
{
    /// <summary>Summarises scores.</summary>
    /// <param name="scores">One per fold; at least one.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static ScoreSummary Of(IReadOnlyList<double> scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        if (scores.Count == 0) throw new ArgumentException("ScoreSummary: there are no scores.", nameof(scores));
        var mean = scores.Average();
        if (scores.Count == 1) return new ScoreSummary(1, mean, 0, double.NaN, double.NaN);
        var deviation = Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (scores.Count - 1));
        var half = StudentT.InvCDF(0, 1, scores.Count - 1, 0.975) * deviation / Math.Sqrt(scores.Count);
        return new ScoreSummary(scores.Count, mean, deviation, mean - half, mean + half);
    }
}
