namespace GraphSeq.Training.Metrics;

/// <summary>How well rows of 0/1 labels were met.</summary>
/// <param name="ExactMatch">Share of rows with every label right.</param>
/// <param name="LabelAccuracy">Share of single labels that are right.</param>
/// <param name="MacroF1">Mean of the labels' F1; a label that neither occurs nor is predicted does not count.</param>
public sealed record MultiLabelMetrics(double ExactMatch, double LabelAccuracy, double MacroF1)
{
    /// <summary>Compares labels.</summary>
    /// <param name="actual">True labels, row-major <c>[rows, width]</c>, 0 or 1.</param>
    /// <param name="logits">Logits, likewise; above 0 means predicted.</param>
    /// <param name="width">Labels per row.</param>
    /// <exception cref="ArgumentException">The lengths differ or are no multiple of <paramref name="width"/>.</exception>
    public static MultiLabelMetrics Compute(ReadOnlySpan<float> actual, ReadOnlySpan<float> logits, int width)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        if (actual.Length != logits.Length || actual.Length % width != 0)
            throw new ArgumentException(
                $"MultiLabelMetrics: {actual.Length} labels and {logits.Length} logits do not make the same rows of {width}.");
        var rows = actual.Length / width;
        var (hits, actuals, predictions) = (new int[width], new int[width], new int[width]);
        var (exact, right) = (0, 0);
        for (var row = 0; row < rows; row++)
        {
            var rightInRow = 0;
            for (var k = 0; k < width; k++)
            {
                var (is1, said1) = (actual[row * width + k] > 0.5f, logits[row * width + k] > 0);
                if (is1 == said1) rightInRow++;
                if (is1) actuals[k]++;
                if (said1) predictions[k]++;
                if (is1 && said1) hits[k]++;
            }
            right += rightInRow;
            if (rightInRow == width) exact++;
        }
        var f1 = Enumerable.Range(0, width).Where(k => actuals[k] + predictions[k] > 0).Select(k => 2.0 * hits[k] / (actuals[k] + predictions[k]));
        return new MultiLabelMetrics((double)exact / rows, (double)right / actual.Length, f1.DefaultIfEmpty(double.NaN).Average());
    }
}
