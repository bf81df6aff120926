namespace GraphSeq.Training;

/// <summary>The runs of all folds.</summary>
/// <param name="Folds">In the order of the splits.</param>
public sealed record CrossValidationResult(IReadOnlyList<FoldResult> Folds)
{
    /// <summary>Each fold's main metric on its test part: accuracy, or R² for regression.</summary>
    public IReadOnlyList<double> TestScores => [.. Folds.Select(f => f.Result.Test?.MainMetric ?? double.NaN)];

    /// <summary>Mean of <see cref="TestScores"/>.</summary>
    public double Mean => TestScores.Average();

    /// <summary>Sample standard deviation of <see cref="TestScores"/> (divided by the number of folds less one); 0 for one fold.</summary>
    public double StandardDeviation
    {
        get
        {
            var mean = Mean;
            return Folds.Count < 2 ? 0 : Math.Sqrt(TestScores.Sum(score => (score - mean) * (score - mean)) / (Folds.Count - 1));
        }
    }
}
