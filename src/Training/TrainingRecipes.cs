using GraphSeq.Models;
using GraphSeq.Training.Optimizers;

namespace GraphSeq.Training;

/// <summary>Training options that suit the presets of <see cref="ModelPresets"/>.</summary>
public static class TrainingRecipes
{
    /// <summary>The options a preset is trained with unless one says otherwise.</summary>
    /// <remarks><c>gcn</c>: Adam, the plain way. The others, made for sets of some hundred small graphs: AdamW on a one-cycle schedule with label
    /// smoothing and manifold mixup, all epochs, the last weights; nothing is chosen by the validation part.</remarks>
    /// <param name="preset">One of <see cref="ModelPresets.Names"/>.</param>
    /// <exception cref="ArgumentException">There is no such preset.</exception>
    public static TrainerOptions For(string preset)
    {
        _ = ModelPresets.Describe(preset);
        if (preset == "gcn") return new TrainerOptions { Epochs = 100, LearningRate = 5e-3 };
        return new TrainerOptions
        {
            Epochs = 150,
            BatchSize = 64,
            Optimizer = OptimizerKind.AdamW,
            LearningRate = 2e-3,
            WeightDecay = 1e-2,
            LabelSmoothing = 0.05,
            Mixup = 1,
            Schedule = new LearningRateSchedule { Kind = ScheduleKind.OneCycle },
        };
    }
}
