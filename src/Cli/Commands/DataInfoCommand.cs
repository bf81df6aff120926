using System.CommandLine;
using GraphSeq.Cli.Data;
using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Training.Reports;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq data info NAME</c>: a data set's card, as it is read.</summary>
internal static class DataInfoCommand
{
    public static Command Create()
    {
        var name = SharedOptions.Dataset();
        var source = new DatasetOptions();
        var json = SharedOptions.Json();
        var folder = new Option<string?>("--out") { HelpName = "DIR", Description = "Folder for the card as a page, its plots and card.json." };
        var command = new Command("info", "Shows a data set's card: counts, sizes, degrees, classes, and what to beware of.") { name, folder, json };
        source.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var reporter = SharedOptions.Reporter(parsed, json);
            if (parsed.GetValue(folder) is { } place) OutputPlace.RequireFolder(place, folder.Name);
            var dataset = await source.LoadAsync(parsed, parsed.GetRequiredValue(name), cancellationToken, withSeries: true);
            var statistics = DatasetStatistics.Of(dataset);
            var card = DataCard.Of(dataset, statistics);
            if (parsed.GetValue(folder) is { } path) card = card with { Files = Save(path, card, dataset, statistics) };
            reporter.Result(card, DataCardText.Lines(card, dataset, statistics));
            return ExitCode.Ok;
        });
        return command;
    }

    private static List<string> Save(string folder, DataCard card, GraphDataset dataset, DatasetStatistics statistics)
    {
        var page = new Output.HtmlPage($"Data card of {dataset.Name}");
        foreach (var line in DataCardText.Lines(card, dataset, statistics))
            page.Paragraph(line.Trim(), line.Contains("beware", StringComparison.Ordinal) ? "warn" : "");
        List<string> files = [];
        foreach (var (name, description, draw) in DatasetPlots.Of(dataset, statistics))
        {
            var light = draw(false);
            files.Add(Path.Combine(folder, $"{name}.png"));
            AtomicFile.Write(files[^1], stream => stream.Write(light));
            page.Heading(description);
            page.Picture(description, light, draw(true));
        }
        files.Add(Path.Combine(folder, "card.json"));
        AtomicFile.Write(files[^1], stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(Output.Reporter.ToJson(card) + "\n")));
        files.Add(Path.Combine(folder, "card.html"));
        page.Write(files[^1]);
        return files;
    }
}
