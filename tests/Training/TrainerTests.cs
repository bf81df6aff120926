using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using GraphSeq.Training.Optimizers;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Training;

public class TrainerTests
{
    private static readonly TrainerOptions Options = new() { Epochs = 8, BatchSize = 8, LearningRate = 0.01, Seed = 3 };

    [Fact]
    public void Fit_GraphClasses_LossFallsAndAllPartsAreEvaluated()
    {
        var data = ToyData.Rings(48);
        using var model = Model(data);
        var result = new Trainer(Options).Fit(model, data, ToyData.HalfQuarters(48));
        Assert.Equal(8, result.History.Count);
        Assert.True(result.History[^1].Train.Loss < 0.7 * result.History[0].Train.Loss);
        Assert.Equal((24, 12, 12), (result.Train.Rows, result.Validation!.Rows, result.Test!.Rows));
        Assert.True(result.Test.Accuracy > 0.9);
        Assert.Equal(model.parameters().Sum(p => p.numel()), result.Parameters);
        Assert.False(model.training);
        Assert.All(result.History, epoch => Assert.Equal(0.01, epoch.LearningRate));
        Assert.Equal(result.Test.Loss, Evaluator.Evaluate(model, data, ToyData.HalfQuarters(48).Test, new EvaluatorOptions { BatchSize = 8 }).Loss);
    }

    [Theory]
    [InlineData(TaskKind.Regression, TargetLevel.Graph)]
    [InlineData(TaskKind.Regression, TargetLevel.Node)]
    [InlineData(TaskKind.Classification, TargetLevel.Node)]
    [InlineData(TaskKind.MultiLabelClassification, TargetLevel.Graph)]
    public void Fit_OtherTasks_LossFalls(TaskKind task, TargetLevel level)
    {
        var data = ToyData.Rings(32, task, level);
        using var model = Model(data);
        var result = new Trainer(Options).Fit(model, data, ToyData.HalfQuarters(32));
        Assert.True(result.History[^1].Train.Loss < 0.8 * result.History[0].Train.Loss);
        Assert.Equal(task == TaskKind.Regression, result.Test!.R2 is not null);
        Assert.Equal(level == TargetLevel.Node ? data.NodePtr[16] : 16, result.Train.Rows);
    }

    [Fact]
    public void Fit_SplitOfNodes_CountsTheseNodesOnly()
    {
        var data = ToyData.Rings(1, level: TargetLevel.Node, seed: 5);
        using var model = Model(data);
        var options = Options with { SplitUnit = SplitUnit.Node, Epochs = 2 };
        var result = new Trainer(options).Fit(model, data, new Split([0, 2], [1], []));
        Assert.Equal((2, 1, null), (result.Train.Rows, result.Validation!.Rows, result.Test));
        var predictions = Evaluator.Predict(model, data, [2, 0], new EvaluatorOptions { SplitUnit = SplitUnit.Node });
        Assert.Equal([0, 2], predictions.Rows);
    }

    [Fact]
    public void Fit_SameSeed_GivesTheSameBits()
    {
        var data = ToyData.Rings(24);
        var (first, second, other) = (Run(Options), Run(Options), Run(Options with { Seed = 4 }));
        Assert.Equal(first, second);
        Assert.NotEqual(first, other);

        float[] Run(TrainerOptions options)
        {
            using var model = Model(data, model => model with { Dropout = 0.3, InputNoise = 0.1, Norm = NormKind.Batch });
            var result = new Trainer(options).Fit(model, data, ToyData.HalfQuarters(24));
            return [.. Evaluator.Predict(model, data).Outputs, .. result.History.Select(e => (float)e.Train.Loss)];
        }
    }

    [Fact]
    public void Fit_Scaler_IsFittedOnTheTrainingPartAlone()
    {
        var data = ToyData.Rings(16);
        using var model = Model(data);
        new Trainer(Options with { Epochs = 1 }).Fit(model, data, new Split([0, 1], [2], [.. Enumerable.Range(3, 13)]));
        var nodes = data.NodePtr[2];
        var mean = Enumerable.Range(0, nodes).Average(node => (double)data.Features[node * 4]);
        Assert.Equal(mean, model.Scaler!.Means[0], 4);
        Assert.Equal(Math.Sqrt(Enumerable.Range(0, nodes).Average(node => Math.Pow(data.Features[node * 4] - mean, 2))), model.Scaler.Scales[0], 3);
    }

    [Fact]
    public void Fit_PatienceAndKeepBest_StopsEarlyWithTheBestWeights()
    {
        var data = ToyData.Rings(48);
        using var model = Model(data);
        // A rate this high makes validation loss rise soon.
        var options = Options with { Epochs = 60, LearningRate = 0.3, Patience = 3, KeepBest = true };
        var result = new Trainer(options).Fit(model, data, ToyData.HalfQuarters(48));
        Assert.True(result.StoppedEarly);
        Assert.Equal(result.BestEpoch + 3, result.History.Count);
        Assert.Equal(result.BestEpoch, result.WeightsEpoch);
        Assert.Equal(result.History.Min(e => e.Validation!.Loss), result.Validation!.Loss, 12);
        Assert.Equal(result.BestEpoch, 1 + Enumerable.Range(0, result.History.Count).MinBy(i => result.History[i].Validation!.Loss));
    }

    [Fact]
    public void Fit_AverageFromHalf_EndsWithTheMeanOfTheLastEpochsWeights()
    {
        var data = ToyData.Rings(24);
        var split = ToyData.HalfQuarters(24);
        var options = new TrainerOptions { Epochs = 5, BatchSize = 4, LearningRate = 0.02, Seed = 3 };
        // Runs of 3, 4 and 5 epochs at a constant rate are the beginnings of one run: epochs 3, 4 and 5 lie behind its half.
        var ends = new[] { 3, 4, 5 }.Select(epochs => Weights(options with { Epochs = epochs })).ToArray();
        var averaged = Weights(options with { AverageFrom = 0.5 });
        foreach (var (name, mean) in averaged)
            for (var i = 0; i < mean.Length; i++) Assert.Equal((ends[0][name][i] + ends[1][name][i] + ends[2][name][i]) / 3, mean[i], 1e-5f);
        Assert.Contains("norm1.running_var", averaged.Keys);
        Assert.NotEqual(ends[2]["lin.weight"], averaged["lin.weight"]);
        // Only the last epoch lies behind nine tenths.
        Assert.Equal(ends[2]["lin.weight"], Weights(options with { AverageFrom = 0.9 })["lin.weight"]);

        Dictionary<string, float[]> Weights(TrainerOptions of)
        {
            using var model = new SequenceGraphModel(
                new SequenceGraphModelOptions { NodeShape = [4], Outputs = 2, HiddenSize = 8, Layers = 1, Norm = NormKind.Batch }, seed: 5);
            var result = new Trainer(of).Fit(model, data, split);
            Assert.Equal(of.Epochs, result.WeightsEpoch);
            using var scope = NewDisposeScope();
            return model.state_dict().Where(entry => entry.Value.is_floating_point())
                .ToDictionary(entry => entry.Key, entry => entry.Value.data<float>().ToArray());
        }
    }

    [Fact]
    public void Fit_OneCycle_ReportsTheRateOfTheLastStep()
    {
        var data = ToyData.Rings(16);
        using var model = Model(data);
        var schedule = new LearningRateSchedule { Kind = ScheduleKind.OneCycle };
        var options = Options with { Schedule = schedule, Optimizer = OptimizerKind.AdamW, ClipNorm = 1 };
        var result = new Trainer(options).Fit(model, data, ToyData.HalfQuarters(16));
        Assert.Equal(0.01 * schedule.FactorAt(7, 8, 1), result.History[^1].LearningRate, 15);
    }

    [Fact]
    public void Fit_Cancelled_FinishesTheStepAndLeavesAUsableModel()
    {
        var data = ToyData.Rings(32);
        using var model = Model(data);
        using var cancellation = new CancellationTokenSource();
        var reports = new List<TrainingProgress>();
        var progress = new Progress(report =>
        {
            reports.Add(report);
            if (report.Epoch == 2) cancellation.Cancel();
        });
        Assert.Throws<OperationCanceledException>(() => new Trainer(Options).Fit(model, data, ToyData.HalfQuarters(32), progress, cancellation.Token));
        Assert.Equal([(1, 1, false), (1, 2, false), (1, 2, true), (2, 1, false)], reports.Select(r => (r.Epoch, r.Step, r.Completed is not null)));
        Assert.False(model.training);
        Assert.All(Evaluator.Predict(model, data).Outputs, output => Assert.True(float.IsFinite(output)));
    }

    [Fact]
    public void Fit_LossOfNaN_NamesStepAndGraphs()
    {
        var data = ToyData.Rings(8).With(parts =>
        {
            var features = parts.Features.ToArray();
            features[0] = float.NaN;
            return parts with { Features = features };
        });
        using var model = Model(data, options => options with { Standardize = false });
        var all = new Split([.. Enumerable.Range(0, 8)], [], []);
        var error = Assert.Throws<TrainingDivergedException>(() => new Trainer(Options).Fit(model, data, all));
        Assert.Equal((1, 1), (error.Epoch, error.Step));
        Assert.Equal(8, error.GraphIds.Count);
        Assert.StartsWith("Step 1 (epoch 1): the loss is NaN. Node features of the batch are not finite", error.Message);
    }

    [Fact]
    public void Fit_TargetOfNaN_NamesTheFlagForMissingValues()
    {
        var data = ToyData.Rings(4).With(parts => parts with { Targets = Targets.OfValues([1, float.NaN, 2, 3], ["value"]) });
        using var model = Model(data);
        var error = Assert.Throws<TrainingDivergedException>(() => new Trainer(Options).Fit(model, data, new Split([.. Enumerable.Range(0, 4)], [], [])));
        Assert.Contains("Targets of the batch are not finite", error.Message);
        Assert.Contains("Targets.OfValues(…, hasMissing: true)", error.Message);
    }

    [Fact]
    public void Fit_ThingsThatDoNotFit_SaysWhich()
    {
        var data = ToyData.Rings(8);
        using var model = Model(data);
        var trainer = new Trainer(Options);
        var one = new Split([1], [], []);
        Assert.Contains("training part is empty", Assert.Throws<ArgumentException>(() => trainer.Fit(model, data, new Split([], [], [1]))).Message);
        Assert.Contains("names graph 8, but there are 8",
            Assert.Throws<ArgumentException>(() => trainer.Fit(model, data, new Split([8], [], []))).Message);
        Assert.Contains("rings has no targets",
            Assert.Throws<ArgumentException>(() => trainer.Fit(model, ToyData.Rings(8, TaskKind.None), one)).Message);
        Assert.Contains("names nodes, but targets belong to graphs",
            Assert.Throws<ArgumentException>(() => new Trainer(Options with { SplitUnit = SplitUnit.Node }).Fit(model, data, one)).Message);
        Assert.Contains("Patience needs a validation part",
            Assert.Throws<ArgumentException>(() => new Trainer(Options with { Patience = 1 }).Fit(model, data, one)).Message);
        Assert.Contains("KeepBest needs a validation part",
            Assert.Throws<ArgumentException>(() => new Trainer(Options with { KeepBest = true }).Fit(model, data, one)).Message);
        using var ofNodes = Model(data, options => options with { Readout = ReadoutKind.None });
        Assert.Contains("gives a row for every node, but rings has targets for every graph",
            Assert.Throws<ArgumentException>(() => trainer.Fit(ofNodes, data, one)).Message);
        using var wide = Model(data, options => options with { Outputs = 5 });
        Assert.Contains("gives 5 outputs per row but rings needs 2",
            Assert.Throws<ArgumentException>(() => trainer.Fit(wide, data, one)).Message);
        Assert.True(wide.NeedsScaler);
    }

    [Fact]
    public void Fit_EndsBeforeItsFirstStep_LeavesNoStatistics()
    {
        var data = ToyData.Rings(8, TaskKind.Regression);
        using var model = Model(data, options => options with { StandardizeTargets = true });
        var trainer = new Trainer(Options with { Epochs = 1 });
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(model, data, new Split([0, 1], [], []), cancellationToken: new CancellationToken(canceled: true)));
        Assert.Equal((true, true), (model.NeedsScaler, model.NeedsTargetScaler));
        using var wide = Model(data, options => options with { StandardizeTargets = true, Outputs = 3 });
        Assert.ThrowsAny<ArgumentException>(() => trainer.Fit(wide, data, new Split([0, 1], [], [])));
        Assert.Equal((true, true), (wide.NeedsScaler, wide.NeedsTargetScaler));
        trainer.Fit(model, data, new Split([0, 1], [], []));
        Assert.Equal((false, false), (model.NeedsScaler, model.NeedsTargetScaler));
        var (scaler, targets) = (model.Scaler, model.TargetScaler);
        Assert.Throws<OperationCanceledException>(() => trainer.Fit(model, data, new Split([2], [], []), cancellationToken: new CancellationToken(canceled: true)));
        Assert.Same(scaler, model.Scaler);
        Assert.Same(targets, model.TargetScaler);
    }

    [Fact]
    public void Fit_ManySteps_KeepsTheNumberOfTensorsFlat()
    {
        var data = ToyData.Rings(16);
        using var model = Model(data, options => options with { Norm = NormKind.Batch, Dropout = 0.1, HeadDropout = 0.1, InputNoise = 0.1 });
        List<long> alive = [];
        var progress = new Progress(_ => alive.Add(DisposeScopeManager.Statistics.ThreadTotalLiveCount));
        new Trainer(Options with { Epochs = 100, KeepBest = true, ClipNorm = 1 }).Fit(model, data, ToyData.HalfQuarters(16), progress);
        Assert.Equal(200, alive.Count);
        Assert.Equal(alive[20], alive[^1]);
    }

    [Fact]
    public void Fit_ModuleOfOnesOwn_IsTrainedToo()
    {
        var data = ToyData.Rings(24);
        using var model = new MeanOfFeatures();
        var result = new Trainer(Options with { LearningRate = 0.05 }).Fit(model, data, ToyData.HalfQuarters(24));
        Assert.True(result.History[^1].Train.Loss < result.History[0].Train.Loss);
    }

    private static SequenceGraphModel Model(GraphDataset data, Func<SequenceGraphModelOptions, SequenceGraphModelOptions>? change = null)
    {
        var options = new SequenceGraphModelOptions
        {
            NodeShape = data.NodeShape.ToArray(),
            Outputs = Math.Max(1, data.NumOutputs),
            Standardize = true,
            Layers = 2,
            HiddenSize = 16,
            JumpingKnowledge = JumpingKnowledgeKind.Cat,
            Readout = data.Targets.Level == TargetLevel.Node ? ReadoutKind.None : ReadoutKind.Mean,
        };
        return new SequenceGraphModel(change?.Invoke(options) ?? options, seed: 7);
    }

    private sealed class Progress(Action<TrainingProgress> report) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => report(value);
    }

    private sealed class MeanOfFeatures : nn.Module<GraphBatch, Tensor>
    {
        private readonly TorchSharp.Modules.Linear _lin = nn.Linear(4, 2);
        private readonly GraphSeq.Graph.Readouts.GlobalMeanPool _pool = new();

        public MeanOfFeatures() : base(nameof(MeanOfFeatures)) => RegisterComponents();

        public override Tensor forward(GraphBatch batch) => _lin.call(_pool.call(batch.X! / 50, batch.Index));
    }
}
