using GraphSeq.Datasets;
using GraphSeq.Encoders;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Training;

/// <summary>The one trainer on graph sequences: every level of targets, every kind of sequence, model files included.</summary>
public class GraphSequenceTrainingTests
{
    public static TheoryData<string, TargetLevel> Cases
    {
        get
        {
            var cases = new TheoryData<string, TargetLevel>();
            foreach (var kind in ToySequences.Kinds)
                foreach (var level in Enum.GetValues<TargetLevel>()) cases.Add(kind, level);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Fit_EveryLevelOfTargets_LearnsThemByHeart(string kind, TargetLevel level)
    {
        var plain = ToySequences.Ragged(kind);
        long[] classes = [.. Enumerable.Range(0, plain.TargetPtr(level)[^1]).Select(row => (long)(row * 7 % 3 == 0 ? 1 : 0))];
        var data = plain.With(parts => parts with { Targets = Targets.OfClasses(classes, ["a", "b"], level) });
        var options = new SequenceGraphModelOptions
        {
            NodeShape = data.NodeShape.ToArray(),
            Outputs = 2,
            Standardize = true,
            HiddenSize = 16,
            Layers = 1,
            Order = ModelOrder.GraphFirst,
            PerStep = level is TargetLevel.Step or TargetLevel.NodeStep,
            Readout = level is TargetLevel.Node or TargetLevel.NodeStep ? ReadoutKind.None : ReadoutKind.Mean,
            Encoder = new ConvRnnEncoderOptions { Input = SignalShape.Series(null, 16), HiddenSize = 16, Cell = RecurrentCell.Gru },
        };
        using var model = new SequenceGraphModel(options, seed: 1);
        var trainer = new Trainer(new() { Epochs = 150, LearningRate = 0.02, BatchSize = 3 });
        var result = trainer.Fit(model, data, new Split([0, 1, 2, 3], [], []));
        Assert.Equal(classes.Length, result.Train.Rows);
        Assert.True(result.Train.Accuracy > 0.95, $"accuracy {result.Train.Accuracy}");
        using var folder = new TemporaryFolder();
        ModelFile.Save(folder.Path, model);
        using var loaded = ModelFile.Load(folder.Path).Model;
        Assert.Equal(Evaluator.Predict(model, data).Outputs, Evaluator.Predict(loaded, data).Outputs);
    }

    [Fact]
    public void Fit_GraphRecurrentOnSnapshots_WritesAndReadsItsOptions()
    {
        var data = ToySequences.Ragged("changing nodes").With(parts => parts with { Targets = Targets.OfValues([1, 2, 3, 4], ["y"]) });
        var options = new SequenceGraphModelOptions
        {
            NodeShape = [-1, 2],
            Outputs = 1,
            HiddenSize = 8,
            Layers = 1,
            Order = ModelOrder.GraphRecurrent,
            GraphCell = GraphCellKind.TGCN,
            Standardize = true,
        };
        using var model = new SequenceGraphModel(options, seed: 1);
        var result = new Trainer(new() { Epochs = 100, LearningRate = 0.02 }).Fit(model, data, new Split([0, 1, 2, 3], [], []));
        Assert.True(result.Train.R2 > 0.8, $"R2 {result.Train.R2}");
        using var folder = new TemporaryFolder();
        ModelFile.Save(folder.Path, model);
        Assert.Contains("\"order\": \"graph-recurrent\"", File.ReadAllText(folder[ModelFile.DescriptionName]));
        using var loaded = ModelFile.Load(folder.Path).Model;
        Assert.Equal(Evaluator.Predict(model, data).Outputs, Evaluator.Predict(loaded, data).Outputs);
    }

    [Fact]
    public void Fit_ModelWithRowsOfAnotherLevel_SaysWhatItMustGive()
    {
        var data = ToySequences.Ragged("staying").With(parts => parts with { Targets = Targets.OfValues(new float[14], ["y"], TargetLevel.Step) });
        using var model = new Identity();
        var error = Assert.Throws<ArgumentException>(() => new Trainer(new() { Epochs = 1 }).Fit(model, data, new Split([0, 1], [], [])));
        Assert.Contains("must give [5, K], one row per step", error.Message);
    }

    [Fact]
    public void DataFingerprint_OtherWindows_Differs()
    {
        var data = ToySequences.Ragged("staying");
        var other = data.With(parts => parts with { Sequences = parts.Sequences! with { Steps = [3, 1, 6, 3] } });
        Assert.NotEqual(GraphSeq.Training.Protocol.DataFingerprint.Of(data), GraphSeq.Training.Protocol.DataFingerprint.Of(other));
    }

    private sealed class Identity : nn.Module<GraphSeq.Graph.GraphBatch, Tensor>
    {
        private readonly TorchSharp.Modules.Parameter _scale = nn.Parameter(ones(1));

        public Identity() : base(nameof(Identity)) => RegisterComponents();

        public override Tensor forward(GraphSeq.Graph.GraphBatch batch) => batch.X!.sum([1]) * _scale;
    }
}
