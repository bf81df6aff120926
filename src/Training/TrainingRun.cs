using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Training.Optimizers;
using static TorchSharp.torch;

namespace GraphSeq.Training;

/// <summary>The steps of one run. What a step does depends on the weights, the optimizer's state, the seed and the step's number alone.</summary>
internal sealed class TrainingRun : IDisposable
{
    private readonly nn.Module<GraphBatch, Tensor> _model;
    private readonly StepGradients _gradients;
    private readonly GraphDataset _dataset;
    private readonly DataPart _part;
    private readonly TrainerOptions _options;
    private readonly Device _device;
    private readonly GraphLoader _loader;
    private readonly ModelOptimizer _optimizer;

    public TrainingRun(nn.Module<GraphBatch, Tensor> model, GraphDataset dataset, DataPart part, TrainerOptions options, Device device)
    {
        (_model, _dataset, _part, _options, _device) = (model, dataset, part, options, device);
        var loading = new GraphLoaderOptions { BatchSize = options.BatchSize, Shuffle = true, Seed = options.Seed };
        _loader = new GraphLoader(dataset, part.Graphs, loading);
        StepsPerEpoch = (part.Graphs.Length + options.BatchSize - 1) / options.BatchSize;
        RequireTraining();
        _gradients = StepGradients.Create(model, dataset, part, options, device);
        _optimizer = ModelOptimizer.Create(model, options);
    }

    public int StepsPerEpoch { get; }

    public StepPhases? Phases { get; init; }

    /// <summary>Step size of the last step.</summary>
    public double LearningRate { get; set; }

    /// <summary>How far the epoch at hand has come; null between epochs. Whoever completes an epoch sets it to null.</summary>
    public EpochProgress? Progress { get; set; }

    public ModelOptimizer Optimizer => _optimizer;

    private long TotalSteps => (long)StepsPerEpoch * _options.Epochs;

    /// <summary>One pass over the training part.</summary>
    /// <param name="epoch">Counted from 0.</param>
    /// <param name="stepDone">Gets the steps done in this epoch and the last one's loss.</param>
    /// <param name="cancellationToken">Checked before each batch.</param>
    /// <returns>The part as seen while learning.</returns>
    public Evaluation RunEpoch(int epoch, Action<int, double> stepDone, CancellationToken cancellationToken)
    {
        RequireTraining();
        var done = Progress ??= new EpochProgress(new OutputCollector(_dataset.Targets.Task));
        Phases?.Start();
        var plan = _loader.Plan(epoch);
        Phases?.Lap(StepPhase.Loader);
        foreach (var graphs in plan.Skip(done.Steps))
        {
            cancellationToken.ThrowIfCancellationRequested();
            var (loss, batchRows) = Step(graphs, epoch, done.Collector);
            done.Add(loss, batchRows);
            stepDone(done.Steps, loss);
        }
        var seen = Evaluation.Of(done.Collector.ToPredictions(), _dataset.Targets, withRanking: false);
        // Of values, the loss in an evaluation is the mean squared error over those that are not missing, whatever is minimised.
        var isOther = _dataset.Targets.Task == TaskKind.Regression && (_dataset.Targets.HasMissing || _options.RegressionLoss != RegressionLoss.MeanSquaredError);
        return isOther ? seen : seen with { Loss = done.LossSum / done.Rows };
    }

    public void Dispose()
    {
        _gradients.Dispose();
        _optimizer.Dispose();
    }

    /// <summary>Puts a model that evaluates into training mode; of one that trains, parts may be in evaluation mode and stay so.</summary>
    private void RequireTraining()
    {
        if (!_model.training) _model.train();
    }

    private (double Loss, int Rows) Step(int[] graphs, int epoch, OutputCollector collector)
    {
        Phases?.Start();
        var step = _optimizer.Steps;
        using var scope = NewDisposeScope();
        // Dropout and noise draw from libtorch's generator; seeded per step, a step can be entered again without saving the generator.
        random.manual_seed(unchecked((long)SplitMix64.ForStream(_options.Seed, ~step).Next()));
        using var batch = Evaluator.BatchOn(_device, _dataset, graphs);
        var (inBatch, inDataset) = _part.Rows(batch);
        Phases?.Lap(StepPhase.Loader);
        var loss = _gradients.Run(batch, inBatch, inDataset, collector, Phases);
        if (!double.IsFinite(loss)) throw new TrainingDivergedException(loss, epoch + 1, step + 1, graphs, $"{Advice(batch)} {_optimizer.DescribeGradients()}");
        if (_options.ClipNorm is { } limit) _optimizer.ClipGradients(limit);
        LearningRate = _options.LearningRate * _options.Schedule.FactorAt(step, TotalSteps, StepsPerEpoch);
        _optimizer.Step(LearningRate, _options.Schedule.MomentumAt(step, TotalSteps, _options.Momentum));
        Phases?.Lap(StepPhase.Optimizer);
        return (loss, inDataset.Length);
    }

    private string Advice(GraphBatch batch) =>
        batch.X is { } x && !x.isfinite().all().item<bool>() ? "Node features of the batch are not finite: mend the data."
        : !_dataset.Targets.HasMissing && batch.Y is { } y && y.is_floating_point() && !y.isfinite().all().item<bool>()
            ? "Targets of the batch are not finite: mend the data or, where NaN stands for a value that is missing, make them with "
                + "Targets.OfValues(…, hasMissing: true)."
        : FormattableString.Invariant($"Lower LearningRate ({_options.LearningRate}) or set ClipNorm.");
}
