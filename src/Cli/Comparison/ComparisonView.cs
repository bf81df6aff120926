using System.Diagnostics;
using System.Globalization;
using GraphSeq.Cli.Output;
using GraphSeq.Training.Protocol;
using Spectre.Console;

namespace GraphSeq.Cli.Comparison;

/// <summary>Shows a comparison while it runs, and its table at the end. No score of a test part is shown before the end.</summary>
internal static class ComparisonView
{
    private const int WidthWithoutTerminal = 130;

    /// <summary>Runs the work: a progress bar on a terminal, a line per training anywhere else.</summary>
    public static ProtocolReport Show(
        Reporter reporter, int jobs, IReadOnlyList<ProtocolRow> rows, Func<Action<FoldJob, FoldRun>, ProtocolReport> work)
    {
        var started = Stopwatch.GetTimestamp();
        var (done, takenUp) = (0, 0);
        if (!reporter.WordsGoToTerminal) return work((job, run) =>
        {
            var line = Line(job, run);
            if (!run.IsTakenUp) reporter.Say(line);
        });
        return Console(reporter).Progress()
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .Start(context =>
            {
                var bar = context.AddTask("training", maxValue: jobs);
                return work((job, run) =>
                {
                    bar.Description = Markup.Escape(Line(job, run));
                    bar.Increment(1);
                });
            });

        string Line(FoldJob job, FoldRun run)
        {
            done++;
            if (run.IsTakenUp) takenUp++;
            var what = job.Repeat < 0 ? $"choosing, {job.Candidate!.Name}" : $"run {job.Repeat + 1}";
            var validation = run.Validation is { } part ? string.Create(CultureInfo.InvariantCulture, $", validation {part.MainMetric:0.000}") : "";
            var left = Stopwatch.GetElapsedTime(started) / Math.Max(1, done - takenUp) * (jobs - done);
            return string.Create(CultureInfo.InvariantCulture,
                $"{done}/{jobs}  {rows[job.Row].Name}, fold {job.Fold + 1}, {what}{validation}  {run.Seconds:0.0} s, about {left.TotalMinutes:0} min left");
        }
    }

    /// <summary>The table, the tests of each row against the first, and where it all comes from.</summary>
    public static void Print(Reporter reporter, ComparisonSummary summary)
    {
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in (string[])["row", $"{summary.Metric}, %", "95 % interval", "folds", "runs", "parameters", "difference to the first", "p"])
            table.AddColumn(new TableColumn(heading) { NoWrap = heading != "row" });
        foreach (var row in summary.Rows)
        {
            var test = summary.Tests.FirstOrDefault(t => t.First == summary.Rows[0].Name && t.Second == row.Name);
            table.AddRow(
                Markup.Escape(row.Name), Invariant($"{100 * row.Mean:0.0} ± {100 * row.Sd:0.0}"),
                double.IsNaN(row.Interval[0]) ? "" : Invariant($"{100 * row.Interval[0]:0.0} – {100 * row.Interval[1]:0.0}"),
                Invariant($"{row.Folds.Count}"), Invariant($"{row.Repeats}"), row.Parameters == 0 ? "" : Invariant($"{row.Parameters}"),
                test is null ? "" : Invariant($"{-100 * test.Difference:+0.0;-0.0;0.0}"), test is null ? "" : Invariant($"{test.P:0.000}"));
        }
        Console(reporter).Write(table);
        reporter.Say($"± is the {summary.SdIs}; the interval: {summary.IntervalIs}; p: {summary.TestIs}.");
        var refit = summary.Refit ? ", refitted on training and validation part" : "";
        var takenUp = summary.TakenUp > 0 ? $", {summary.TakenUp} trainings taken up from an earlier run" : "";
        reporter.Say(Invariant($"{summary.FoldCount} folds, {summary.Repeats} runs of each{refit}; {summary.Seconds:0} s, {summary.Jobs} at a time{takenUp}"));
        if (summary.Splits is not null) reporter.Say($"splits {summary.Splits}, SHA-256 {summary.SplitsHash}");
        reporter.Say($"data SHA-256 {summary.DataHash}");
        reporter.Say(summary.Command);
    }

    private static IAnsiConsole Console(Reporter reporter)
    {
        var console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(reporter.Words) });
        if (!reporter.WordsGoToTerminal) console.Profile.Width = WidthWithoutTerminal;
        return console;
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
