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
        var recipe = TrainingRecipes.For("conv-lstm-gcn");
        Assert.Equal((OptimizerKind.AdamW, ScheduleKind.OneCycle), (recipe.Optimizer, recipe.Schedule.Kind));
        Assert.Throws<ArgumentException>(() => TrainingRecipes.For("nothing"));
    }
}
