using System.CommandLine;
using GraphSeq.Datasets;
using GraphSeq.Training;
using GraphSeq.Training.Optimizers;

namespace GraphSeq.Cli.Commands;

/// <summary>The options of the training protocol. What has no option here is the recipe's; see <c>docs/ARCHITECTURE.md</c>.</summary>
internal sealed class TrainingOptions
{
    private readonly Option<int> _epochs = Number("--epochs", "N", "Passes over the training part.", 60);
    private readonly Option<int> _batchSize = Number("--batch-size", "N", "Graphs per step.", 64);
    private readonly Option<long> _seed = Number("--seed", "N", "Decides split, weights, batch order and dropout: the same seed gives the same numbers.", 0L);
    private readonly Option<double> _learningRate = Number("--lr", "RATE", "Peak step size of AdamW under the one-cycle schedule.", 2e-3);
    private readonly Option<double> _weightDecay = Number("--weight-decay", "RATE", "Decoupled weight decay.", 1e-2);
    private readonly Option<double> _smoothing = Number("--label-smoothing", "SHARE", "Share of each target that is spread over all classes.", 0.1);

    private readonly Option<int?> _patience = new("--patience") { HelpName = "N", Description = "Stop after so many epochs without a better validation loss." };

    private readonly Option<bool> _keepBest = new("--keep-best") { Description = "Keep the weights of the best validation loss instead of the last epoch's." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_epochs, _batchSize, _seed, _learningRate, _weightDecay, _smoothing, _patience, _keepBest]) command.Add(option);
    }

    /// <summary>The protocol; labels are smoothed where there are classes.</summary>
    public TrainerOptions Read(ParseResult parsed, TaskKind task) => new()
    {
        Epochs = parsed.GetValue(_epochs),
        BatchSize = parsed.GetValue(_batchSize),
        Seed = parsed.GetValue(_seed),
        LearningRate = parsed.GetValue(_learningRate),
        Optimizer = OptimizerKind.AdamW,
        WeightDecay = parsed.GetValue(_weightDecay),
        LabelSmoothing = task == TaskKind.Classification ? parsed.GetValue(_smoothing) : 0,
        Schedule = new LearningRateSchedule { Kind = ScheduleKind.OneCycle },
        Patience = parsed.GetValue(_patience),
        KeepBest = parsed.GetValue(_keepBest),
    };

    private static Option<T> Number<T>(string name, string helpName, string description, T usual) =>
        new(name) { HelpName = helpName, Description = description, DefaultValueFactory = _ => usual };
}
