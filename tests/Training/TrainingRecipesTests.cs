using GraphSeq.Models;
using GraphSeq.Training;
using GraphSeq.Training.Optimizers;

namespace GraphSeq.Tests.Training;

public class TrainingRecipesTests
{
    [Fact]
    public void For_EveryPreset_IsAValidProtocol()
    {
        foreach (var name in ModelPresets.Names) Assert.NotNull(new Trainer(TrainingRecipes.For(name)));
        Assert.Equal((OptimizerKind.AdamW, ScheduleKind.OneCycle), (TrainingRecipes.For("conv-lstm-gcn").Optimizer, TrainingRecipes.For("conv-lstm-gcn").Schedule.Kind));
        Assert.Throws<ArgumentException>(() => TrainingRecipes.For("nothing"));
    }
}
