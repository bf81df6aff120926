using System.Diagnostics;
using System.Globalization;
using GraphSeq.Cli.Data;
using GraphSeq.Cli.Output;
using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Training;
using GraphSeq.Training.Metrics;
using GraphSeq.Training.Reports;

namespace GraphSeq.Cli.Runs;

/// <summary><c>report.html</c> of one run, and its pictures.</summary>
internal static class TrainingPage
{
    private const string LossName = "loss", ScoreName = "score", CalibrationName = "calibration", EmbeddingName = "embedding";

    /// <summary>Names of the pictures that a page may have.</summary>
    public static readonly string[] Pictures = [LossName, ScoreName, CalibrationName, EmbeddingName];

    /// <param name="path">The page.</param>
    /// <param name="pictures">Folder for the light pictures.</param>
    /// <param name="model">The trained model.</param>
    /// <param name="config">What it was started with.</param>
    /// <param name="dataset">The set.</param>
    /// <param name="split">Its parts.</param>
    /// <param name="result">What came of it.</param>
    public static void Write(
        string path, string pictures, SequenceGraphModel model, RunConfig config, GraphDataset dataset, Split split, TrainingResult result)
    {
        var page = new HtmlPage($"{config.Preset} on {dataset.Name}");
        Data(page, dataset, split, config);
        page.Heading("Learning");
        Picture(page, pictures, LossName, "Loss over epochs, training and validation part", dark => RunPlots.Loss(result.History, dark));
        Picture(page, pictures, ScoreName, "Score over epochs, training and validation part", dark => RunPlots.Score(result.History, dark));
        page.Paragraph($"The weights are those of epoch {result.WeightsEpoch} of {result.History.Count}" +
            $"{(result.StoppedEarly ? ", stopped early" : "")}; the test part had no say in it.", "note");
        page.Heading("Scores");
        Scores(page, result);
        if (result.Test is { ConfusionMatrix: { } confusion } && dataset.Targets.Task == TaskKind.Classification)
        {
            page.Heading("Test part");
            page.Confusion(confusion, dataset.Targets.Names);
            TestPictures(page, pictures, model, config, dataset, split);
        }
        Resources(page, config, result);
        page.Write(path);
    }

    private static void Data(HtmlPage page, GraphDataset dataset, Split split, RunConfig config)
    {
        var card = DataCard.Of(dataset, DatasetStatistics.Of(dataset));
        page.Heading("Data");
        page.Facts(
        [
            ("graphs", $"{card.Graphs}"), ("nodes", $"{card.Nodes}"), ("edges", $"{card.Edges}"),
            ("nodes per graph", DataCardText.Words(card.NodesPerGraph)), ("degree", DataCardText.Words(card.Degree)),
            ("features per node", Shapes.Describe(dataset.NodeShape.ToArray())), ("task", $"{dataset.Targets.Task}, {dataset.NumOutputs} outputs"),
            .. card.SizeLeakage is { } leakage ? [("size of a graph alone", DataCardText.Words(leakage, card.Task))] : Array.Empty<(string, string)>(),
            ("to learn from, for validation, for the test", $"{split.Train.Count}, {split.Validation.Count}, {split.Test.Count}"),
            ("SHA-256", config.DataHash),
        ]);
        foreach (var note in card.Notes) page.Paragraph(note, "note");
        foreach (var warning in card.Beware) page.Paragraph(warning, "warn");
        if (split.Validation.Count == 0) page.Paragraph("There is no validation part: nothing was chosen, and nothing could be.", "warn");
        if (split.Test.Count is > 0 and < 100)
            page.Paragraph($"The test part has {split.Test.Count} graphs: one graph is {100.0 / split.Test.Count:0.0} points of accuracy. 'graphseq cv' tests all folds.", "warn");
    }

    private static void Scores(HtmlPage page, TrainingResult result)
    {
        (string Part, Evaluation? Evaluation)[] parts = [("training", result.Train), ("validation", result.Validation), ("test", result.Test)];
        var names = MetricsFile.Values(new EpochRecord(0, result.Train, null, 0, 0)).Select(value => value.Name.Split('/')[1]).ToArray();
        page.Table(["part", "rows", .. names.Select(name => name.Replace('_', ' '))], parts.Where(part => part.Evaluation is not null).Select(part =>
        {
            var values = MetricsFile.Values(new EpochRecord(0, part.Evaluation!, null, 0, 0)).ToDictionary(v => v.Name.Split('/')[1], v => v.Value);
            return (string[])[part.Part, $"{part.Evaluation!.Rows}", .. names.Select(name => values.TryGetValue(name, out var value) ? Number(value) : "")];
        }));
    }

    private static void TestPictures(
        HtmlPage page, string pictures, SequenceGraphModel model, RunConfig config, GraphDataset dataset, Split split)
    {
        var predictions = Evaluator.Predict(model, dataset, split.Test, new EvaluatorOptions { Device = config.Trainer.Device });
        long[] actual = [.. predictions.Rows.Select(row => dataset.Targets.Classes[row])];
        var bins = Calibration.Bins(predictions.ToProbabilities(), predictions.Width, actual, bins: 10);
        page.Heading("Calibration");
        Picture(page, pictures, CalibrationName, "Share of right answers by confidence", dark => RunPlots.Reliability(bins, dark));
        if (dataset.Targets.Level != TargetLevel.Graph || split.Test.Count < 3 || config.Trainer.Device != "cpu") return;
        var (x, y, shares) = EmbeddingMap.Compute(model, dataset, split.Test);
        long[] classes = [.. split.Test.Select(graph => dataset.Targets.Classes[graph])];
        page.Heading("What the head sees");
        Picture(page, pictures, EmbeddingName, "Test graphs by the first two principal components of their embedding, coloured by class", dark => RunPlots.Scatter(
            x, y, classes, dataset.Targets.Names, $"first component ({Number(100 * shares[0])} %)", $"second component ({Number(100 * shares[1])} %)", dark));
    }

    private static void Resources(HtmlPage page, RunConfig config, TrainingResult result)
    {
        var here = Surroundings.Here();
        page.Heading("Where it comes from");
        page.Facts(
        [
            ("parameters", $"{result.Parameters}"), ("seconds per epoch, median", Number(result.MedianEpochSeconds)),
            ("seconds in all", Number(result.History.Sum(epoch => epoch.Seconds))), ("largest memory, MiB", $"{Process.GetCurrentProcess().PeakWorkingSet64 >> 20}"),
            ("processor", $"{here.Processor} ({here.Processors} in use)"), ("graphseq, TorchSharp, .NET", $"{here.GraphSeq}, {here.TorchSharp}, {here.Dotnet}"),
            ("seed", $"{config.Trainer.Seed}"),
        ]);
        page.Code(config.Command);
    }

    private static void Picture(HtmlPage page, string folder, string name, string description, Func<bool, byte[]> draw)
    {
        var (light, dark) = (draw(false), draw(true));
        AtomicFile.Write(Path.Combine(folder, $"{name}.png"), stream => stream.Write(light));
        page.Picture(description, light, dark);
    }

    private static string Number(double value) => value.ToString(Math.Abs(value) >= 10 ? "0.0" : "0.000", CultureInfo.InvariantCulture);
}
