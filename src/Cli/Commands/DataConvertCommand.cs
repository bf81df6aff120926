using System.CommandLine;
using GraphSeq.Datasets;
using GraphSeq.Graph;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq data convert SET DIR --to FORMAT</c>: a set in another format.</summary>
internal static class DataConvertCommand
{
    public static Command Create()
    {
        var name = SharedOptions.Dataset();
        var target = new Argument<string>("folder") { Description = "Where the set goes: a new folder, or an empty one." };
        var format = new Option<string?>("--to") { HelpName = "FORMAT", Description = "csv or tu. [default: the one that the set is not in]" };
        var source = new DatasetOptions();
        var json = SharedOptions.Json();
        var command = new Command("convert", "Writes a data set as a CSV folder, or in the TU format.") { name, target, format, json };
        source.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var (given, folder) = (parsed.GetRequiredValue(name), parsed.GetRequiredValue(target));
            var to = parsed.GetValue(format) ?? (CsvFolderDataset.IsFolder(given) ? "tu" : "csv");
            if (to is not ("csv" or "tu")) throw new BadInputException($"--to is {to} but must be csv or tu.");
            OutputPlace.RequireFolder(folder, option: null);
            if (!AtomicFolder.IsFree(folder))
                throw new BadInputException($"{folder} is not empty. Pass a new folder, so that nothing of another set stays in it.");
            // Nothing is left out on the way: not what readers drop for the layers' sake either.
            var places = source.Read(parsed) with { KeepSelfLoops = true, KeepDuplicateEdges = true };
            var dataset = await DatasetSource.LoadAsync(given, places, cancellationToken);
            if (to == "csv") CsvFolderDataset.Save(folder, dataset, cancellationToken);
            else TUDataset.Save(folder, dataset, cancellationToken);
            var files = Directory.GetFiles(folder).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal).ToArray();
            SharedOptions.Reporter(parsed, json).Result(
                new
                {
                    dataset.Name,
                    Format = to,
                    Folder = Path.GetFullPath(folder),
                    Files = files,
                    Graphs = dataset.NumGraphs,
                    Nodes = dataset.NumNodes,
                    Edges = dataset.NumEdges
                },
                [$"{dataset.Name}: {dataset.NumGraphs} graphs, {dataset.NumNodes} nodes, {dataset.NumEdges} edges written to {folder}: " +
                    $"{string.Join(", ", files)}"]);
            return ExitCode.Ok;
        });
        return command;
    }
}
