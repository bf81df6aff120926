namespace GraphSeq.Training.Metrics;

/// <summary>Counts of true against predicted classes, and what follows from them.</summary>
/// <remarks>A class that neither occurs nor is predicted does not count in the averages over classes (as scikit-learn's, over the labels
/// present).</remarks>
public sealed class ConfusionMatrix
{
    private readonly int[,] _counts;

    /// <summary>Counts pairs.</summary>
    /// <param name="actual">True classes.</param>
    /// <param name="predicted">Predicted classes; as many.</param>
    /// <param name="numClasses">Number of classes, <c>K</c>.</param>
    /// <exception cref="ArgumentException">The lengths differ, or a class is not in <c>[0, K)</c>.</exception>
    public ConfusionMatrix(ReadOnlySpan<long> actual, ReadOnlySpan<long> predicted, int numClasses)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(numClasses, 1);
        if (actual.Length != predicted.Length)
            throw new ArgumentException($"ConfusionMatrix: {actual.Length} true classes but {predicted.Length} predicted ones.", nameof(predicted));
        _counts = new int[numClasses, numClasses];
        for (var i = 0; i < actual.Length; i++)
        {
            if ((ulong)actual[i] >= (ulong)numClasses || (ulong)predicted[i] >= (ulong)numClasses)
                throw new ArgumentException(
                    $"ConfusionMatrix: row {i} has classes {actual[i]} and {predicted[i]} but they must be in [0, {numClasses}).");
            _counts[actual[i], predicted[i]]++;
        }
        Total = actual.Length;
    }

    /// <summary>Number of classes, <c>K</c>.</summary>
    public int NumClasses => _counts.GetLength(0);

    /// <summary>Number of pairs.</summary>
    public int Total { get; }

    /// <summary>How often a class was predicted as another.</summary>
    /// <param name="actual">True class.</param>
    /// <param name="predicted">Predicted class.</param>
    public int this[int actual, int predicted] => _counts[actual, predicted];

    /// <summary>Share of right predictions; NaN without any.</summary>
    public double Accuracy => (double)Enumerable.Range(0, NumClasses).Sum(k => _counts[k, k]) / Total;

    /// <summary>Mean over the classes that occur of the share found of each (recall).</summary>
    public double BalancedAccuracy => Enumerable.Range(0, NumClasses).Where(k => Actual(k) > 0)
        .Select(k => (double)_counts[k, k] / Actual(k)).DefaultIfEmpty(double.NaN).Average();

    /// <summary>Mean over classes of <c>F1 = 2 TP / (2 TP + FP + FN)</c>.</summary>
    public double MacroF1 => Enumerable.Range(0, NumClasses).Where(k => Actual(k) + Predicted(k) > 0)
        .Select(k => 2.0 * _counts[k, k] / (Actual(k) + Predicted(k))).DefaultIfEmpty(double.NaN).Average();

    /// <summary>A copy of the counts, one row per true class.</summary>
    public int[][] ToRows()
    {
        int[] classes = [.. Enumerable.Range(0, NumClasses)];
        return Array.ConvertAll(classes, actual => Array.ConvertAll(classes, predicted => _counts[actual, predicted]));
    }

    private int Actual(int k) => Enumerable.Range(0, NumClasses).Sum(other => _counts[k, other]);

    private int Predicted(int k) => Enumerable.Range(0, NumClasses).Sum(other => _counts[other, k]);
}
