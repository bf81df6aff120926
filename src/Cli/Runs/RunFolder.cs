using System.Globalization;
using System.Text.Json;
using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Training;
using GraphSeq.Training.Checkpoints;
using GraphSeq.Training.Protocol;
using GraphSeq.Training.Reports;

namespace GraphSeq.Cli.Runs;

/// <summary>What a training run leaves behind: <c>run.json</c>, <c>split.json</c>, <c>model/</c>, <c>metrics.csv</c>, <c>events/</c>,
/// <c>report.html</c> with <c>plots/</c>, <c>learning-curve.png</c>, and <c>checkpoints/</c>.</summary>
internal sealed class RunFolder
{
    public const string ModelName = "model", CheckpointName = "checkpoints", PlotsName = "plots", EventsName = "events", ExplanationName = "explanations";
    public const string ReportName = "run.json", MetricsName = "metrics.csv", PageName = "report.html", CurveName = "learning-curve.png";
    private const string SplitName = "split.json", Running = "running", Complete = "complete";
    private static readonly JsonSerializerOptions Indented = new(Output.Reporter.JsonFormat) { WriteIndented = true };
    private readonly bool _isNew;

    private RunFolder(string path)
    {
        _isNew = !Directory.Exists(path);
        OutputPlace.RequireFolder(path, "--out");
        Path = Directory.CreateDirectory(path).FullName;
    }

    /// <summary>The folder's full path.</summary>
    public string Path { get; }

    /// <summary>Where the model's two files are.</summary>
    public string ModelPath => System.IO.Path.Combine(Path, ModelName);

    /// <summary>Where the state of the run is kept.</summary>
    public string CheckpointPath => System.IO.Path.Combine(Path, CheckpointName);

    /// <summary>The newest checkpoint; null without any.</summary>
    public string? LatestCheckpoint => new CheckpointFolder(CheckpointPath).Latest;

    /// <summary>A run that was started, with all that it was started with.</summary>
    /// <exception cref="BadInputException">There is none that can be read.</exception>
    public static (RunFolder Folder, RunConfig Config, Split Split) Open(string path)
    {
        var file = System.IO.Path.Combine(path, ReportName);
        if (!File.Exists(file)) throw new BadInputException($"{path} holds no {ReportName}: no run was started there. Pass the folder that 'graphseq train --out' wrote.");
        var config = JsonFile.Read<RunConfig>(
            file, RunConfig.Json, "does not say what the run was started with (was it written by another version?)", "config");
        return (new RunFolder(path), config, ReadSplit(path));
    }

    /// <summary>The folder the user names, or else a new one, <c>runs/NAME-TIME</c>. Made at once, so that a place that cannot be written costs no training.</summary>
    public static RunFolder Create(string? path, string name, DateTime now)
    {
        if (path is "") throw new BadInputException("--out is empty. Pass a folder, or leave it out.");
        if (path is not null) return new RunFolder(path);
        var wanted = System.IO.Path.Combine("runs", string.Create(CultureInfo.InvariantCulture, $"{name}-{now:yyyyMMdd-HHmmss}"));
        var free = wanted;
        for (var i = 2; Directory.Exists(free); i++) free = string.Create(CultureInfo.InvariantCulture, $"{wanted}-{i}");
        return new RunFolder(free);
    }

    /// <summary>The model in a folder that <see cref="Save"/> wrote, or in the model folder itself, for a data set that it fits.</summary>
    /// <exception cref="BadInputException">There is no model, or it is for data of another kind.</exception>
    public static SavedModel LoadModel(string path, GraphDataset dataset)
    {
        var inside = System.IO.Path.Combine(path, ModelName);
        var folder = new[] { path, inside }.FirstOrDefault(place => File.Exists(System.IO.Path.Combine(place, ModelFile.DescriptionName)));
        if (folder is not null)
        {
            var saved = ModelFile.Load(folder);
            try
            {
                ModelAgreement.Require(saved, dataset);
                return saved;
            }
            catch (BadInputException)
            {
                saved.Dispose();
                throw;
            }
        }
        throw new BadInputException(HoldsRun(path) && IsRunning(path)
            ? $"{path} holds no model yet: its run has not ended. Go on with 'graphseq train --resume {path}'."
            : $"{path} holds no model: neither it nor {inside} has a {ModelFile.DescriptionName}. Pass the folder that 'graphseq train --out' wrote.");
    }

    /// <summary>Whether a run was started in a folder.</summary>
    public static bool HoldsRun(string path) => File.Exists(System.IO.Path.Combine(path, ReportName));

    /// <summary>The split a model was trained with, for the data it was trained on.</summary>
    /// <exception cref="BadInputException">The folder has none that can be read, or its run was on other data.</exception>
    public static Split LoadSplit(string path, GraphDataset dataset)
    {
        var place = new[] { path, System.IO.Path.Combine(path, "..") }.FirstOrDefault(folder => File.Exists(System.IO.Path.Combine(folder, SplitName)))
            ?? throw new BadInputException($"{path} holds no {SplitName}, so its training, validation and test parts are not known. Leave --part out to use all graphs.");
        if (HoldsRun(place))
        {
            var run = JsonFile.Read<DataOfRun>(System.IO.Path.Combine(place, ReportName), Output.Reporter.JsonFormat, "does not say which data the run had", "config");
            var hash = DataFingerprint.Of(dataset);
            if (hash != run.DataHash)
                throw new BadInputException(
                    $"{path} was trained on other data: {run.Dataset} had the hash {run.DataHash}, and {dataset.Name} has {hash}, so that its parts are not parts of it. " +
                    "Pass the data of the run, or leave --part out to use all graphs.");
        }
        return ReadSplit(place);
    }

    /// <summary>Writes what the run is started with, before its first step. What an ended run left in the folder is removed first.</summary>
    /// <exception cref="BadInputException">The folder holds a run that has not ended.</exception>
    public void Start(RunConfig config, Split split)
    {
        if (LatestCheckpoint is not null && HoldsRun(Path) && IsRunning(Path))
            throw new BadInputException(
                $"{Path} holds a run that has not ended. Go on with 'graphseq train --resume {Path}'; to start anew, remove the folder or choose another one.");
        FormerRun.Remove(Path);
        Write(SplitName, split);
        Write(ReportName, new { Status = Running, Surroundings = Surroundings.Here(), Config = JsonSerializer.SerializeToNode(config, RunConfig.Json) });
    }

    /// <summary>Writes everything; what says that the run is complete comes last.</summary>
    public void Save(
        SequenceGraphModel model, ModelMetadata metadata, RunConfig config, TrainingSummary summary, GraphDataset dataset, Split split, TrainingResult result)
    {
        Write(SplitName, split);
        LearningCurvePlot.Save(System.IO.Path.Combine(Path, CurveName), result.History, $"{config.Preset} on {dataset.Name}");
        MetricsFile.Write(System.IO.Path.Combine(Path, MetricsName), result.History);
        EventFiles.Write(System.IO.Path.Combine(Path, EventsName), result.History);
        ModelFile.Save(ModelPath, model, metadata);
        TrainingPage.Write(System.IO.Path.Combine(Path, PageName), System.IO.Path.Combine(Path, PlotsName), model, config, dataset, split, result);
        Write(ReportName, new
        {
            Status = Complete,
            config.Command,
            Summary = summary,
            Surroundings = Surroundings.Here(),
            Data = dataset.Report,
            Config = JsonSerializer.SerializeToNode(config, RunConfig.Json),
            result.Train,
            result.Validation,
            result.Test,
            result.History,
        });
    }

    /// <summary>Takes back what <see cref="Start"/> wrote for a run that failed before its first checkpoint: there is nothing to go on from.</summary>
    public void TakeBackUnlessSaved()
    {
        if (LatestCheckpoint is not null) return;
        foreach (var name in (string[])[ReportName, SplitName]) File.Delete(System.IO.Path.Combine(Path, name));
        if (Directory.Exists(CheckpointPath) && !Directory.EnumerateFileSystemEntries(CheckpointPath).Any()) Directory.Delete(CheckpointPath);
    }

    /// <summary>Takes an empty folder away that was made for a run that did not end.</summary>
    public void RemoveIfEmpty()
    {
        if (_isNew && !Directory.EnumerateFileSystemEntries(Path).Any()) Directory.Delete(Path);
    }

    /// <summary>Writes one file as JSON for people.</summary>
    public void Write(string name, object value) =>
        AtomicFile.Write(System.IO.Path.Combine(Path, name), stream => JsonSerializer.Serialize(stream, value, Indented));

    private static Split ReadSplit(string path)
    {
        var file = System.IO.Path.Combine(path, SplitName);
        return File.Exists(file)
            ? JsonFile.Read<Split>(file, Output.Reporter.JsonFormat, "is not a split")
            : throw new BadInputException($"{path} holds no {SplitName}, so its training, validation and test parts are not known. Start the run anew.");
    }

    private static bool IsRunning(string path) =>
        JsonFile.Read<string>(System.IO.Path.Combine(path, ReportName), RunConfig.Json, "does not say whether its run has ended", "status") == Running;

    /// <summary>The part of <see cref="RunConfig"/> that says which data a run had; whatever else a version writes is let pass.</summary>
    private sealed record DataOfRun(string Dataset, string DataHash);
}
