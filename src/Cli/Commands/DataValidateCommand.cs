using System.CommandLine;
using System.Globalization;
using GraphSeq.Datasets;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq data validate DIR</c>: everything that is wrong with a set's files, with file and line.</summary>
internal static class DataValidateCommand
{
    public static Command Create()
    {
        var place = new Argument<string>("dataset") { Description = "A folder or archive with a set in the TU format, a CSV folder, or a set's name." };
        var folder = new Option<string?>("--data") { HelpName = "DIR", Description = "Where to look for a set that is named." };
        var repair = new Option<string?>("--repair")
        {
            HelpName = "DIR",
            Description = "Write a corrected copy to this new folder, and list what is different in it.",
        };
        var undirected = new Option<bool>("--undirected") { Description = "Every edge must have its reverse. [default: only where most have theirs]" };
        var shown = new Option<int>("--show")
        {
            HelpName = "N",
            Description = "Problems of a kind that are listed for each file.",
            DefaultValueFactory = _ => 20,
            CustomParser = NumberOption.Read<int>,
        };
        var json = SharedOptions.Json();
        var command = new Command("validate", "Tells everything that is wrong with a data set's files; ends with 2 if there is anything.")
        {
            place, folder, repair, undirected, shown, json,
        };
        command.SetAction((parsed, cancellationToken) =>
        {
            var options = new ValidationOptions
            {
                ShownPerKind = parsed.GetValue(shown),
                Undirected = parsed.GetValue(undirected),
                RepairTo = parsed.GetValue(repair),
            };
            if (options.RepairTo is { } target) OutputPlace.RequireFolder(target, repair.Name);
            var named = parsed.GetRequiredValue(place);
            var result = Directory.Exists(named) || File.Exists(named)
                ? DatasetValidator.Validate(named, options, cancellationToken)
                : DatasetValidator.Validate(named, new TUDatasetOptions { Folder = parsed.GetValue(folder) }, options, cancellationToken);
            SharedOptions.Reporter(parsed, json).Result(result, Lines(result));
            return Task.FromResult(result.IsSound ? ExitCode.Ok : ExitCode.BadInput);
        });
        return command;
    }

    private static IEnumerable<string> Lines(ValidationResult result)
    {
        foreach (var file in result.Counts.GroupBy(count => count.Path))
        {
            foreach (var count in file)
            {
                var problems = result.Problems.Where(problem => problem.Path == count.Path && problem.Kind == count.Kind).ToList();
                foreach (var problem in problems)
                    yield return $"{problem.Path}{(problem.Line > 0 ? $":{problem.Line}" : "")}: {(problem.IsError ? "error" : "warning")} " +
                        $"{problem.Kind}: {problem.Message}";
                if (count.Count > problems.Count) yield return $"{count.Path}: … and {count.Count - problems.Count} more of {count.Kind} (--show N lists them)";
            }
        }
        foreach (var note in result.Notes) yield return note;
        yield return result.IsSound ? $"{result.Name}: nothing is wrong in {result.Location}."
            : string.Create(CultureInfo.InvariantCulture, $"{result.Name}: {result.Errors} errors and {result.Warnings} warnings in {result.Location}.");
        if (result.Repair is not { } repair) yield break;
        if (repair.Folder is null)
        {
            var beyond = result.Counts.Where(count => count is { IsError: true, Repair: null }).Select(count => $"{count.Kind} in {Path.GetFileName(count.Path)}");
            yield return "No corrected copy was written: what is wrong beyond repair by rule is for a person to mend. Those problems are " +
                $"{string.Join(", ", beyond)}.";
            yield break;
        }
        yield return $"Corrected copy in {repair.Folder}:";
        foreach (var change in repair.Changes) yield return $"  {change}";
        if (repair.Changes.Count == 0) yield return "  no row is different";
        yield return repair.ProblemsLeft == 0 ? "  the copy was checked: nothing is wrong with it"
            : $"  the copy was checked: {repair.ProblemsLeft} problems are left";
    }
}
