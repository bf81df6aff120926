using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Models;

/// <summary>What is done to a model between two passes: parts in other modes, frozen weights, cleared gradients.</summary>
public partial class ModelPlanTests
{
    [Fact]
    public void Fit_GradientsClearedMidway_LearnsOnAsWithoutPlan()
    {
        var (planned, plain) = (Run(true), Run(false));
        Assert.InRange(plain.Moved, 1e-2, 1);
        Assert.Equal(plain.Moved, planned.Moved, 1e-4);
        Assert.Equal(plain.Loss, planned.Loss, 1e-4);

        (double Moved, double Loss) Run(bool plan) => FitWithChange("gcn", plan, (model, _) => model.zero_grad());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_WeightFrozenMidway_StaysWhereItIs(bool plan)
    {
        var (moved, _) = FitWithChange("gcn", plan, (_, weight) => weight.requires_grad = false);
        Assert.Equal(0, moved);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_NormsFrozen_StayFrozenAndAlike(bool plan)
    {
        using var model = Make("residual-gcn preset");
        var before = Statistics(model);
        Freeze(model);
        new Trainer(new TrainerOptions { Epochs = 2, BatchSize = 6, Plan = plan }).Fit(model, Data, ToyData.HalfQuarters(24));
        Assert.Equal(before, Statistics(model));
    }

    [Fact]
    public void Gradients_NormsFrozen_AreThoseOfAutograd()
    {
        using var scope = NewDisposeScope();
        using var model = Make("batch norm, projection, max readout");
        Freeze(model);
        using var batch = Data.Batch([0, 3, 4, 9, 17]);
        var (planned, byPlan, outputs) = Step(model, batch, plan: true);
        var (expected, byAutograd, expectedOutputs) = Step(model, batch, plan: false);
        Assert.Equal(expected, planned, 1e-6 * Math.Max(1, expected));
        TensorAssert.Close(outputs, expectedOutputs);
        foreach (var (parameter, gradient) in byAutograd)
            TensorAssert.Close(byPlan[parameter], gradient, 1e-5 * Math.Max(1, gradient.abs().max().item<float>()), parameter);
    }

    [Fact]
    public void Forward_NormsFrozen_GivesTheLayersNumbersAndKeepsStatistics()
    {
        using var scope = NewDisposeScope();
        using var model = Make("residual-gcn preset");
        Freeze(model);
        var before = Statistics(model);
        using var batch = Data.Batch([1, 2, 20]);
        using var _ = no_grad();
        manual_seed(4);
        var planned = model.call(batch);
        model.UsesPlan = false;
        manual_seed(4);
        TensorAssert.Close(planned, model.call(batch));
        Assert.Equal(before, Statistics(model));
    }

    [Fact]
    public void Forward_NormTrainsInAnEvaluatingModel_ChangesOnlyItsStatistics()
    {
        using var scope = NewDisposeScope();
        using var model = Make("batch norm, projection, max readout");
        model.eval();
        using var batch = Data.Batch([1, 2, 20]);
        using var _ = no_grad();
        var before = model.call(batch);
        model.named_modules().First(entry => entry.name == "norm1").module.train();
        var planned = model.call(batch);
        Assert.Equal([0, 1, 0, 0], Norms(model).Select(norm => norm.num_batches_tracked!.item<long>()));
        model.UsesPlan = false;
        TensorAssert.Close(planned, model.call(batch));
        Assert.True((planned - before).abs().max().item<float>() > 1e-3);
    }

    [Fact]
    public void Forward_AttentionTrainsInAnEvaluatingModel_DropsCoefficients()
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(Plain with { Convolution = new() { Kind = "gat", Heads = 2, Dropout = 0.5 } }, seed: 3);
        model.eval();
        using var batch = Data.Batch([1, 2, 20]);
        using var _ = no_grad();
        var before = model.call(batch);
        model.named_modules().First(entry => entry.name == "conv1").module.train();
        manual_seed(4);
        var planned = model.call(batch);
        model.UsesPlan = false;
        manual_seed(4);
        TensorAssert.Close(planned, model.call(batch));
        Assert.True((planned - before).abs().max().item<float>() > 1e-3);
    }

    /// <summary>How far a weight moves after something was done to the model behind the second of six epochs, and the last loss.</summary>
    private static (double Moved, double Loss) FitWithChange(string name, bool plan, Action<SequenceGraphModel, TorchSharp.Modules.Parameter> change)
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(Models[name] with { Standardize = true }, seed: 3);
        var weight = model.named_parameters().First(entry => entry.name == "conv1.lin.weight").parameter;
        Tensor? at = null;
        var progress = new Reports(report =>
        {
            if (report.Completed is not { Epoch: 2 }) return;
            change(model, weight);
            at = weight.detach().clone();
        });
        var options = new TrainerOptions { Epochs = 6, BatchSize = 8, LearningRate = 1e-2, WeightDecay = 0.1, Plan = plan };
        var result = new Trainer(options).Fit(model, Data, ToyData.HalfQuarters(24), progress);
        return ((weight.detach() - at!).abs().max().item<float>(), result.History[^1].Train.Loss);
    }

    private static void Freeze(SequenceGraphModel model)
    {
        model.train();
        foreach (var norm in Norms(model)) norm.eval();
    }

    private static float[] Statistics(SequenceGraphModel model) =>
        [.. Norms(model).SelectMany(norm => (float[])[.. HostTensors.ToArray<float>(norm.running_mean!), .. HostTensors.ToArray<float>(norm.running_var!), norm.num_batches_tracked!.item<long>()])];

    private static IEnumerable<TorchSharp.Modules.BatchNorm1d> Norms(SequenceGraphModel model) => model.modules().OfType<TorchSharp.Modules.BatchNorm1d>();

    private sealed class Reports(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}
