using System.CommandLine;
using System.Numerics;
using GraphSeq.Datasets;
using GraphSeq.Training;

namespace GraphSeq.Cli.Commands;

/// <summary>The options of the training protocol: the recipe of the model's preset, and what differs from it.</summary>
internal sealed class TrainingOptions
{
    private readonly Option<int?> _epochs = Change<int>("--epochs", "N", "Passes over the training part.");
    private readonly Option<int?> _batchSize = Change<int>("--batch-size", "N", "Graphs per step.");
    private readonly Option<double?> _learningRate = Change<double>("--lr", "RATE", "Peak step size.");
    private readonly Option<double?> _weightDecay = Change<double>("--weight-decay", "RATE", "Weight decay.");
    private readonly Option<double?> _smoothing = Change<double>("--label-smoothing", "SHARE", "Share of each target that is spread over all classes.");

    private readonly Option<double?> _mixup = Change<double>("--mixup", "A", "Mix rows and losses before the head, in shares from Beta(A, A); 0 for none.");

    private readonly Option<double?> _averageFrom = Change<double>(
        "--average-from", "SHARE", "End with the mean of the weights of all epochs behind this share of the run.");

    private readonly Option<long> _seed = new("--seed")
    {
        HelpName = "N",
        Description = "Decides split, weights, batch order and dropout: the same seed gives the same numbers. [default: 0]",
        CustomParser = NumberOption.Read<long>,
    };

    private readonly Option<int?> _patience = new("--patience")
    {
        HelpName = "N",
        Description = "Stop after so many epochs without a better validation loss.",
        CustomParser = NumberOption.ReadOptional<int>,
    };

    private readonly Option<bool> _keepBest = new("--keep-best") { Description = "Keep the weights of the best validation loss instead of the last epoch's." };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_epochs, _batchSize, _seed, _learningRate, _weightDecay, _smoothing, _mixup, _averageFrom, _patience,
            _keepBest])
            command.Add(option);
    }

    public long Seed(ParseResult parsed) => parsed.GetValue(_seed);

    /// <summary>The protocol for a preset; labels are smoothed only where there are classes.</summary>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public TrainerOptions Read(ParseResult parsed, string preset, TaskKind task) => Read(parsed, TrainingRecipes.For(preset), task);

    /// <summary>A protocol with what the user asks for put in its place.</summary>
    public TrainerOptions Read(ParseResult parsed, TrainerOptions recipe, TaskKind task)
    {
        return recipe with
        {
            Epochs = parsed.GetValue(_epochs) ?? recipe.Epochs,
            BatchSize = parsed.GetValue(_batchSize) ?? recipe.BatchSize,
            Seed = parsed.GetValue(_seed),
            LearningRate = parsed.GetValue(_learningRate) ?? recipe.LearningRate,
            WeightDecay = parsed.GetValue(_weightDecay) ?? recipe.WeightDecay,
            LabelSmoothing = task == TaskKind.Classification ? parsed.GetValue(_smoothing) ?? recipe.LabelSmoothing : 0,
            Mixup = parsed.GetValue(_mixup) ?? recipe.Mixup,
            AverageFrom = parsed.GetValue(_averageFrom) ?? (parsed.GetValue(_keepBest) ? null : recipe.AverageFrom),
            Patience = parsed.GetValue(_patience),
            KeepBest = parsed.GetValue(_keepBest),
        };
    }

    /// <summary>Whoever lets the validation part choose needs one.</summary>
    /// <exception cref="BadInputException">It is empty.</exception>
    public static void RequireValidation(TrainerOptions options, Split split)
    {
        if (split.Validation.Count > 0) return;
        var name = options.Patience is not null ? "--patience" : options.KeepBest ? "--keep-best" : null;
        if (name is not null) throw new BadInputException($"{name} looks at the validation part, which is empty. Raise --validation-share, or leave {name} out.");
    }

    private static Option<T?> Change<T>(string name, string helpName, string description) where T : struct, INumber<T>, IMinMaxValue<T> =>
        new(name) { HelpName = helpName, Description = $"{description} [default: the recipe's]", CustomParser = NumberOption.ReadOptional<T> };
}
