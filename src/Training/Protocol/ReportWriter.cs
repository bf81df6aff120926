using GraphSeq.Datasets;
using GraphSeq.Training.Ensembles;
using GraphSeq.Training.Statistics;

namespace GraphSeq.Training.Protocol;

/// <summary>From runs to rows: means over repeats, ensembles over repeats, tests between rows.</summary>
internal static class ReportWriter
{
    private static readonly (string Name, Func<Evaluation, double?> Value)[] Metrics =
    [
        ("loss", e => e.Loss), ("balanced_accuracy", e => e.BalancedAccuracy), ("macro_f1", e => e.MacroF1), ("auroc", e => e.Auroc),
        ("calibration_error", e => e.CalibrationError), ("mean_absolute_error", e => e.MeanAbsoluteError),
        ("root_mean_squared_error", e => e.RootMeanSquaredError),
    ];

    public static ProtocolReport Write(
        GraphDataset dataset, IReadOnlyList<Split> folds, IReadOnlyList<ProtocolRow> rows, ProtocolOptions options,
        (FoldJob Job, FoldRun Run)[] choosers, (FoldJob Job, FoldRun Run)[] runs)
    {
        List<RowReport> reports = [];
        for (var row = 0; row < rows.Count; row++)
        {
            var chosen = choosers.Where(pair => pair.Job.Row == row).ToArray();
            var byFold = runs.Where(pair => pair.Job.Row == row).GroupBy(pair => pair.Job.Fold).OrderBy(fold => fold.Key).Select(fold => fold.ToArray()).ToArray();
            reports.Add(Single(rows[row], byFold, chosen.Sum(pair => pair.Run.Seconds), chosen.Length > 0));
            if (rows[row].Baseline is null && options.Repeats > 1) reports.Add(Together(dataset, reports[^1], byFold, options));
        }
        return new ProtocolReport(reports, [.. Tests(reports, folds, options)]);
    }

    private static RowReport Single(ProtocolRow row, (FoldJob Job, FoldRun Run)[][] byFold, double choosingSeconds, bool hasChosen)
    {
        double[] scores = [.. byFold.Select(fold => fold.Average(pair => pair.Run.Test!.MainMetric))];
        var all = byFold.SelectMany(fold => fold).ToArray();
        string[]? choices = row.Baseline is not null ? [.. byFold.Select(fold => fold[0].Run.Choice ?? "")]
            : hasChosen ? [.. byFold.Select(fold => fold[0].Job.Candidate!.Name)] : null;
        return new RowReport(
            row.Name, scores, ScoreSummary.Of(scores), byFold[0].Length, all.Max(pair => pair.Run.Parameters),
            choosingSeconds + all.Sum(pair => pair.Run.Seconds), Mean([.. all.Select(pair => pair.Run.Test!)]), choices, null,
            Add(all.Select(pair => pair.Run.Test!.ConfusionMatrix)));
    }

    private static RowReport Together(GraphDataset dataset, RowReport single, (FoldJob Job, FoldRun Run)[][] byFold, ProtocolOptions options)
    {
        List<Evaluation> evaluations = [];
        List<double> temperatures = [];
        List<Abstention> abstentions = [];
        List<double> calibrated = [];
        foreach (var fold in byFold)
        {
            var test = Ensemble.Average([.. fold.Select(pair => pair.Run.TestOutputs!)]);
            evaluations.Add(Evaluation.Of(test, dataset.Targets));
            if (dataset.Targets.Task != TaskKind.Classification || fold.Any(pair => pair.Run.ValidationOutputs is null)) continue;
            var validation = Ensemble.Average([.. fold.Select(pair => pair.Run.ValidationOutputs!)]);
            var temperature = TemperatureScaling.Fit(validation, dataset.Targets);
            temperatures.Add(temperature);
            var scaled = TemperatureScaling.Apply(test, temperature);
            calibrated.Add(Evaluation.Of(scaled, dataset.Targets).CalibrationError ?? double.NaN);
            var threshold = Abstention.Choose(TemperatureScaling.Apply(validation, temperature), dataset.Targets, options.AbstainAccuracy);
            abstentions.Add(Abstention.Measure(scaled, dataset.Targets, threshold));
        }
        double[] scores = [.. evaluations.Select(e => e.MainMetric)];
        var metrics = Mean(evaluations);
        if (calibrated.Count > 0)
        {
            metrics["calibration_error_scaled"] = calibrated.Average();
            metrics["abstain_coverage"] = abstentions.Average(a => a.Coverage);
            metrics["abstain_accuracy"] = abstentions.Where(a => double.IsFinite(a.Accuracy)).Select(a => a.Accuracy).DefaultIfEmpty(double.NaN).Average();
        }
        return single with
        {
            Name = $"{single.Name}, ensemble of {single.Repeats}",
            Folds = scores,
            Scores = ScoreSummary.Of(scores),
            Parameters = single.Parameters * single.Repeats,
            Metrics = metrics,
            Temperatures = temperatures.Count > 0 ? temperatures : null,
            ConfusionMatrix = Add(evaluations.Select(e => e.ConfusionMatrix)),
        };
    }

    private static IEnumerable<RowTest> Tests(List<RowReport> rows, IReadOnlyList<Split> folds, ProtocolOptions options)
    {
        if (folds.Count < 2) yield break;
        var ratio = folds.Average(fold => (double)fold.Test.Count / (fold.Train.Count + (options.Refit ? fold.Validation.Count : 0)));
        for (var i = 0; i < rows.Count; i++)
            for (var j = i + 1; j < rows.Count; j++)
                yield return new RowTest(rows[i].Name, rows[j].Name, PairedTest.Corrected(rows[i].Folds, rows[j].Folds, ratio));
    }

    private static Dictionary<string, double> Mean(IReadOnlyList<Evaluation> evaluations)
    {
        Dictionary<string, double> means = [];
        foreach (var (name, value) in Metrics)
            if (evaluations.All(e => value(e) is not null)) means[name] = evaluations.Average(e => value(e)!.Value);
        return means;
    }

    private static int[][]? Add(IEnumerable<int[][]?> matrices)
    {
        int[][]? sum = null;
        foreach (var matrix in matrices)
        {
            if (matrix is null) return null;
            sum ??= [.. matrix.Select(row => new int[row.Length])];
            for (var i = 0; i < matrix.Length; i++)
                for (var j = 0; j < matrix[i].Length; j++) sum[i][j] += matrix[i][j];
        }
        return sum;
    }
}
