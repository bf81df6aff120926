using System.CommandLine;
using System.Globalization;
using GraphSeq.Cli.Runs;
using GraphSeq.Datasets;
using GraphSeq.Training;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq evaluate MODEL_DIR DATASET</c>: a saved model against targets.</summary>
internal static class EvaluateCommand
{
    private static readonly Dictionary<string, Func<Split, IReadOnlyList<int>>?> Parts = new(StringComparer.Ordinal)
    {
        ["all"] = null,
        ["train"] = split => split.Train,
        ["validation"] = split => split.Validation,
        ["test"] = split => split.Test,
    };

    public static Command Create()
    {
        var model = SharedOptions.ModelFolder();
        var name = SharedOptions.Dataset();
        var source = new DatasetOptions(missingDefault: "degree");
        var part = new Option<string>("--part")
        {
            HelpName = "PART",
            Description = "Graphs to look at: all, or the train, validation or test part that the model was trained with.",
            DefaultValueFactory = _ => "all",
        };
        var device = SharedOptions.Device();
        var json = SharedOptions.Json();
        var command = new Command("evaluate", "Compares a saved model's outputs with a data set's targets.") { model, name, part, device, json };
        source.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var reporter = SharedOptions.Reporter(parsed, json);
            var (folder, partName) = (parsed.GetRequiredValue(model), parsed.GetRequiredValue(part));
            var choose = KnownNames.Require("part", partName, Parts);
            var options = new EvaluatorOptions { Device = SharedOptions.RequireDevice(parsed.GetRequiredValue(device)) };
            var dataset = await source.LoadAsync(parsed, parsed.GetRequiredValue(name), cancellationToken);
            using var saved = RunFolder.LoadModel(folder, dataset);
            var graphs = choose?.Invoke(RunFolder.LoadSplit(folder, dataset));
            if (graphs is { Count: 0 })
                throw new BadInputException($"The {partName} part of {folder} is empty: its run was started without one. Pass another --part, or leave it out to use all graphs.");
            var evaluation = Evaluator.Evaluate(saved.Model, dataset, graphs, options, cancellationToken);
            var result = new
            {
                Dataset = dataset.Name,
                ModelDir = Path.GetFullPath(folder),
                Part = partName,
                Graphs = evaluation.Rows,
                evaluation.Loss,
                evaluation.Accuracy,
                evaluation.BalancedAccuracy,
                evaluation.MacroF1,
                evaluation.Auroc,
                evaluation.CalibrationError,
                evaluation.ExactMatch,
                evaluation.MeanAbsoluteError,
                evaluation.RootMeanSquaredError,
                evaluation.R2,
                evaluation.ConfusionMatrix,
            };
            reporter.Result(result, [$"{dataset.Name}, {partName}: {evaluation.Rows} graphs", .. Scores(evaluation).Select(score => $"  {score}")]);
            return ExitCode.Ok;
        });
        return command;
    }

    private static IEnumerable<string> Scores(Evaluation evaluation)
    {
        (string Name, double? Value)[] scores =
        [
            ("loss", evaluation.Loss), ("accuracy", evaluation.Accuracy), ("balanced accuracy", evaluation.BalancedAccuracy),
            ("macro F1", evaluation.MacroF1), ("AUROC", evaluation.Auroc), ("calibration error", evaluation.CalibrationError),
            ("all labels right", evaluation.ExactMatch), ("mean absolute error", evaluation.MeanAbsoluteError),
            ("root mean squared error", evaluation.RootMeanSquaredError), ("R²", evaluation.R2),
        ];
        foreach (var (name, value) in scores)
            if (value is { } number) yield return string.Create(CultureInfo.InvariantCulture, $"{name,-24} {number:0.0000}");
    }
}
