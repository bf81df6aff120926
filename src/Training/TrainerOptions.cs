using GraphSeq.Models;
using GraphSeq.Training.Optimizers;

namespace GraphSeq.Training;

/// <summary>What one training run needs to know. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record TrainerOptions
{
    /// <summary>Passes over the training part; at least 1.</summary>
    public required int Epochs { get; init; }

    /// <summary>Graphs per step; at least 1. Default: 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>The rule of a step. Default: Adam.</summary>
    public OptimizerKind Optimizer { get; init; } = OptimizerKind.Adam;

    /// <summary>Peak step size, above 0. Default: 0.001.</summary>
    public double LearningRate { get; init; } = 1e-3;

    /// <summary>How the step size moves. Default: it stays.</summary>
    public LearningRateSchedule Schedule { get; init; } = new();

    /// <summary>Weight decay, at least 0. Default: 0.</summary>
    public double WeightDecay { get; init; }

    /// <summary>Adam's first beta, or the momentum of gradient descent, in [0, 1). Default: 0.9.</summary>
    public double Momentum { get; init; } = 0.9;

    /// <summary>Adam's second beta, in [0, 1). Default: 0.999.</summary>
    public double Beta2 { get; init; } = 0.999;

    /// <summary>Adam's epsilon, above 0. Default: 1e-8.</summary>
    public double Epsilon { get; init; } = 1e-8;

    /// <summary>Largest norm of all gradients together, above 0; null for no limit.</summary>
    public double? ClipNorm { get; init; }

    /// <summary>Share of the target spread evenly over the classes, in [0, 1); classification only. Default: 0.</summary>
    public double LabelSmoothing { get; init; }

    /// <summary>What a regression minimises; evaluations tell both errors. Default: the mean squared error.</summary>
    public RegressionLoss RegressionLoss { get; init; } = RegressionLoss.MeanSquaredError;

    /// <summary>Manifold mixup (<see href="https://arxiv.org/abs/1806.05236">Verma et al., 2019</see>) of what the head sees: each row is mixed with
    /// another of its batch, and so is the loss, in a share drawn from <c>Beta(a, a)</c> for each step. This is <c>a</c>, at least 0; 0 for none. Needs a
    /// <see cref="SequenceGraphModel"/>. Default: 0.</summary>
    public double Mixup { get; init; }

    /// <summary>Ends with the mean of the weights that the epochs behind this share of the run ended with, each counted alike, instead of the last
    /// epoch's (stochastic weight averaging, <see href="https://arxiv.org/abs/1803.05407">Izmailov et al., 2018</see>; running statistics of norms are
    /// averaged with them). In [0, 1); null for none. The scores of <see cref="TrainingResult.History"/> stay those of the epochs' own weights.
    /// Default: null.</summary>
    public double? AverageFrom { get; init; }

    /// <summary>Epochs without improvement on the validation part before training stops, at least 1; null to run them all.</summary>
    public int? Patience { get; init; }

    /// <summary>Ends with the weights of the best epoch on the validation part instead of the last epoch's. Default: false.</summary>
    public bool KeepBest { get; init; }

    /// <summary>What <see cref="Patience"/> and <see cref="KeepBest"/> look at. Default: the loss.</summary>
    public MonitoredQuantity Monitor { get; init; } = MonitoredQuantity.Loss;

    /// <summary>What the split's numbers stand for. Default: graphs.</summary>
    public SplitUnit SplitUnit { get; init; } = SplitUnit.Graph;

    /// <summary>Seed of batch order, dropout and noise; the weights have their own. Default: 0.</summary>
    public long Seed { get; init; }

    /// <summary>Where to compute: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c> … Default: cpu.</summary>
    public string Device { get; init; } = "cpu";

    /// <summary>Runs whole steps from preallocated memory, without an autograd graph, where the model is a <see cref="SequenceGraphModel"/> on the
    /// CPU whose layers allow it; the numbers are the same to rounding. Hooks on the model's parts are not called then. Default: true.</summary>
    public bool Plan { get; init; } = true;

    internal void Validate()
    {
        List<string> problems = [];
        if (Epochs < 1) problems.Add($"Epochs is {Epochs} but must be at least 1.");
        if (BatchSize < 1) problems.Add($"BatchSize is {BatchSize} but must be at least 1.");
        if (!Enum.IsDefined(Optimizer)) problems.Add($"Optimizer is {Optimizer} but must be adam, adamw or sgd.");
        if (!(LearningRate > 0 && double.IsFinite(LearningRate))) problems.Add($"LearningRate is {LearningRate} but must be above 0.");
        if (!(WeightDecay >= 0 && double.IsFinite(WeightDecay))) problems.Add($"WeightDecay is {WeightDecay} but must be at least 0.");
        if (!(Momentum is >= 0 and < 1)) problems.Add($"Momentum is {Momentum} but must be in [0, 1).");
        if (!(Beta2 is >= 0 and < 1)) problems.Add($"Beta2 is {Beta2} but must be in [0, 1).");
        if (!(Epsilon > 0)) problems.Add($"Epsilon is {Epsilon} but must be above 0.");
        if (ClipNorm is { } norm && !(norm > 0)) problems.Add($"ClipNorm is {norm} but must be above 0, or null.");
        if (!(LabelSmoothing is >= 0 and < 1)) problems.Add($"LabelSmoothing is {LabelSmoothing} but must be in [0, 1).");
        if (!Enum.IsDefined(RegressionLoss)) problems.Add($"RegressionLoss is {RegressionLoss} but must be mse or mae.");
        if (!(Mixup >= 0 && double.IsFinite(Mixup))) problems.Add($"Mixup is {Mixup} but must be at least 0.");
        if (AverageFrom is { } share && !(share is >= 0 and < 1)) problems.Add($"AverageFrom is {share} but must be in [0, 1), or null.");
        if (AverageFrom is not null && KeepBest) problems.Add("AverageFrom and KeepBest both say which weights a run ends with; set one.");
        if (Patience < 1) problems.Add($"Patience is {Patience} but must be at least 1, or null.");
        if (Schedule is null) problems.Add("Schedule is null.");
        else Schedule.Validate(problems);
        if (problems.Count > 0) throw new ArgumentException($"TrainerOptions: {string.Join(" ", problems)}");
    }
}
