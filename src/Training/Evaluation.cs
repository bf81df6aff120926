using System.Text.Json.Serialization;
using GraphSeq.Datasets;
using GraphSeq.Training.Metrics;

namespace GraphSeq.Training;

/// <summary>How good predictions are; what does not apply to the task is null.</summary>
public sealed record Evaluation
{
    /// <summary>Number of rows (graphs or nodes).</summary>
    public required int Rows { get; init; }

    /// <summary>Mean cross-entropy, mean binary cross-entropy, or mean squared error; without label smoothing unless said otherwise.</summary>
    public required double Loss { get; init; }

    /// <summary>Share of right classes; for several labels, of right labels.</summary>
    public double? Accuracy { get; init; }

    /// <summary>Mean over the classes of the share found of each.</summary>
    public double? BalancedAccuracy { get; init; }

    /// <summary>Mean over the classes of their F1.</summary>
    public double? MacroF1 { get; init; }

    /// <summary>Several labels: share of rows with every label right.</summary>
    public double? ExactMatch { get; init; }

    /// <summary>Area under the receiver operating characteristic, each class (or label) against the rest, averaged; null when none counts.</summary>
    public double? Auroc { get; init; }

    /// <summary>Classes: expected calibration error of the largest probability, over <see cref="Calibration.DefaultBins"/> bins.</summary>
    public double? CalibrationError { get; init; }

    /// <summary>Counts, one row per true class, one column per predicted class.</summary>
    public int[][]? ConfusionMatrix { get; init; }

    /// <summary>Regression: mean of <c>|p - y|</c>.</summary>
    public double? MeanAbsoluteError { get; init; }

    /// <summary>Regression: root of the mean of <c>(p - y)^2</c>.</summary>
    public double? RootMeanSquaredError { get; init; }

    /// <summary>Regression: share of the variance explained, averaged over the values of a row.</summary>
    public double? R2 { get; init; }

    /// <summary>The task's main metric, higher being better: accuracy, or R².</summary>
    [JsonIgnore]
    public double MainMetric => Accuracy ?? R2 ?? double.NaN;

    /// <summary>Compares predictions with the data set's targets.</summary>
    /// <param name="predictions">Outputs with the rows they belong to.</param>
    /// <param name="targets">All targets of the data set.</param>
    /// <exception cref="ArgumentException">The predictions are for another task or width, or there are none.</exception>
    public static Evaluation Of(Predictions predictions, Targets targets) => Of(predictions, targets, withRanking: true);

    /// <summary>As above; without ranking, what needs every output sorted (AUROC) or binned (calibration) is left out: for the numbers seen while
    /// learning, epoch by epoch.</summary>
    internal static Evaluation Of(Predictions predictions, Targets targets, bool withRanking)
    {
        ArgumentNullException.ThrowIfNull(predictions);
        ArgumentNullException.ThrowIfNull(targets);
        if (predictions.Task != targets.Task || predictions.Width != targets.Width)
            throw new ArgumentException(
                $"Evaluation: predictions are {predictions.Task} of width {predictions.Width}, targets {targets.Task} of width {targets.Width}.");
        if (predictions.Rows.Count == 0) throw new ArgumentException("Evaluation: there are no rows to compare.", nameof(predictions));
        var width = targets.Width;
        if (targets.Task == TaskKind.Classification)
        {
            if (targets.HasMissing) predictions = Known(predictions, targets);
            return OfClasses(predictions, ClassesOf(predictions, targets), withRanking);
        }
        var values = new float[predictions.Outputs.Length];
        for (var i = 0; i < predictions.Rows.Count; i++) targets.CopyRow(predictions.Rows[i], values.AsSpan(i * width));
        return targets.Task == TaskKind.Regression ? OfValues(predictions, values) : OfLabels(predictions, values);
    }

    /// <summary>The rows whose class is not missing.</summary>
    private static Predictions Known(Predictions predictions, Targets targets)
    {
        int[] known = [.. Enumerable.Range(0, predictions.Rows.Count).Where(i => targets.Classes[predictions.Rows[i]] != Targets.MissingClass)];
        if (known.Length == 0) throw new ArgumentException("Evaluation: the class of every row is missing; there is nothing to compare.", nameof(predictions));
        var outputs = new float[known.Length * predictions.Width];
        for (var i = 0; i < known.Length; i++) predictions[known[i]].CopyTo(outputs.AsSpan(i * predictions.Width));
        return predictions with { Rows = Array.ConvertAll(known, i => predictions.Rows[i]), Outputs = outputs };
    }

    internal static double LogSumExp(ReadOnlySpan<float> logits)
    {
        double largest = logits[0], sum = 0;
        foreach (var logit in logits) largest = Math.Max(largest, logit);
        foreach (var logit in logits) sum += Math.Exp(logit - largest);
        return largest + Math.Log(sum);
    }

    /// <summary>Mean cross-entropy of classes.</summary>
    internal static double LossOf(Predictions predictions, Targets targets) => CrossEntropy(predictions, ClassesOf(predictions, targets));

    /// <summary>True class of each row.</summary>
    internal static long[] ClassesOf(Predictions predictions, Targets targets)
    {
        var actual = new long[predictions.Rows.Count];
        for (var i = 0; i < actual.Length; i++) actual[i] = targets.Classes[predictions.Rows[i]];
        return actual;
    }

    private static double CrossEntropy(Predictions predictions, long[] actual)
    {
        var loss = 0.0;
        for (var i = 0; i < actual.Length; i++) loss += LogSumExp(predictions[i]) - predictions[i][(int)actual[i]];
        return loss / actual.Length;
    }

    private static Evaluation OfClasses(Predictions predictions, long[] actual, bool withRanking)
    {
        var confusion = new ConfusionMatrix(actual, predictions.ToClasses(), predictions.Width);
        var probabilities = withRanking ? predictions.ToProbabilities() : null;
        return new Evaluation
        {
            Rows = actual.Length,
            Loss = CrossEntropy(predictions, actual),
            Auroc = probabilities is null ? null : Finite(AreaUnderCurve.OneVersusRest(probabilities, predictions.Width, actual)),
            CalibrationError = probabilities is null ? null : Finite(Calibration.ExpectedError(probabilities, predictions.Width, actual)),
            Accuracy = confusion.Accuracy,
            BalancedAccuracy = confusion.BalancedAccuracy,
            MacroF1 = confusion.MacroF1,
            ConfusionMatrix = confusion.ToRows(),
        };
    }

    private static Evaluation OfLabels(Predictions predictions, float[] actual)
    {
        var loss = 0.0;
        for (var i = 0; i < actual.Length; i++)
        {
            double z = predictions.Outputs[i];
            loss += Math.Max(z, 0) - z * actual[i] + Math.Log(1 + Math.Exp(-Math.Abs(z)));
        }
        var metrics = MultiLabelMetrics.Compute(actual, predictions.Outputs, predictions.Width);
        return new Evaluation
        {
            Rows = predictions.Rows.Count,
            Loss = loss / actual.Length,
            Accuracy = metrics.LabelAccuracy,
            ExactMatch = metrics.ExactMatch,
            MacroF1 = metrics.MacroF1,
            Auroc = LabelAuroc(predictions, actual),
        };
    }

    private static double? LabelAuroc(Predictions predictions, float[] actual)
    {
        var (width, rows) = (predictions.Width, predictions.Rows.Count);
        var areas = Enumerable.Range(0, width).Select(k =>
        {
            double[] scores = [.. Enumerable.Range(0, rows).Select(row => (double)predictions.Outputs[row * width + k])];
            bool[] positive = [.. Enumerable.Range(0, rows).Select(row => actual[row * width + k] > 0.5f)];
            return AreaUnderCurve.Binary(scores, positive);
        });
        return Finite(areas.Where(double.IsFinite).DefaultIfEmpty(double.NaN).Average());
    }

    private static double? Finite(double value) => double.IsFinite(value) ? value : null;

    private static Evaluation OfValues(Predictions predictions, float[] actual)
    {
        var metrics = RegressionMetrics.Compute(actual, predictions.Outputs, predictions.Width);
        return new Evaluation
        {
            Rows = predictions.Rows.Count,
            Loss = metrics.RootMeanSquaredError * metrics.RootMeanSquaredError,
            MeanAbsoluteError = metrics.MeanAbsoluteError,
            RootMeanSquaredError = metrics.RootMeanSquaredError,
            R2 = metrics.R2,
        };
    }
}
