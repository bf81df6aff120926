using System.CommandLine;
using System.CommandLine.Parsing;
using GraphSeq.Cli.Output;
using GraphSeq.Cli.Runs;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Training;
using GraphSeq.Training.Checkpoints;
using GraphSeq.Training.Protocol;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq train DATASET</c>: one model on one split; leaves a run folder.</summary>
internal sealed class TrainCommand
{
    private readonly Argument<string?> _dataset = new("dataset")
    {
        Description = "A set's name in the TU collection, such as ENZYMES, or a folder with a set.",
        Arity = ArgumentArity.ZeroOrOne,
    };

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

    private readonly Option<string> _interval = new("--checkpoint-every")
    {
        HelpName = "INTERVAL",
        Description = "Save the run within epochs too: every so many steps (200), or so much time (90s, 5m). The end of an epoch is always saved.",
        DefaultValueFactory = _ => CheckpointInterval.Default,
    };

    private readonly Option<string?> _resume = new("--resume")
    {
        HelpName = "DIR",
        Description = "Take up the run in a folder that 'train --out' wrote, to the same bits as if it had never stopped.",
    };

    public static Command Create()
    {
        var train = new TrainCommand();
        var command = new Command("train", "Trains a model and saves it with its learning curve.") { train._dataset };
        train._source.AddTo(command);
        train._model.AddTo(command);
        train._training.AddTo(command);
        train._split.AddTo(command);
        foreach (var option in (Option[])[train._device, train._out, train._interval, train._resume, train._json]) command.Add(option);
        command.SetAction(train.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var reporter = SharedOptions.Reporter(parsed, _json);
        if (parsed.GetValue(_resume) is { } path) return await ResumeAsync(parsed, reporter, path, cancellationToken);
        var name = parsed.GetValue(_dataset) ?? throw new BadInputException("Pass the name of a data set, or --resume with the folder of a run.");
        var device = SharedOptions.RequireDevice(parsed.GetRequiredValue(_device));
        var interval = CheckpointInterval.Parse(parsed.GetRequiredValue(_interval));
        var source = _source.Read(parsed);
        if (source.Folder is { } place) source = source with { Folder = Path.GetFullPath(place) };
        if (DatasetSource.IsFolder(name)) name = Path.GetFullPath(name);            // so that the run can be resumed from anywhere
        var dataset = await DatasetSource.LoadAsync(name, source, cancellationToken);
        foreach (var note in dataset.Notes) reporter.Say(note);
        var options = _training.Read(parsed, _model.Name(parsed), dataset.Targets.Task) with { Device = device };
        var split = _split.Read(parsed, dataset, options.Seed);
        TrainingOptions.RequireValidation(options, split);
        var config = new RunConfig
        {
            Dataset = name,
            Source = source,
            DataHash = DataFingerprint.Of(dataset),
            Preset = _model.Name(parsed),
            Model = _model.Read(parsed, dataset, split),
            Trainer = options,
            Command = CommandText.Of(parsed),
            Started = DateTime.UtcNow,
            CheckpointMinutes = interval.Minutes,
            CheckpointSteps = interval.Steps,
        };
        var folder = RunFolder.Create(parsed.GetValue(_out), dataset.Name, DateTime.UtcNow);
        try
        {
            return Train(reporter, config, dataset, split, folder, resume: false, cancellationToken);
        }
        finally
        {
            folder.RemoveIfEmpty();
        }
    }

    private async Task<int> ResumeAsync(ParseResult parsed, Reporter reporter, string path, CancellationToken cancellationToken)
    {
        var (folder, config, split) = RunFolder.Open(path);
        RequireNothingElse(parsed, config, path);
        var wanted = _source.Read(parsed);
        var source = config.Source with { Folder = wanted.Folder ?? config.Source.Folder, Download = wanted.Download, UseCache = wanted.UseCache };
        SharedOptions.RequireDevice(config.Trainer.Device);
        var name = wanted.Folder is { } moved && Path.IsPathRooted(config.Dataset) ? DatasetSource.Moved(config.Dataset, moved) : config.Dataset;
        var dataset = await DatasetSource.LoadAsync(name, source, cancellationToken);
        var hash = DataFingerprint.Of(dataset);
        if (hash != config.DataHash)
            throw new BadInputException(
                $"{path} was trained on other data: {config.Dataset} had the hash {config.DataHash} and has {hash}. Pass --data with the folder of that time.");
        return Train(reporter, config, dataset, split, folder, resume: true, cancellationToken);
    }

    /// <summary>A run goes on as it was started: whoever says otherwise is told so, before anything is read.</summary>
    private void RequireNothingElse(ParseResult parsed, RunConfig config, string path)
    {
        string[] allowed = [_resume.Name, _json.Name, "--data", "--offline", "--no-cache"];
        var other = parsed.CommandResult.Children.OfType<OptionResult>().FirstOrDefault(result => !result.Implicit && !allowed.Contains(result.Option.Name));
        if (other is not null)
            throw new BadInputException(
                $"{other.Option.Name} cannot be changed by --resume: {path} goes on as it was started ({config.Command}). Leave it out, or start a new run.");
        if (parsed.GetValue(_dataset) is { } name && name != config.Dataset)
            throw new BadInputException($"{path} is a run on {config.Dataset}, not {name}. Leave the name out.");
    }

    /// <summary>Synchronous, as tensor scopes belong to one thread.</summary>
    private static int Train(
        Reporter reporter, RunConfig config, GraphDataset dataset, Split split, RunFolder folder, bool resume, CancellationToken cancellationToken)
    {
        var trainer = new Trainer(config.Trainer)
        {
            Checkpoints = new CheckpointOptions
            {
                Folder = folder.CheckpointPath,
                Resume = resume,
                EverySteps = config.CheckpointSteps,
                EveryTime = config.CheckpointMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null,
            },
        };
        using var model = new SequenceGraphModel(config.Model, config.Trainer.Seed);
        if (!resume) folder.Start(config, split);
        TrainingResult result;
        try
        {
            result = TrainingView.Show(reporter, progress => trainer.Fit(model, dataset, split, progress, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            reporter.Complain($"Saved in {folder.Path}. Go on with: {CommandText.Of(["train", "--resume", folder.Path])}");
            throw;
        }
        catch (TrainingDivergedException e)
        {
            var last = folder.LatestCheckpoint is { } checkpoint ? $"The last good checkpoint is {checkpoint}." : "There was no checkpoint yet: nothing is kept.";
            if (!resume) folder.TakeBackUnlessSaved();
            throw new InvalidOperationException($"{e.Message} {last}", e);
        }
        catch when (!resume)
        {
            folder.TakeBackUnlessSaved();
            throw;
        }
        var summary = TrainingSummary.Of(dataset, config.Preset, config.Trainer, split, result, folder);
        var metadata = new ModelMetadata
        {
            Dataset = dataset.Name,
            Task = dataset.Targets.Task.ToString(),
            OutputNames = dataset.Targets.Names,
            FeatureNames = dataset.FeatureNames,
            CategoryNames = ModelAgreement.CategoryNames(dataset),
            Notes = new Dictionary<string, string> { ["preset"] = config.Preset },
        };
        folder.Save(model, metadata, config, summary, dataset, split, result);
        reporter.Result(summary, summary.ToLines());
        return ExitCode.Ok;
    }
}
