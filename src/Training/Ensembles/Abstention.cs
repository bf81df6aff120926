using GraphSeq.Datasets;

namespace GraphSeq.Training.Ensembles;

/// <summary>Answers given only where the largest probability reaches a threshold.</summary>
/// <param name="Threshold">Least probability to answer.</param>
/// <param name="Coverage">Share of rows answered.</param>
/// <param name="Accuracy">Share of the answers that is right; NaN without any.</param>
public sealed record Abstention(double Threshold, double Coverage, double Accuracy)
{
    /// <summary>The lowest threshold that gives the wanted accuracy on some rows; above 1, so that nothing is answered, when none does.</summary>
    /// <param name="predictions">Of rows the model has not learnt from: the validation part.</param>
    /// <param name="targets">All targets of the data set.</param>
    /// <param name="accuracy">Share of answers that should be right, in (0, 1].</param>
    /// <exception cref="ArgumentException">The task is not single-label classification.</exception>
    public static double Choose(Predictions predictions, Targets targets, double accuracy)
    {
        var rows = Confidences(predictions, targets).OrderByDescending(row => row.Confidence).ToArray();
        var (threshold, right) = (double.BitIncrement(1), 0);
        for (var i = 0; i < rows.Length; i++)
        {
            if (rows[i].Right) right++;
            var isLastOfItsConfidence = i + 1 == rows.Length || rows[i + 1].Confidence < rows[i].Confidence;
            if (isLastOfItsConfidence && right >= accuracy * (i + 1)) threshold = rows[i].Confidence;
        }
        return threshold;
    }

    /// <summary>What a threshold gives on some rows.</summary>
    /// <param name="predictions">The rows.</param>
    /// <param name="targets">All targets of the data set.</param>
    /// <param name="threshold">Least probability to answer.</param>
    /// <exception cref="ArgumentException">The task is not single-label classification.</exception>
    public static Abstention Measure(Predictions predictions, Targets targets, double threshold)
    {
        var rows = Confidences(predictions, targets);
        var answered = rows.Where(row => row.Confidence >= threshold).ToArray();
        return new Abstention(threshold, (double)answered.Length / rows.Length, (double)answered.Count(row => row.Right) / answered.Length);
    }

    private static (double Confidence, bool Right)[] Confidences(Predictions predictions, Targets targets)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.Task != TaskKind.Classification)
            throw new ArgumentException("Abstention: only single-label classification has a confidence.", nameof(predictions));
        var (probabilities, classes) = (predictions.ToProbabilities(), predictions.ToClasses());
        return [.. classes.Select((said, row) =>
            (probabilities[row * predictions.Width + (int)said], said == targets.Classes[predictions.Rows[row]]))];
    }
}
