using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Training;

public class MixupStepTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 2, BatchSize = 1, LearningRate = 0.01, Seed = 3, Mixup = 1 };

    [Fact]
    public void Fit_BatchesOfOne_MixARowWithItself()
    {
        var data = ToyData.Rings(8);
        var (plain, mixed) = (Run(Options with { Mixup = 0 }), Run(Options));
        Assert.All(plain.Zip(mixed), pair => Assert.Equal(pair.First, pair.Second, 3));
        Assert.NotEqual(Run(Options with { BatchSize = 8, Mixup = 0 }), Run(Options with { BatchSize = 8 }));

        float[] Run(TrainerOptions options)
        {
            using var model = Model();
            new Trainer(options).Fit(model, data, new Split([.. Enumerable.Range(0, 8)], [], []));
            return Evaluator.Predict(model, data).Outputs;
        }
    }

    [Fact]
    public void Fit_WithAndWithoutPlan_MixesAlike()
    {
        var data = ToyData.Rings(24);
        var runs = new[] { true, false }.Select(plan =>
        {
            using var model = Model();
            var result = new Trainer(Options with { Epochs = 3, BatchSize = 8, Plan = plan }).Fit(model, data, new Split([.. Enumerable.Range(0, 24)], [], []));
            return (float[])[.. Evaluator.Predict(model, data).Outputs, .. result.History.Select(epoch => (float)epoch.Train.Loss)];
        }).ToArray();
        Assert.All(runs[0].Zip(runs[1]), pair => Assert.Equal(pair.First, pair.Second, 1e-4f));
    }

    [Fact]
    public void Fit_FeaturesTellTheClass_FindsIt()
    {
        var data = ToyData.Rings(48);
        using var model = Model();
        var result = new Trainer(Options with { Epochs = 20, BatchSize = 8 }).Fit(model, data, ToyData.HalfQuarters(48));
        Assert.True(result.Test!.Accuracy > 0.9, $"{result.Test.Accuracy}");
    }

    [Fact]
    public void Fit_ModelWithoutHead_IsRefused()
    {
        using var model = new Pooled();
        var data = ToyData.Rings(8);
        var error = Assert.Throws<ArgumentException>(() => new Trainer(Options).Fit(model, data, new Split([0, 1], [], [])));
        Assert.Contains("Mixup needs a SequenceGraphModel", error.Message);
    }

    private static SequenceGraphModel Model() => new(
        new SequenceGraphModelOptions { NodeShape = [4], Outputs = 2, Standardize = true, HiddenSize = 8, Layers = 1 }, seed: 5);

    private sealed class Pooled() : nn.Module<GraphBatch, Tensor>(nameof(Pooled))
    {
        public override Tensor forward(GraphBatch batch) => zeros(batch.NumGraphs, 2);
    }
}
