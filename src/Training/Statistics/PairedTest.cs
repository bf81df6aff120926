using MathNet.Numerics.Distributions;

namespace GraphSeq.Training.Statistics;

/// <summary>Whether two rows of scores over the same folds differ: a t-test on their differences, corrected for overlapping training sets.</summary>
/// <param name="Difference">Mean of the differences, first less second.</param>
/// <param name="T">Test statistic.</param>
/// <param name="DegreesOfFreedom">Folds less one.</param>
/// <param name="P">Two-sided probability of such a difference, or a larger one, if there were none.</param>
/// <remarks><see href="https://doi.org/10.1023/A:1024068626366">Nadeau, Bengio, "Inference for the Generalization Error", 2003</see>:
/// <c>t = mean(d) / sqrt((1 / k + n_test / n_train) var(d))</c> with the sample variance over <c>k</c> folds.</remarks>
public sealed record PairedTest(double Difference, double T, int DegreesOfFreedom, double P)
{
    /// <summary>Compares two rows.</summary>
    /// <param name="first">Scores, fold by fold.</param>
    /// <param name="second">Scores of the same folds.</param>
    /// <param name="testToTrain">Size of a test part over that of its training part, above 0; 0 leaves the correction out.</param>
    /// <exception cref="ArgumentException">The lengths differ, there are fewer than two folds, or the ratio is negative.</exception>
    public static PairedTest Corrected(IReadOnlyList<double> first, IReadOnlyList<double> second, double testToTrain)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        if (first.Count != second.Count || first.Count < 2)
            throw new ArgumentException($"PairedTest: {first.Count} and {second.Count} scores; there must be as many of each, at least 2.", nameof(second));
        if (!(testToTrain >= 0)) throw new ArgumentException($"PairedTest: testToTrain is {testToTrain} but must be at least 0.", nameof(testToTrain));
        double[] differences = [.. first.Zip(second, (a, b) => a - b)];
        var (mean, freedom) = (differences.Average(), differences.Length - 1);
        var variance = differences.Sum(d => (d - mean) * (d - mean)) / freedom;
        var error = Math.Sqrt((1.0 / differences.Length + testToTrain) * variance);
        var t = mean == 0 ? 0 : mean / error;
        return new PairedTest(mean, t, freedom, double.IsInfinity(t) ? 0 : 2 * StudentT.CDF(0, 1, freedom, -Math.Abs(t)));
    }
}
