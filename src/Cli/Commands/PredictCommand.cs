using System.CommandLine;
using System.Globalization;
using GraphSeq.Cli.Runs;
using GraphSeq.Datasets;
using GraphSeq.Training;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq predict MODEL_DIR DATASET</c>: what a saved model says of each graph.</summary>
internal static class PredictCommand
{
    public static Command Create()
    {
        var model = SharedOptions.ModelFolder();
        var name = SharedOptions.Dataset();
        var source = new DatasetOptions(missingDefault: "degree");
        var logits = new Option<bool>("--logits") { Description = "Give the model's raw outputs too: row-major, one row per graph." };
        var device = SharedOptions.Device();
        var json = SharedOptions.Json();
        var command = new Command("predict", "Applies a saved model to a data set: a CSV line per graph, or one JSON object.") { model, name, logits, device, json };
        source.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var reporter = SharedOptions.Reporter(parsed, json);
            var options = new EvaluatorOptions { Device = SharedOptions.RequireDevice(parsed.GetRequiredValue(device)) };
            var dataset = await source.LoadAsync(parsed, parsed.GetRequiredValue(name), cancellationToken);
            using var saved = RunFolder.LoadModel(parsed.GetRequiredValue(model), dataset);
            if (Enum.TryParse<TaskKind>(saved.Metadata.Task, out var task)) options = options with { Task = task };
            var predictions = Evaluator.Predict(saved.Model, dataset, options: options, cancellationToken: cancellationToken);
            var withLogits = parsed.GetValue(logits);
            var result = new Dictionary<string, object>
            {
                ["dataset"] = dataset.Name,
                ["graphs"] = dataset.NumGraphs,
                ["task"] = predictions.Task,
                ["outputs"] = saved.Metadata.OutputNames,
                ["predictions"] = Values(predictions),
            };
            if (withLogits)
            {
                result["logits_shape"] = new[] { predictions.Rows.Count, predictions.Width };
                result["logits"] = predictions.Outputs;
            }
            reporter.Result(result, ToCsv(predictions, withLogits));
            return ExitCode.Ok;
        });
        return command;
    }

    /// <summary>A class per row; for several labels or values, a row of them.</summary>
    private static object Values(Predictions predictions) => predictions.Task switch
    {
        TaskKind.Classification => predictions.ToClasses(),
        TaskKind.MultiLabelClassification => Rows(predictions, output => output > 0 ? 1f : 0f),
        _ => Rows(predictions, output => output),
    };

    private static float[][] Rows(Predictions predictions, Converter<float, float> convert) =>
        [.. Enumerable.Range(0, predictions.Rows.Count).Select(row => Array.ConvertAll(predictions[row].ToArray(), convert))];

    private static IEnumerable<string> ToCsv(Predictions predictions, bool withLogits)
    {
        var width = Enumerable.Range(0, predictions.Width).ToList();
        var isClass = predictions.Task == TaskKind.Classification;
        var classes = isClass ? predictions.ToClasses() : [];
        var withOutputs = withLogits || !isClass;
        yield return string.Join(',', ["row", .. isClass ? ["class"] : (string[])[], .. withOutputs ? width.Select(k => $"output{k}") : []]);
        for (var row = 0; row < predictions.Rows.Count; row++)
        {
            var outputs = withOutputs ? Array.ConvertAll(predictions[row].ToArray(), value => value.ToString("R", CultureInfo.InvariantCulture)) : [];
            yield return string.Join(',', [$"{predictions.Rows[row]}", .. isClass ? [$"{classes[row]}"] : (string[])[], .. outputs]);
        }
    }
}
