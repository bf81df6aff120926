using GraphSeq.Datasets;
using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Graph.Kernels;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Models;

public partial class ModelPlanTests
{
    private static readonly GraphDataset Data = ToyData.Rings(24, nodeShape: [6]);

    private static readonly SequenceGraphModelOptions Plain = new() { NodeShape = [6], Outputs = 2, Layers = 3, HiddenSize = 16 };

    private static readonly Dictionary<string, SequenceGraphModelOptions> Models = new()
    {
        ["gcn"] = Plain,
        ["gat"] = Plain with { Convolution = new() { Kind = "gat", Heads = 4 } },
        ["gin"] = Plain with { Convolution = new() { Kind = "gin" } },
        ["sage"] = Plain with { Convolution = new() { Kind = "sage" } },
        ["sum readout"] = Plain with { Readout = ReadoutKind.Sum },
        ["residual, every layer, hidden head"] = Plain with
        {
            Residual = true,
            JumpingKnowledge = JumpingKnowledgeKind.Cat,
            HeadSizes = [8],
            Convolution = new() { Kind = "sage" },
        },
        ["batch norm, projection, max readout"] = Plain with { Norm = NormKind.Batch, Projection = true, Readout = ReadoutKind.Max, Residual = true },
        ["dropout"] = Plain with { Dropout = 0.3, HeadDropout = 0.2, HeadSizes = [8] },
        ["conv-lstm-gcn preset"] = Preset("conv-lstm-gcn"),
        ["residual-gcn preset"] = Preset("residual-gcn"),
        ["no layers"] = Plain with { Layers = 0 },
        ["encoder"] = Plain with
        {
            Standardize = true,
            Encoder = new ConvRnnEncoderOptions { Input = SignalShape.Series(3, 2), Cell = RecurrentCell.Gru, HiddenSize = 5 },
        },
        ["encoder beside features"] = Plain with
        {
            Standardize = true,
            Norm = NormKind.Batch,
            FeatureSkip = true,
            Encoder = new ConvRnnEncoderOptions { Input = SignalShape.Series(3, 2), HiddenSize = 5 },
        },
    };

    public static TheoryData<string> Names => [.. Models.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Gradients_OfAPlan_AreThoseOfAutograd(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Make(name);
        model.train();
        using var batch = Data.Batch([0, 3, 4, 9, 17]);
        manual_seed(5);
        var (planned, byPlan, outputs) = Step(model, batch, plan: true);
        manual_seed(5);
        var (expected, byAutograd, expectedOutputs) = Step(model, batch, plan: false);
        Assert.Equal(expected, planned, 1e-6 * Math.Max(1, expected));
        TensorAssert.Close(outputs, expectedOutputs);
        Assert.Equal(byAutograd.Count, byPlan.Count);
        foreach (var (parameter, gradient) in byAutograd)
            TensorAssert.Close(byPlan[parameter], gradient, 1e-5 * Math.Max(1, gradient.abs().max().item<float>()), parameter);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_WithoutGradients_GivesTheLayersNumbers(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Make(name);
        model.eval();
        using var batch = Data.Batch([1, 2, 20]);
        using var _ = no_grad();
        model.UsesPlan = false;
        var expected = model.call(batch);
        model.UsesPlan = true;
        TensorAssert.Close(model.call(batch), expected);
        var rows = new float[6];
        model.Infer(batch, rows);
        Assert.Equal(HostTensors.ToArray<float>(model.call(batch)), rows);
        Assert.Contains("room for 5 values but needs 6", Assert.Throws<ArgumentException>(() => model.Infer(batch, new float[5])).Message);
    }

    [Fact]
    public void Forward_AfterTheModelWasConverted_UsesTheNewParameters()
    {
        using var scope = NewDisposeScope();
        using var model = Make("gcn");
        model.eval();
        using var batch = Data.Batch([1, 2]);
        using var _ = no_grad();
        var before = model.call(batch);
        model.to(ScalarType.Float64).to(ScalarType.Float32);
        TensorAssert.Same(model.call(batch), before);
        foreach (var parameter in model.parameters()) parameter.zero_();
        TensorAssert.Same(model.call(batch), zeros(2, 2));
    }

    [Theory]
    [InlineData("gcn")]
    [InlineData("gat")]
    [InlineData("gin")]
    [InlineData("sage")]
    [InlineData("dropout")]
    [InlineData("conv-lstm-gcn preset")]
    [InlineData("residual-gcn preset")]
    public void Fit_WithAndWithoutPlan_LossesAgree(string name)
    {
        double[] Losses(bool plan)
        {
            using var model = new SequenceGraphModel(Models[name] with { Standardize = true });
            var options = new TrainerOptions { Epochs = 5, BatchSize = 8, Plan = plan };
            return [.. new Trainer(options).Fit(model, Data, ToyData.HalfQuarters(24)).History.Select(epoch => epoch.Train.Loss)];
        }

        var (planned, plain) = (Losses(true), Losses(false));
        for (var epoch = 0; epoch < 5; epoch++) Assert.Equal(plain[epoch], planned[epoch], 1e-5 * plain[epoch]);
    }

    [Fact]
    public void Fit_OneToThreeThreads_GivesTheSameBits()
    {
        var before = ThreadTeam.NumThreads;
        try
        {
            foreach (var name in Models.Keys)
            {
                var weights = new[] { 1, 2, 3 }.Select(threads =>
                {
                    ThreadTeam.NumThreads = threads;
                    using var model = Make(name);
                    new Trainer(new TrainerOptions { Epochs = 2, BatchSize = 12 }).Fit(model, Data, ToyData.HalfQuarters(24));
                    return model.state_dict().SelectMany(entry => HostTensors.ToArray<float>(entry.Value)).ToArray();
                }).ToArray();
                Assert.Equal(weights[0], weights[1]);
                Assert.Equal(weights[0], weights[2]);
            }
        }
        finally
        {
            ThreadTeam.NumThreads = before;
        }
    }

    [Theory]
    [InlineData("gcn")]
    [InlineData("gat")]
    [InlineData("gin")]
    [InlineData("sage")]
    public void Infer_OneGraphAfterAnother_AllocatesNothing(string name)
    {
        using var model = Make(name);
        model.eval();
        var batches = Enumerable.Range(0, 8).Select(graph => Data.Batch([graph])).ToArray();
        var outputs = new float[2];
        for (var pass = 0; pass < 2; pass++)
            foreach (var batch in batches) model.Infer(batch, outputs);
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var batch in batches) model.Infer(batch, outputs);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        foreach (var batch in batches) batch.Dispose();
    }

    [Fact]
    public void Infer_FirstUseOfASetFromSeveralThreads_GivesTheNumbersOfOneThread()
    {
        using var convolved = Make("gcn");
        using var attending = Make("gat");
        using var chebyshev = new SequenceGraphModel(Plain with { Convolution = new() { Kind = "cheb", K = 2 }, Norm = NormKind.Graph }, seed: 1);
        SequenceGraphModel[] models = [convolved, attending, chebyshev];
        foreach (var model in models) model.eval();
        using var first = Data.Batch([0, 3, 4]);
        var expected = models.Select(model => Infer(model, first)).ToArray();
        for (var round = 0; round < 60; round++)
        {
            var fresh = Data.With(parts => parts with { Adjacency = SparseAdjacency.FromSortedRows(parts.Adjacency.RowPtr.ToArray(), parts.Adjacency.Source.ToArray()) });
            using var shared = fresh.Batch([0, 3, 4]);
            var found = TestThreads.AtOnce(6, thread =>
            {
                if (thread >= 3) return Infer(models[thread - 3], shared);
                using var own = fresh.Batch([0, 3, 4]);
                return Infer(models[thread], own);
            });
            for (var thread = 0; thread < 6; thread++) Assert.Equal(expected[thread % 3], found[thread]);
            fresh.Adjacency.Dispose();
        }

        static float[] Infer(SequenceGraphModel model, GraphBatch batch)
        {
            var outputs = new float[6];
            model.Infer(batch, outputs);
            return outputs;
        }
    }

    [Fact]
    public void Infer_AfterABatchThatDoesNotFit_GoesOnWithTheSamePlan()
    {
        using var model = Make("gcn");
        model.eval();
        using var batch = Data.Batch([0]);
        using var wider = ToyData.Rings(1, nodeShape: [7]).Batch([0]);
        var outputs = new float[2];
        model.Infer(batch, outputs);
        model.Infer(batch, outputs);
        for (var i = 0; i < 3; i++) Assert.Throws<ArgumentException>(() => model.Infer(wider, outputs));
        using (no_grad()) Assert.Throws<ArgumentException>(() => model.call(wider));
        var before = GC.GetAllocatedBytesForCurrentThread();
        model.Infer(batch, outputs);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Infer_FromSeveralThreads_GivesEachItsOwnNumbers()
    {
        using var model = Make("gcn");
        model.eval();
        var batches = Enumerable.Range(0, 24).Select(graph => Data.Batch([graph])).ToArray();
        var expected = batches.Select(Infer).ToArray();
        Parallel.For(0, 480, i => Assert.Equal(expected[i % 24], Infer(batches[i % 24])));
        foreach (var batch in batches) batch.Dispose();

        float[] Infer(GraphBatch batch)
        {
            var outputs = new float[2];
            model.Infer(batch, outputs);
            return outputs;
        }
    }

    [Theory]
    [InlineData("gcn")]
    [InlineData("gin")]
    [InlineData("dropout")]
    [InlineData("conv-lstm-gcn preset")]
    [InlineData("residual-gcn preset")]
    public void Plan_OptionsThatStagesHave_Exists(string name)
    {
        using var model = Make(name);
        using var plan = model.Plan(withHead: true);
        Assert.NotNull(plan);
    }

    [Fact]
    public void Forward_RunningStatisticsReplaced_UsesTheNewOnes()
    {
        using var scope = NewDisposeScope();
        using var model = Make("residual-gcn preset");
        model.eval();
        using var batch = Data.Batch([1, 2]);
        using var _ = no_grad();
        var before = model.call(batch);
        model.to(ScalarType.Float64).to(ScalarType.Float32);
        TensorAssert.Same(model.call(batch), before);
        model.get_buffer("norm1.running_mean")!.add_(5);
        Assert.True((model.call(batch) - before).abs().max().item<float>() > 0.1);
    }

    [Fact]
    public void Fit_BatchNormWithAndWithoutPlan_LeavesTheSameStatistics()
    {
        // One step: a bias in front of a batch norm has no gradient but rounding, which Adam makes steps of.
        var buffers = new[] { true, false }.Select(plan =>
        {
            using var model = Make("residual-gcn preset");
            new Trainer(new TrainerOptions { Epochs = 1, BatchSize = 24, Plan = plan }).Fit(model, Data, ToyData.HalfQuarters(24));
            return model.named_buffers().Where(buffer => buffer.name.StartsWith("norm", StringComparison.Ordinal))
                .SelectMany(buffer => HostTensors.ToArray<double>(buffer.buffer)).ToArray();
        }).ToArray();
        Assert.NotEmpty(buffers[0]);
        for (var i = 0; i < buffers[0].Length; i++) Assert.Equal(buffers[1][i], buffers[0][i], 1e-5 * Math.Max(1, Math.Abs(buffers[1][i])));
    }

    [Fact]
    public void Fit_BatchNormOnOneNode_IsRefusedInWords()
    {
        using var model = Make("residual-gcn preset");
        model.train();
        using var batch = GraphBatch.FromGraphs([new GraphData(ones(1, 6), zeros(2, 0, dtype: ScalarType.Int64))]);
        using var _ = no_grad();
        Assert.Contains("a batch of one node has no variance", Assert.ThrowsAny<ArgumentException>(() => model.call(batch)).Message);
    }

    [Fact]
    public void Plan_LayerWithoutStages_IsNull()
    {
        using var model = new SequenceGraphModel(Plain with { Convolution = new() { Kind = "tag" } });
        Assert.Null(model.Plan(withHead: true));
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_ParametersOfAnotherType_IsRefusedNotMisread(string name)
    {
        using var scope = NewDisposeScope();
        using var model = Make(name);
        model.to(ScalarType.Float64);
        using var batch = Data.Batch([1, 2]);
        Assert.ThrowsAny<Exception>(() => model.call(batch));
        using var _ = no_grad();
        Assert.ThrowsAny<Exception>(() => model.call(batch));
    }

    private static SequenceGraphModelOptions Preset(string name) => ModelPresets.Create(name, [6], outputs: 2);

    private static SequenceGraphModel Make(string name)
    {
        var model = new SequenceGraphModel(Models[name], seed: 3);
        if (model.NeedsScaler) model.Scaler = new FeatureScaler([50, 50, 50, 50, 50, 50], [10, 10, 10, 10, 10, 10], [6], clip: null);
        return model;
    }

    private static (double Loss, Dictionary<string, Tensor> Gradients, Tensor Outputs) Step(SequenceGraphModel model, GraphBatch batch, bool plan)
    {
        var options = new TrainerOptions { Epochs = 1, Plan = plan, LabelSmoothing = 0.1 };
        var part = new DataPart(Data, null, SplitUnit.Graph, TargetLevel.Graph);
        var collector = new OutputCollector(TaskKind.Classification);
        using var gradients = StepGradients.Create(model, Data, part, options, CPU);
        var (inBatch, inDataset) = part.Rows(batch);
        var loss = gradients.Run(batch, inBatch, inDataset, collector, null);
        var found = model.named_parameters().ToDictionary(p => p.name, p => p.parameter.grad!.clone());
        return (loss, found, HostTensors.Create<float>(collector.ToPredictions().Outputs.ToArray(), [batch.NumGraphs, 2]));
    }
}
