using System.Diagnostics;
using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Training.Checkpoints;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>Fits a model to a data set: graph or node targets, classes, labels or values; the loss and the metrics follow from the task.</summary>
/// <remarks>The same options, model weights and data give the same bits on the CPU, run after run. libtorch's random state, which belongs to the
/// process, is set, and so is, during a run, the number of libtorch's threads for the thread that calls.</remarks>
public sealed class Trainer
{
    private readonly TrainerOptions _options;

    /// <summary>A trainer for any number of runs.</summary>
    /// <param name="options">The protocol.</param>
    /// <exception cref="ArgumentException">An option is out of range; the message lists all that are.</exception>
    public Trainer(TrainerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options;
    }

    /// <summary>Told where the time of each step goes; null when nobody asks.</summary>
    internal StepPhases? Phases { get; init; }

    /// <summary>Where the state of a run goes from time to time, to be taken up again; null for nowhere.</summary>
    public CheckpointOptions? Checkpoints { get; init; }

    /// <summary>Trains on one part, looks at the validation part after each epoch, and evaluates all parts at the end.</summary>
    /// <remarks>Neither an epoch nor anything else is chosen by the test part. Cancelled, it finishes the step at hand and throws; the model then
    /// holds that step's weights and is in evaluation mode, as after any other end. Of a model in training mode, parts in evaluation mode stay in it: norms
    /// so frozen keep their statistics. Gradients may be cleared, and <c>requires_grad</c> changed, from <paramref name="progress"/>.</remarks>
    /// <param name="model">The model; it keeps the result. A <see cref="SequenceGraphModel"/> that standardises its input and has no scaler yet gets
    /// one, fitted on the training part; a run that ends before its first step takes it away again.</param>
    /// <param name="dataset">The set.</param>
    /// <param name="split">Its parts; validation and test may be empty.</param>
    /// <param name="progress">Told after each step and epoch; null for nobody.</param>
    /// <param name="cancellationToken">Checked before each batch.</param>
    /// <exception cref="ArgumentException">Model, data and split do not fit together.</exception>
    /// <exception cref="InvalidOperationException">The device is not here.</exception>
    /// <exception cref="TrainingDivergedException">The loss became infinite or NaN.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; with <see cref="Checkpoints"/>, what was reached is saved.</exception>
    /// <exception cref="CheckpointException">A checkpoint cannot be written, or is of another run.</exception>
    public TrainingResult Fit(
        nn.Module<GraphBatch, Tensor> model, GraphDataset dataset, Split split, IProgress<TrainingProgress>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(split);
        if (dataset.Targets.Task == TaskKind.None) throw new ArgumentException($"{dataset.Name} has no targets to learn.", nameof(dataset));
        if (split.Train.Count == 0) throw new ArgumentException("The split's training part is empty.", nameof(split));
        if (_options.Patience is not null && split.Validation.Count == 0)
            throw new ArgumentException("Patience needs a validation part, but the split's is empty.", nameof(split));
        if (_options.KeepBest && split.Validation.Count == 0)
            throw new ArgumentException("KeepBest needs a validation part, but the split's is empty.", nameof(split));
        if (model is SequenceGraphModel known) TargetFit.Require(known.Options, dataset);
        var device = ComputeDevice.Parse(_options.Device);
        var part = new DataPart(dataset, split.Train, _options.SplitUnit, Evaluator.LevelOf(model, dataset));
        using var threads = ComputeThreads.Claim();
        using var scalers = new RunScalers(model, dataset, part, _options);
        model.to(device);
        using var run = new TrainingRun(model, dataset, part, _options, device) { Phases = Phases };
        using var best = new BestEpoch(_options.Monitor, _options.KeepBest);
        using var average = new WeightAverage(_options.AverageFrom, _options.Epochs);
        List<EpochRecord> history = [];
        var checkpoints = Checkpoints is null ? null : new Checkpointer(Checkpoints, _options, model, dataset, split, run, best, average, history);
        try
        {
            checkpoints?.Resume();
            while (history.Count < _options.Epochs && !OutOfPatience(best, history.Count))
            {
                history.Add(RunEpoch(model, dataset, split, run, best, history.Count, checkpoints, progress, cancellationToken));
                average.Offer(history.Count, model);
                run.Progress = null;
                checkpoints?.EpochDone();
            }
            checkpoints?.Finish();
        }
        catch (OperationCanceledException)
        {
            checkpoints?.Write();
            throw;
        }
        finally
        {
            model.eval();
            if (run.Optimizer.Steps > 0) scalers.Keep();
        }
        average.Restore(model);
        var keptBest = best.Restore(model);
        var bestEpoch = best.Epoch > 0 ? best.Epoch : history.Count;
        return new TrainingResult
        {
            History = history,
            BestEpoch = bestEpoch,
            WeightsEpoch = keptBest ? bestEpoch : history.Count,
            StoppedEarly = history.Count < _options.Epochs,
            Train = Evaluate(model, dataset, split.Train, cancellationToken)!,
            Validation = Evaluate(model, dataset, split.Validation, cancellationToken),
            Test = Evaluate(model, dataset, split.Test, cancellationToken),
            Parameters = model.parameters().Where(p => p.requires_grad).Sum(p => p.numel()),
        };
    }

    private EpochRecord RunEpoch(
        nn.Module<GraphBatch, Tensor> model, GraphDataset dataset, Split split, TrainingRun run, BestEpoch best, int epoch,
        Checkpointer? checkpoints, IProgress<TrainingProgress>? progress, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        TrainingProgress? last = null;
        var train = run.RunEpoch(epoch, ReportStep, cancellationToken);
        var validation = Evaluate(model, dataset, split.Validation, cancellationToken);
        if (validation is not null) best.Offer(epoch + 1, validation, model);
        var record = new EpochRecord(epoch + 1, train, validation, run.LearningRate, Stopwatch.GetElapsedTime(started).TotalSeconds);
        progress?.Report((last ?? new TrainingProgress(epoch + 1, _options.Epochs, run.StepsPerEpoch, run.StepsPerEpoch, train.Loss, null)) with { Completed = record });
        return record;

        void ReportStep(int step, double loss)
        {
            last = new TrainingProgress(epoch + 1, _options.Epochs, step, run.StepsPerEpoch, loss, null);
            checkpoints?.StepDone();
            progress?.Report(last);
        }
    }

    private bool OutOfPatience(BestEpoch best, int epochs) => _options.Patience is { } patience && epochs - best.Epoch >= patience;

    private Evaluation? Evaluate(nn.Module<GraphBatch, Tensor> model, GraphDataset dataset, IReadOnlyList<int> ids, CancellationToken cancellationToken)
    {
        if (ids.Count == 0) return null;
        var options = new EvaluatorOptions { BatchSize = _options.BatchSize, SplitUnit = _options.SplitUnit, Device = _options.Device };
        return Evaluator.Evaluate(model, dataset, ids, options, cancellationToken);
    }
}
