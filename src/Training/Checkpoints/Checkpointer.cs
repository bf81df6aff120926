using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Training.Protocol;
using static TorchSharp.torch;

namespace GraphSeq.Training.Checkpoints;

/// <summary>Writes the state of a run when it is due, and takes it up again.</summary>
internal sealed class Checkpointer
{
    private const string ModelPrefix = "model.", OptimizerPrefix = "optimizer.", BestPrefix = "best.", AveragePrefix = "average.", RowsName = "epoch.rows", OutputsName = "epoch.outputs";
    private readonly CheckpointOptions _options;
    private readonly CheckpointFolder _folder;
    private readonly nn.Module _model;
    private readonly TrainingRun _run;
    private readonly BestEpoch _best;
    private readonly WeightAverage _average;
    private readonly List<EpochRecord> _history;
    private readonly TaskKind _task;
    private readonly int _targets;
    private readonly JsonObject _identity;
    private long _writtenAt = Stopwatch.GetTimestamp();
    private (long Steps, int Epochs) _written = (-1, -1);

    public Checkpointer(
        CheckpointOptions options, TrainerOptions training, nn.Module model, GraphDataset dataset, Split split, TrainingRun run, BestEpoch best,
        WeightAverage average, List<EpochRecord> history)
    {
        if (options.EverySteps < 1) throw new ArgumentException($"CheckpointOptions: EverySteps is {options.EverySteps} but must be at least 1, or null.");
        (_options, _model, _run, _best, _average, _history) = (options, model, run, best, average, history);
        (_task, _targets) = (dataset.Targets.Task, dataset.Targets.Count);
        _folder = new CheckpointFolder(options.Folder);
        _identity = Identify(training, model, dataset, split);
    }

    /// <summary>Takes up the newest checkpoint where that is wanted and there is one.</summary>
    /// <exception cref="CheckpointException">It cannot be read, or is of another run.</exception>
    public void Resume()
    {
        _folder.Clean(all: !_options.Resume);
        if (!_options.Resume || _folder.ReadLatest() is not var (state, tensors, path)) return;
        try
        {
            RequireSameRun(state.Identity, path);
            Restore(state, tensors);
        }
        catch (Exception e) when (e is KeyNotFoundException or ArgumentException or ExternalException or (InvalidOperationException and not CheckpointException))
        {
            throw new CheckpointException($"{path} does not fit the run that it names: {e.Message} Start the run anew.", e);
        }
        finally
        {
            foreach (var tensor in tensors.Values) tensor.Dispose();
        }
    }

    /// <summary>Writes a checkpoint if one is due within an epoch.</summary>
    public void StepDone()
    {
        var byTime = _options.EveryTime is { } time && Stopwatch.GetElapsedTime(_writtenAt) >= time;
        if (byTime || (_options.EverySteps is { } steps && _run.Optimizer.Steps % steps == 0)) Write();
    }

    /// <summary>Writes a checkpoint after an epoch, unless the last one is very young.</summary>
    public void EpochDone()
    {
        if (Stopwatch.GetElapsedTime(_writtenAt) >= _options.LeastTime) Write();
    }

    /// <summary>Writes the last checkpoint of a run.</summary>
    public void Finish() => Write();

    /// <summary>Writes a checkpoint now; the same state is written once.</summary>
    /// <exception cref="CheckpointException">It cannot be written; the last one stays.</exception>
    public void Write()
    {
        if (_written == (_run.Optimizer.Steps, _history.Count)) return;
        using var scope = NewDisposeScope();
        List<KeyValuePair<string, Tensor>> tensors = [];
        foreach (var (name, tensor) in _model.state_dict()) tensors.Add(new(ModelPrefix + name, tensor));
        foreach (var (name, tensor) in _run.Optimizer.State()) tensors.Add(new(OptimizerPrefix + name, tensor));
        foreach (var (name, tensor) in _best.Weights ?? new Dictionary<string, Tensor>()) tensors.Add(new(BestPrefix + name, tensor));
        foreach (var (name, tensor) in _average.Weights ?? new Dictionary<string, Tensor>()) tensors.Add(new(AveragePrefix + name, tensor));
        var width = 0;
        if (_run.Progress is { } progress)
        {
            (var rows, var outputs, width) = progress.Collector.State;
            tensors.Add(new(RowsName, HostTensors.Create<int>(rows, [rows.Length])));
            tensors.Add(new(OutputsName, HostTensors.Create<float>(outputs, [outputs.Length])));
        }
        _folder.Write(
            new CheckpointState(
                CheckpointState.CurrentFormat, _identity.DeepClone().AsObject(), _history.Count, _run.Progress?.Steps, _run.Progress?.Rows ?? 0,
                _run.Progress?.LossSum ?? 0, width, _run.Optimizer.Steps, _run.LearningRate, _best.Epoch, _best.Score, _average.Count, _history, "",
                ""),
            tensors);
        (_written, _writtenAt) = ((_run.Optimizer.Steps, _history.Count), Stopwatch.GetTimestamp());
    }

    private void Restore(CheckpointState state, Dictionary<string, Tensor> tensors)
    {
        using (no_grad())
        {
            var weights = ModelPart(ModelPrefix, isRequired: true);
            foreach (var (name, tensor) in _model.state_dict()) tensor.copy_(weights[name]);
        }
        _run.Optimizer.Restore(Part(OptimizerPrefix), state.OptimizerSteps);
        _run.LearningRate = state.LearningRate;
        _best.Resume(state.BestEpoch, state.BestScore, ModelPart(BestPrefix, isRequired: false));
        _average.Resume(state.AveragedEpochs, ModelPart(AveragePrefix, isRequired: state.AveragedEpochs > 0));
        _history.AddRange(state.History);
        _written = (state.OptimizerSteps, state.Epochs);
        if (state.EpochSteps is not { } steps) return;
        var collector = new OutputCollector(_task);
        int[] rows = steps > 0 ? HostTensors.ToArray<int>(tensors[RowsName]) : [];
        if (Array.FindIndex(rows, row => row < 0 || row >= _targets) is >= 0 and var at)
            throw new ArgumentException($"{RowsName}[{at}] is {rows[at]} but must be in [0, {_targets}).");
        if (steps > 0) collector.Add(rows, HostTensors.ToArray<float>(tensors[OutputsName]), state.OutputWidth);
        _run.Progress = new EpochProgress(collector, steps, state.EpochRows, state.EpochLossSum);

        // Weights of the model: all of them, or none where none were kept.
        Dictionary<string, Tensor> ModelPart(string prefix, bool isRequired)
        {
            var part = Part(prefix);
            if (part.Count == 0 && !isRequired) return part;
            foreach (var (name, tensor) in _model.state_dict())
                if (!part[name].shape.SequenceEqual(tensor.shape))
                    throw new ArgumentException($"{prefix}{name} is {Shapes.Describe(part[name])} but must be {Shapes.Describe(tensor)}.");
            return part;
        }

        Dictionary<string, Tensor> Part(string prefix) =>
            tensors.Where(pair => pair.Key.StartsWith(prefix, StringComparison.Ordinal)).ToDictionary(pair => pair.Key[prefix.Length..], pair => pair.Value);
    }

    private void RequireSameRun(JsonObject saved, string path)
    {
        List<string> differences = [];
        foreach (var name in _identity.Select(pair => pair.Key).Union(saved.Select(pair => pair.Key)))
            if (!JsonNode.DeepEquals(_identity[name], saved[name])) differences.Add($"{name} was {Show(saved[name])} and is {Show(_identity[name])}");
        if (differences.Count > 0)
            throw new CheckpointException($"{path} is of another run: {string.Join("; ", differences)}. Resume with what the run was started with, or start anew.");

        static string Show(JsonNode? node) => node?.ToJsonString() ?? "not there";
    }

    private static JsonObject Identify(TrainerOptions training, nn.Module model, GraphDataset dataset, Split split)
    {
        var identity = new JsonObject
        {
            ["graphseq"] = typeof(Checkpointer).Assembly.GetName().Version?.ToString(3),
            ["torchsharp"] = typeof(nn.Module).Assembly.GetName().Version?.ToString(3),
            ["data"] = DataFingerprint.Of(dataset),
            ["split"] = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(split))),
            ["model"] = Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(
                model.state_dict().Select(entry => $"{entry.Key} {entry.Value.dtype} {string.Join('x', entry.Value.shape)}")))),
        };
        foreach (var (name, value) in JsonSerializer.SerializeToNode(training, CheckpointState.Json)!.AsObject()) identity[$"training.{name}"] = value?.DeepClone();
        // As it will be read back: 1 and 1.0 are one number then.
        return JsonNode.Parse(identity.ToJsonString(CheckpointState.Json))!.AsObject();
    }
}
