using System.CommandLine;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using GraphSeq.Cli.Comparison;
using GraphSeq.Cli.Output;
using GraphSeq.Cli.Runs;
using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Training;
using GraphSeq.Training.Baselines;
using GraphSeq.Training.Protocol;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq cv DATASET</c>: models and baselines on the same folds, with statistics.</summary>
internal sealed class CvCommand
{
    private const string JournalName = "trainings";

    private static readonly Dictionary<string, DataAblation> AblationNames = new(StringComparer.Ordinal)
    {
        ["shuffled-columns"] = DataAblation.ShuffledColumns,
        ["shuffled-nodes"] = DataAblation.ShuffledNodes,
    };

    private readonly Argument<string> _dataset = SharedOptions.Dataset();
    private readonly DatasetOptions _source = new(missingDefault: "degree");
    private readonly TrainingOptions _training = new();
    private readonly Option<string?> _splits = new("--splits") { HelpName = "FILE", Description = "Published folds. [default: stratified folds made here]" };

    private readonly Option<int?> _folds = new("--folds")
    {
        HelpName = "K",
        Description = "Number of folds; with --splits the first K of the file. [default: 10, or all]",
        CustomParser = NumberOption.ReadOptional<int>,
    };

    private readonly Option<int> _repeats = new("--repeats")
    {
        HelpName = "R",
        Description = "Final trainings of each fold, each with a seed of its own.",
        DefaultValueFactory = _ => 1,
        CustomParser = NumberOption.Read<int>,
    };

    private readonly Option<string[]> _models = new("--model")
    {
        HelpName = "NAME",
        Description = $"Networks to compare, one or more: {string.Join(", ", ModelPresets.Names)}. [default: conv-lstm-gcn]",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string[]> _ablations = new("--ablation")
    {
        HelpName = "NAME",
        Description = $"Rows of the first network on spoilt data: {string.Join(", ", AblationNames.Keys)}.",
        AllowMultipleArgumentsPerToken = true,
    };

    private readonly Option<string?> _grid = new("--grid")
    {
        HelpName = "FILE",
        Description = "YAML or JSON with alternatives for model, architecture and training; each fold's validation part chooses.",
    };

    private readonly Option<bool> _refit = new("--refit") { Description = "Learn from training and validation part together, once the choice is made." };
    private readonly Option<bool> _noBaselines = new("--no-baselines") { Description = "Leave the rows without graph layers out." };

    private readonly Option<int?> _jobs = new("--jobs")
    {
        HelpName = "N",
        Description = "Trainings at a time, a process each. [default: one per processor]",
        CustomParser = NumberOption.ReadOptional<int>,
    };

    private readonly Option<string?> _out = new("--out") { HelpName = "DIR", Description = "Folder for cv.json, report.html, and each training as it ends: stopped, the same command goes on there." };
    private readonly Option<bool> _json = SharedOptions.Json();

    public static Command Create()
    {
        var cv = new CvCommand();
        var command = new Command("cv", "Compares models and baselines by cross-validation, and tests the differences.") { cv._dataset };
        cv._source.AddTo(command);
        foreach (var option in (Option[])[cv._splits, cv._folds, cv._repeats, cv._models, cv._ablations, cv._grid, cv._refit, cv._noBaselines, cv._jobs])
            command.Add(option);
        cv._training.AddTo(command);
        foreach (var option in (Option[])[cv._out, cv._json]) command.Add(option);
        command.SetAction(cv.RunAsync);
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var reporter = SharedOptions.Reporter(parsed, _json);
        var (name, source) = (parsed.GetRequiredValue(_dataset), _source.Read(parsed));
        var grid = parsed.GetValue(_grid) is { } path ? Grid.Read(path) : null;
        var jobs = parsed.GetValue(_jobs) ?? Environment.ProcessorCount;
        if (jobs < 1) throw new BadInputException($"--jobs is {jobs} but must be at least 1.");
        var dataset = await DatasetSource.LoadAsync(name, source, cancellationToken);
        foreach (var note in dataset.Notes) reporter.Say(note);
        return Compare(parsed, reporter, dataset, grid, jobs, new WorkerSetup(name, source), cancellationToken);
    }

    /// <summary>Synchronous, as tensor scopes belong to one thread.</summary>
    private int Compare(
        ParseResult parsed, Reporter reporter, GraphDataset dataset, Grid? grid, int jobs, WorkerSetup setup, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var folds = Folds(parsed, dataset);
        var rows = Rows(parsed, dataset, grid);
        var options = new ProtocolOptions
        {
            Repeats = parsed.GetValue(_repeats),
            Refit = parsed.GetValue(_refit),
            Seed = _training.Seed(parsed),
        };
        var protocol = new NestedCrossValidation(dataset, folds, rows, options);
        var folder = parsed.GetValue(_out) is { } path ? RunFolder.Create(path, dataset.Name, DateTime.UtcNow) : null;
        using var pool = jobs > 1 ? new WorkerPool(setup, jobs, reporter.Complain) : null;
        IFoldRunner runner = pool is null ? new SequentialFoldRunner(dataset) : pool;
        var journal = folder is null ? null : new JournalingFoldRunner(runner, Path.Combine(folder.Path, JournalName), dataset);
        ProtocolReport report;
        try
        {
            report = ComparisonView.Show(reporter, protocol.NumJobs, rows, done => protocol.Run(journal ?? runner, done, cancellationToken));
        }
        catch (OperationCanceledException)
        {
            reporter.Complain(folder is null
                ? "Nothing is kept; with --out DIR the same command would go on where it stopped."
                : HasTrainings(folder)
                    ? $"What is done is kept in {folder.Path}. Go on with: {CommandText.Of(parsed)}"
                    : $"No training had ended: nothing is kept. Begin again with: {CommandText.Of(parsed)}");
            throw;
        }
        finally
        {
            folder?.RemoveIfEmpty();
        }
        var summary = new ComparisonSummary
        {
            Dataset = dataset.Name,
            Task = dataset.Targets.Task,
            Metric = dataset.Targets.Task == TaskKind.Regression ? "r2" : "accuracy",
            FoldCount = folds.Count,
            Repeats = options.Repeats,
            Refit = options.Refit,
            Seed = options.Seed,
            Jobs = jobs,
            Splits = parsed.GetValue(_splits),
            SplitsHash = parsed.GetValue(_splits) is { } file ? Convert.ToHexStringLower(SHA256.HashData(BoundedFile.ReadAllBytes(file))) : null,
            FoldsHash = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(folds))),
            TestToTrain = folds.Average(fold => (double)fold.Test.Count / (fold.Train.Count + (options.Refit ? fold.Validation.Count : 0))),
            DataHash = DataFingerprint.Of(dataset),
            Seconds = Stopwatch.GetElapsedTime(started).TotalSeconds,
            TakenUp = journal?.TakenUp ?? 0,
            Command = CommandText.Of(parsed),
            Rows = [.. report.Rows.Select(RowSummary.Of)],
            Tests = [.. report.Tests.Select(TestSummary.Of)],
        };
        if (folder is not null)
        {
            folder.Write(CompareCommand.ReportName, summary);
            ComparisonPage.Write(folder.Path, summary, dataset.Targets.Task == TaskKind.Classification ? dataset.Targets.Names : []);
        }
        ComparisonView.Print(reporter, summary);
        reporter.Result(summary, []);
        return ExitCode.Ok;
    }

    private static bool HasTrainings(RunFolder folder)
    {
        var journal = Path.Combine(folder.Path, JournalName);
        return Directory.Exists(journal) && Directory.EnumerateFiles(journal, "*.json").Any();
    }

    private IReadOnlyList<Split> Folds(ParseResult parsed, GraphDataset dataset)
    {
        var wanted = parsed.GetValue(_folds);
        if (parsed.GetValue(_splits) is not { } file) return Splits.KFold(dataset, wanted ?? 10, _training.Seed(parsed));
        var folds = Splits.ReadPublished(file, dataset.NumGraphs);
        if (wanted is { } count && (count < 1 || count > folds.Count))
            throw new BadInputException($"--folds is {count}, but {file} has {folds.Count} folds.");
        return [.. folds.Take(wanted ?? folds.Count)];
    }

    private List<ProtocolRow> Rows(ParseResult parsed, GraphDataset dataset, Grid? grid)
    {
        if (dataset.NumFeatures == 0)
            throw new BadInputException($"{dataset.Name} has no node features. Pass --missing-features constant or degree.");
        string[] named = parsed.GetValue(_models) is { Length: > 0 } models ? models : [];
        if (named.Length > 0 && grid?.Models.Count > 0)
            throw new BadInputException($"Both --model and {grid.Path} name models. In the file they are alternatives of one row; leave one of the two out.");
        List<ProtocolRow> rows = [];
        if (grid?.Models.Count > 0) rows.Add(new ProtocolRow("chosen model", [.. grid.Models.SelectMany(model => Candidates(parsed, dataset, model, grid))]));
        else foreach (var model in named.Length > 0 ? named : ["conv-lstm-gcn"]) rows.Add(new ProtocolRow(model, Candidates(parsed, dataset, model, grid)));
        foreach (var ablation in parsed.GetValue(_ablations) ?? [])
            rows.Add(rows[0] with { Name = $"{rows[0].Name}, {ablation}", Ablation = KnownNames.Require("ablation", ablation, AblationNames) });
        if (!parsed.GetValue(_noBaselines)) rows.AddRange(Enum.GetValues<BaselineKind>().Select(ProtocolRow.Of));
        return rows;
    }

    private Candidate[] Candidates(ParseResult parsed, GraphDataset dataset, string preset, Grid? grid)
    {
        var model = ModelPresets.Create(
            preset, dataset.NodeShape.ToArray(), dataset.NumOutputs, dataset.Targets.Level == TargetLevel.Node, [.. dataset.Categories.Select(c => c.Width)]);
        var training = TrainingRecipes.For(preset);
        if (grid is null) return [new Candidate(preset, model, _training.Read(parsed, training, dataset.Targets.Task))];
        return [.. grid.Points.Select(point => new Candidate(
            point.Describe() is { Length: > 0 } changes ? $"{preset}: {changes}" : preset,
            Fitting(OptionPatch.Apply(model, point.Architecture, $"{grid.Path}, architecture")),
            _training.Read(parsed, OptionPatch.Apply(training, point.Training, $"{grid.Path}, training"), dataset.Targets.Task)))];

        SequenceGraphModelOptions Fitting(SequenceGraphModelOptions options)
        {
            TargetFit.Require(options, dataset);
            return options;
        }
    }
}
