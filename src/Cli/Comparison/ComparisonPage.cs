using System.Globalization;
using GraphSeq.Cli.Output;
using GraphSeq.Graph;
using GraphSeq.Training.Reports;

namespace GraphSeq.Cli.Comparison;

/// <summary><c>report.html</c> of a comparison.</summary>
internal static class ComparisonPage
{
    /// <param name="folder">Gets the page and the picture.</param>
    /// <param name="summary">What was found.</param>
    /// <param name="classes">Names of the classes; empty for other tasks.</param>
    public static void Write(string folder, ComparisonSummary summary, IReadOnlyList<string> classes)
    {
        var page = new HtmlPage($"Cross-validation on {summary.Dataset}");
        var rows = summary.Rows.Select(row => (row.Name, row.Folds, row.Mean, row.Interval[0], row.Interval[1])).ToArray();
        var (light, dark) = (RunPlots.Rows(rows, summary.Metric, dark: false), RunPlots.Rows(rows, summary.Metric, dark: true));
        AtomicFile.Write(Path.Combine(folder, "plots", "rows.png"), stream => stream.Write(light));
        page.Picture("Each row's folds, mean and 95 % interval", light, dark);
        page.Table(
            ["row", $"{summary.Metric}, %", "95 % interval", "runs a fold", "parameters", "seconds"],
            summary.Rows.Select(row => (string[])[
                row.Name, $"{Percent(row.Mean)} ± {Percent(row.Sd)}", double.IsNaN(row.Interval[0]) ? "" : $"{Percent(row.Interval[0])} – {Percent(row.Interval[1])}",
                $"{row.Repeats}", row.Parameters == 0 ? "" : $"{row.Parameters}", row.Seconds.ToString("0", CultureInfo.InvariantCulture)]),
            $"± is the {summary.SdIs}; interval: {summary.IntervalIs}.");
        page.Heading("Folds");
        page.Table(
            ["row", .. Enumerable.Range(1, summary.FoldCount).Select(fold => $"{fold}")],
            summary.Rows.Select(row => (string[])[row.Name, .. row.Folds.Select(Percent)]));
        page.Heading("Differences");
        page.Table(
            ["rows", "difference, points", "t", "p"],
            summary.Tests.Select(test => (string[])[
                $"{test.First} – {test.Second}", Percent(test.Difference), test.T.ToString("0.00", CultureInfo.InvariantCulture),
                test.P.ToString("0.0000", CultureInfo.InvariantCulture)]),
            $"Each test is {summary.TestIs}.");
        Metrics(page, summary);
        if (summary.Rows.FirstOrDefault(row => row.ConfusionMatrix is not null) is { } first && classes.Count > 0)
        {
            page.Heading($"Confusion of {first.Name}");
            page.Confusion(first.ConfusionMatrix!, classes);
        }
        page.Heading("Where it comes from");
        page.Facts(
        [
            ("folds, runs of each", $"{summary.FoldCount}, {summary.Repeats}"), ("refitted on training and validation part", summary.Refit ? "yes" : "no"),
            ("splits", summary.Splits is null ? $"made here, seed {summary.Seed}" : $"{summary.Splits}, SHA-256 {summary.SplitsHash}"),
            ("data, SHA-256", summary.DataHash), ("seconds, processes", $"{summary.Seconds.ToString("0", CultureInfo.InvariantCulture)}, {summary.Jobs}"),
        ]);
        page.Code(summary.Command);
        page.Write(Path.Combine(folder, "report.html"));
    }

    private static void Metrics(HtmlPage page, ComparisonSummary summary)
    {
        string[] names = [.. summary.Rows.SelectMany(row => row.Metrics.Keys).Distinct()];
        page.Heading("Other metrics");
        page.Table(["row", .. names.Select(name => name.Replace('_', ' '))], summary.Rows.Select(row => (string[])[
            row.Name, .. names.Select(name => row.Metrics.TryGetValue(name, out var value) ? value.ToString("0.000", CultureInfo.InvariantCulture) : "")]),
            "Means over folds (and runs).");
    }

    private static string Percent(double share) => (100 * share).ToString("0.0", CultureInfo.InvariantCulture);
}
