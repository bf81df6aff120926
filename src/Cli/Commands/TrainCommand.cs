using System.CommandLine;
using GraphSeq.Cli.Output;
using GraphSeq.Cli.Runs;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Training;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq train DATASET</c>: one model on one split; leaves a run folder.</summary>
internal sealed class TrainCommand
{
    private readonly Argument<string> _dataset = SharedOptions.Dataset();
    private readonly DatasetOptions _source = new(missingDefault: "degree");
    private readonly ModelOptions _model = new();
    private readonly TrainingOptions _training = new();
    private readonly SplitOptions _split = new();
    private readonly Option<string> _device = SharedOptions.Device();
    private readonly Option<bool> _json = SharedOptions.Json();

    private readonly Option<string?> _out = new("--out")
    {
        HelpName = "DIR",
        Description = "Folder for the model and the run's report. [default: runs/DATASET-TIME]",
    };

    public static Command Create()
    {
        var train = new TrainCommand();
        var command = new Command("train", "Trains a model and saves it with its learning curve.") { train._dataset };
        train._source.AddTo(command);
        train._model.AddTo(command);
        train._training.AddTo(command);
        train._split.AddTo(command);
        foreach (var option in (Option[])[train._device, train._out, train._json]) command.Add(option);
        command.SetAction(train.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var reporter = SharedOptions.Reporter(parsed, _json);
        var device = SharedOptions.RequireDevice(parsed.GetRequiredValue(_device));
        var dataset = await _source.LoadAsync(parsed, parsed.GetRequiredValue(_dataset), cancellationToken);
        foreach (var note in dataset.Notes) reporter.Say(note);
        var options = _training.Read(parsed, _model.Name(parsed), dataset.Targets.Task) with { Device = device };
        var split = _split.Read(parsed, dataset, options.Seed);
        var folder = RunFolder.Create(parsed.GetValue(_out), dataset.Name, DateTime.UtcNow);
        try
        {
            return Train(parsed, reporter, options, dataset, split, folder, cancellationToken);
        }
        finally
        {
            folder.RemoveIfEmpty();
        }
    }

    /// <summary>Synchronous, as tensor scopes belong to one thread.</summary>
    private int Train(
        ParseResult parsed, Reporter reporter, TrainerOptions options, GraphDataset dataset, Split split, RunFolder folder, CancellationToken cancellationToken)
    {
        var trainer = new Trainer(options);
        var name = _model.Name(parsed);
        using var model = new SequenceGraphModel(_model.Read(parsed, dataset, split), options.Seed);
        var result = TrainingView.Show(reporter, progress => trainer.Fit(model, dataset, split, progress, cancellationToken));
        var summary = TrainingSummary.Of(dataset, name, options, split, result, folder);
        var metadata = new ModelMetadata
        {
            Dataset = dataset.Name,
            Task = dataset.Targets.Task.ToString(),
            OutputNames = dataset.Targets.Names,
            FeatureNames = dataset.FeatureNames,
            Notes = new Dictionary<string, string> { ["preset"] = name },
        };
        var report = new { Command = parsed.Tokens.Select(token => token.Value), Summary = summary, Data = dataset.Report, Trainer = options, result.History };
        folder.Save(model, metadata, split, report, result, $"{name} on {dataset.Name}");
        reporter.Result(summary, summary.ToLines());
        return ExitCode.Ok;
    }
}
