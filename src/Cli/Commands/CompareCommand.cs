using System.CommandLine;
using System.Globalization;
using GraphSeq.Cli.Comparison;
using GraphSeq.Cli.Output;
using GraphSeq.Cli.Runs;
using GraphSeq.Graph;
using GraphSeq.Training.Reports;
using GraphSeq.Training.Statistics;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq compare RUN…</c>: rows of several comparisons on the same folds, tested against one another.</summary>
internal static class CompareCommand
{
    public const string ReportName = "cv.json";

    public static Command Create()
    {
        var runs = new Argument<string[]>("run") { Description = "Folders that 'graphseq cv --out' wrote, on the same folds.", Arity = ArgumentArity.OneOrMore };
        var plot = new Option<string?>("--plot") { HelpName = "FILE", Description = "Picture of all rows, as PNG." };
        var json = SharedOptions.Json();
        var command = new Command("compare", "Tests rows of several cross-validations against one another.") { runs, plot, json };
        command.SetAction(parsed =>
        {
            var reporter = SharedOptions.Reporter(parsed, json);
            if (parsed.GetValue(plot) is { } place) OutputPlace.RequireFile(place, plot.Name);
            var read = parsed.GetRequiredValue(runs).Select(Read).ToArray();
            RequireSameFolds(read);
            var rows = read.SelectMany(run => run.Rows.Select(row => (Name: read.Length == 1 ? row.Name : $"{run.Label}: {row.Name}", Row: row))).ToArray();
            var tests = (from i in Enumerable.Range(0, rows.Length)
                         from j in Enumerable.Range(i + 1, rows.Length - i - 1)
                         let test = PairedTest.Corrected(rows[i].Row.Folds, rows[j].Row.Folds, read[0].TestToTrain)
                         select new TestSummary(rows[i].Name, rows[j].Name, test.Difference, test.T, test.DegreesOfFreedom, test.P)).ToArray();
            if (parsed.GetValue(plot) is { } file)
            {
                var shown = rows.Select(row => (row.Name, row.Row.Folds, row.Row.Mean, row.Row.Interval[0], row.Row.Interval[1])).ToArray();
                var png = RunPlots.Rows(shown, read[0].Metric, dark: false);
                AtomicFile.Write(file, stream => stream.Write(png));
            }
            var result = new { read[0].Dataset, Rows = rows.Select(row => row.Row with { Name = row.Name }), Tests = tests };
            reporter.Result(result, [.. rows.Select(row => Invariant($"{100 * row.Row.Mean,6:0.0} ± {100 * row.Row.Sd:0.0}  {row.Name}")), "",
                .. tests.Select(test => Invariant($"{100 * test.Difference,+6:+0.0;-0.0;0.0}  p {test.P:0.000}  {test.First} – {test.Second}"))]);
            return ExitCode.Ok;
        });
        return command;
    }

    private static Run Read(string folder)
    {
        var file = File.Exists(folder) ? folder : Path.Combine(folder, ReportName);
        if (!File.Exists(file)) throw new BadInputException($"{folder} holds no {ReportName}. Pass the folder that 'graphseq cv --out' wrote.");
        var run = JsonFile.Read<Run>(file, Reporter.JsonFormat, "is not what 'graphseq cv' writes");
        return run with { Label = Path.GetFileName(Path.GetFullPath(folder).TrimEnd(Path.DirectorySeparatorChar)) };
    }

    private static void RequireSameFolds(Run[] runs)
    {
        foreach (var run in runs)
            if ((run.DataHash, run.FoldsHash) != (runs[0].DataHash, runs[0].FoldsHash))
                throw new BadInputException($"{run.Label} and {runs[0].Label} are of other data or other folds; only runs on the same folds can be compared.");
        if (runs[0].Rows.Any(row => row.Folds.Count < 2)) throw new BadInputException("One fold is too few for a test.");
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>The part of <see cref="ComparisonSummary"/> that is needed here.</summary>
    private sealed record Run(
        string Dataset, string Metric, string DataHash, string FoldsHash, double TestToTrain, IReadOnlyList<RowSummary> Rows, string Label = "");
}
