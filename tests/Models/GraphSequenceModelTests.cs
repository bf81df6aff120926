using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Models;

/// <summary>Models on batches of ragged graph sequences, whose graphs stay or change from step to step.</summary>
public class GraphSequenceModelTests
{
    public static TheoryData<string, ModelOrder, bool, ReadoutKind> Cases
    {
        get
        {
            var cases = new TheoryData<string, ModelOrder, bool, ReadoutKind>();
            foreach (var kind in ToySequences.Kinds)
                foreach (var order in Enum.GetValues<ModelOrder>())
                    foreach (var perStep in new[] { false, true })
                        foreach (var readout in new[] { ReadoutKind.None, ReadoutKind.MeanMaxStd })
                            if (order != ModelOrder.ReadoutFirst || readout != ReadoutKind.None) cases.Add(kind, order, perStep, readout);
            return cases;
        }
    }

    public static TheoryData<string, ModelOrder> KindsAndOrders
    {
        get
        {
            var cases = new TheoryData<string, ModelOrder>();
            foreach (var kind in ToySequences.Kinds)
                foreach (var order in Enum.GetValues<ModelOrder>()) cases.Add(kind, order);
            return cases;
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Forward_RaggedBatch_GivesOutputsAndGradientsOfOneByOne(string kind, ModelOrder order, bool perStep, ReadoutKind readout)
    {
        if (order == ModelOrder.SequenceFirst && perStep) CheckOneByOne(kind, Options(order, encoder: true, readout) with { PerStep = true, FeatureSkip = true });
        foreach (var encoder in new[] { true, false })
            if (encoder || order != ModelOrder.SequenceFirst || perStep)
                CheckOneByOne(kind, Options(order, encoder, readout) with { PerStep = perStep, Norm = NormKind.Graph, Residual = true });
    }

    [Theory, MemberData(nameof(KindsAndOrders))]
    public void Infer_ThenTrainingOnTheSameBatch_GivesTheGradientsOfAFreshOne(string kind, ModelOrder order)
    {
        using var scope = NewDisposeScope();
        var data = ToySequences.Ragged(kind);
        using var model = new SequenceGraphModel(Options(order, encoder: order != ModelOrder.GraphRecurrent, ReadoutKind.Mean) with { Norm = NormKind.Graph }, seed: 4);
        foreach (var onTorch in new[] { false, true })
        {
            using var kernels = onTorch ? KernelMemory.UseTorch() : null;
            using var fresh = data.Batch([2, 0, 3]);
            using var inferred = data.Batch([2, 0, 3]);
            model.Infer(inferred, new float[6]);
            using (inference_mode()) model.call(inferred);
            var (expected, found) = (Gradients(fresh), Gradients(inferred));
            Assert.Equal(model.named_parameters().Count(), expected.Count);
            foreach (var (name, gradient) in expected) TensorAssert.Same(found[name], gradient, name);
        }

        Dictionary<string, Tensor> Gradients(GraphBatch batch)
        {
            model.zero_grad();
            model.call(batch).square().sum().backward();
            return model.named_parameters().Where(p => p.parameter.grad is not null).ToDictionary(p => p.name, p => p.parameter.grad!.clone());
        }
    }

    [Theory, MemberData(nameof(KindsAndOrders))]
    public void Infer_FirstUseOfABatchFromSeveralThreads_GivesTheNumbersOfOneThread(string kind, ModelOrder order)
    {
        var data = ToySequences.Ragged(kind);
        using var model = new SequenceGraphModel(Options(order, encoder: order != ModelOrder.GraphRecurrent, ReadoutKind.Mean), seed: 4);
        model.eval();
        using var first = data.Batch([2, 0, 3]);
        var expected = Infer(first);
        for (var round = 0; round < 10; round++)
        {
            using var batch = data.Batch([2, 0, 3]);
            Assert.All(TestThreads.AtOnce(3, _ => Infer(batch)), outputs => Assert.Equal(expected, outputs));
        }

        float[] Infer(GraphBatch batch)
        {
            var outputs = new float[6];
            model.Infer(batch, outputs);
            return outputs;
        }
    }

    [Theory, MemberData(nameof(KindsAndOrders))]
    public void Forward_ProjectionAndEncoderReductions_GivesOutputsAndGradientsOfOneByOne(string kind, ModelOrder order)
    {
        foreach (var reduction in new[] { TimeReduction.Max, TimeReduction.Attention })
        {
            if (reduction == TimeReduction.Attention && order == ModelOrder.SequenceFirst && kind != "staying") continue;
            var options = Options(order, encoder: true, ReadoutKind.Mean) with { Projection = true, Norm = NormKind.Layer };
            CheckOneByOne(kind, options with { Encoder = options.Encoder! with { Reduction = reduction, Bidirectional = true } });
        }
    }

    [Theory]
    [InlineData(GraphCellKind.GConvGRU)]
    [InlineData(GraphCellKind.GConvLSTM)]
    [InlineData(GraphCellKind.TGCN)]
    public void Forward_EveryGraphCell_GivesOutputsAndGradientsOfOneByOne(GraphCellKind cell)
    {
        foreach (var kind in ToySequences.Kinds)
            foreach (var perStep in new[] { false, true })
                CheckOneByOne(kind, Options(ModelOrder.GraphRecurrent, encoder: false, ReadoutKind.Sum) with { GraphCell = cell, PerStep = perStep });
    }

    [Theory, MemberData(nameof(KindsAndOrders))]
    public void Forward_EdgeFeatures_GivesOutputsAndGradientsOfOneByOne(string kind, ModelOrder order)
    {
        if (order == ModelOrder.GraphRecurrent) return;
        CheckOneByOne(kind, Options(order, encoder: true, ReadoutKind.Mean) with { Convolution = new() { Kind = "gatv2", EdgeDim = 3 } }, edgeAttr: true);
    }

    [Theory]
    [InlineData(ModelOrder.SequenceFirst)]
    [InlineData(ModelOrder.GraphFirst)]
    [InlineData(ModelOrder.Interleaved)]
    [InlineData(ModelOrder.ReadoutFirst)]
    [InlineData(ModelOrder.GraphRecurrent)]
    public void Backward_EveryParameter_MatchesCentralDifferences(ModelOrder order)
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(Options(order, encoder: true, ReadoutKind.Mean) with { Layers = 1, Activation = Activation.Tanh }, seed: 3);
        model.to(ScalarType.Float64);
        using var batch = ToySequences.InDouble(ToySequences.Ragged("changing nodes").Batch([3, 1]));
        FiniteDifferences.Check(model, () => model.call(batch));
    }

    [Theory, MemberData(nameof(KindsAndOrders))]
    public void Forward_BatchNormWhileTraining_CountsValidRowsAlone(string kind, ModelOrder order)
    {
        // The mean over the rows of two sequences is that of each alone, weighted by its rows; padding of the shorter would pull it towards 0.
        using var scope = NewDisposeScope();
        var options = Options(order, encoder: false, ReadoutKind.Mean) with { Norm = NormKind.Batch, Layers = 1, PerStep = order == ModelOrder.SequenceFirst };
        var data = ToySequences.Ragged(kind);
        var (both, ofBoth) = Mean([0, 2]);
        var (first, ofFirst) = Mean([0]);
        var (second, ofSecond) = Mean([2]);
        Assert.Equal(ofFirst + ofSecond, ofBoth);
        TensorAssert.Close(both, (first * ofFirst + second * ofSecond) / ofBoth, 1e-12);

        (Tensor Mean, int Rows) Mean(int[] sequences)
        {
            using var model = new SequenceGraphModel(options, seed: 1);
            model.to(ScalarType.Float64);
            model.train();
            using var batch = ToySequences.InDouble(data.Batch(sequences));
            model.call(batch);
            return (model.state_dict()["norm1.running_mean"].clone(), batch.Unroll().NumRows);
        }
    }

    [Fact]
    public void Forward_GraphRecurrentOnSnapshots_EqualsTheCellStepByStep()
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(Options(ModelOrder.GraphRecurrent, encoder: false, ReadoutKind.None) with { Layers = 1, PerStep = true }, seed: 2);
        using var cell = new GraphSeq.Graph.Recurrent.GConvGRU(2, 4, k: 2);
        var state = model.state_dict();
        using (no_grad())
            foreach (var (name, tensor) in cell.state_dict()) tensor.copy_(state[$"conv1.{name}"]);
        using var batch = ToySequences.Ragged("changing edges").Batch([2]);
        Tensor? hidden = null;
        List<Tensor> states = [];
        foreach (var graph in batch.ToGraphs())
        {
            using var adjacency = graph.ToAdjacency();
            states.Add(hidden = cell.call(graph.X!, adjacency, null, hidden));
        }
        TensorAssert.Close(model.Embed(batch), cat([.. states], 0), 1e-6);
    }

    [Fact]
    public void Forward_ReadoutFirstOnSnapshots_EqualsSnapshotsOneByOneThenTheEncoder()
    {
        using var scope = NewDisposeScope();
        var options = Options(ModelOrder.ReadoutFirst, encoder: true, ReadoutKind.Max);
        using var model = new SequenceGraphModel(options, seed: 2);
        using var plain = new SequenceGraphModel(options with { NodeShape = [2], Order = ModelOrder.SequenceFirst, Encoder = null }, seed: 9);
        using var encoder = new ConvRnnEncoder(options.Encoder!);
        var state = model.state_dict();
        using (no_grad())
        {
            foreach (var (name, tensor) in plain.state_dict())
                if (state.TryGetValue(name, out var from) && !name.StartsWith("lin", StringComparison.Ordinal)) tensor.copy_(from);
            foreach (var (name, tensor) in encoder.state_dict()) tensor.copy_(state[$"encoder.{name}"]);
        }
        using var batch = ToySequences.Ragged("changing nodes").Batch([2]);
        var vectors = batch.ToGraphs().Select(graph =>
        {
            using var one = GraphBatch.FromGraphs([graph]);
            return plain.Embed(one);
        });
        TensorAssert.Close(model.Embed(batch), encoder.call(stack([.. vectors], 1), null), 1e-5);
    }

    [Theory, MemberData(nameof(KindsAndOrders))]
    public void Forward_LeavesOnlyItsResultAlive(string kind, ModelOrder order)
    {
        using var model = new SequenceGraphModel(Options(order, encoder: true, ReadoutKind.Mean));
        using var batch = ToySequences.Ragged(kind).Batch([0, 1, 2]);
        model.call(batch).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var y = model.call(batch);
        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void Constructor_OptionsThatDoNotFitSequences_SaysWhy()
    {
        var options = Options(ModelOrder.GraphFirst, encoder: true, ReadoutKind.Mean);
        Refused(options with { GraphCell = GraphCellKind.TGCN }, "GraphCell is set, but it belongs to Order graph-recurrent");
        Refused(options with { Order = ModelOrder.GraphRecurrent, Convolution = new() { Kind = "gat" } }, "has GraphCell instead");
        Refused(options with { Order = ModelOrder.GraphRecurrent, GraphCell = GraphCellKind.TGCN, GraphCellPolynomials = 2 }, "GraphCellPolynomials is set");
        Refused(options with { Order = ModelOrder.ReadoutFirst, Readout = ReadoutKind.None }, "needs one for every snapshot");
        Refused(options with { Order = ModelOrder.ReadoutFirst, Readout = ReadoutKind.MeanMaxStd }, "after the readout each graph has a series [T, 12]");
        Refused(options with { PerStep = true, Encoder = options.Encoder! with { Reduction = TimeReduction.Mean } }, "leave it at Last");
        Refused(options with { PerStep = true, NodeShape = [6], Order = ModelOrder.SequenceFirst, Encoder = null }, "NodeShape has no time axis");
        Refused(options with { NodeShape = [-1, -1] }, "T in [T, C] and [T, C, H, W] may be -1");
        Refused(options with { Order = ModelOrder.SequenceFirst, Encoder = null }, "NodeShape has an open T, which only an Encoder without FeatureSkip reads");

        static void Refused(SequenceGraphModelOptions options, string expected) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new SequenceGraphModel(options)).Message);
    }

    [Fact]
    public void Forward_SequenceFirstOnChangingGraphs_RefusesWhatHasNoMeaning()
    {
        using var scope = NewDisposeScope();
        using var batch = ToySequences.Ragged("changing edges").Batch([0]);
        var options = Options(ModelOrder.SequenceFirst, encoder: true, ReadoutKind.Mean);
        using var attention = new SequenceGraphModel(options with { Encoder = options.Encoder! with { Reduction = TimeReduction.Attention } });
        Assert.Contains("Encoder.Reduction attention", Assert.Throws<ArgumentException>(() => attention.call(batch)).Message);
        using var flat = new SequenceGraphModel(options with { Encoder = null, NodeShape = [4, 2] });
        Assert.Contains("reads a node's 4 steps at once", Assert.Throws<ArgumentException>(() => flat.call(batch)).Message);
        using var strided = new SequenceGraphModel(options with
        {
            PerStep = true,
            Encoder = options.Encoder! with { Convs = [new() { Channels = 2, Kernel = 3 }] },
        });
        Assert.Contains("the convolutions make 2 steps of 4", Assert.Throws<ArgumentException>(() => strided.call(batch)).Message);
    }

    private static SequenceGraphModelOptions Options(ModelOrder order, bool encoder, ReadoutKind readout)
    {
        var channels = order switch
        {
            ModelOrder.SequenceFirst => 2,
            ModelOrder.ReadoutFirst when readout == ReadoutKind.MeanMaxStd => 12,
            _ => 4,
        };
        return new()
        {
            NodeShape = [-1, 2],
            Outputs = 2,
            HiddenSize = 4,
            Layers = 2,
            Order = order,
            Readout = readout,
            Encoder = encoder ? new ConvRnnEncoderOptions { Input = SignalShape.Series(null, channels), HiddenSize = 3, Cell = RecurrentCell.Gru } : null,
        };
    }

    private static void CheckOneByOne(string kind, SequenceGraphModelOptions options, bool edgeAttr = false)
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(options, seed: 5);
        model.to(ScalarType.Float64);
        model.train();
        var data = ToySequences.Ragged(kind, edgeAttr: edgeAttr);
        int[] order = [2, 1, 0, 3];
        var (together, gradients) = Run(order, first: 0);
        var row = 0L;
        Dictionary<string, Tensor> sums = [];
        foreach (var g in order)
        {
            var (alone, part) = Run([g], row);
            TensorAssert.Close(together.narrow(0, row, alone.shape[0]), alone, 1e-11, $"sequence {g}");
            row += alone.shape[0];
            foreach (var (name, gradient) in part) sums[name] = sums.TryGetValue(name, out var sum) ? sum + gradient : gradient;
        }
        Assert.Equal(together.shape[0], row);
        Assert.Equal(model.named_parameters().Count(), gradients.Count);
        foreach (var (name, gradient) in gradients) TensorAssert.Close(gradient, sums[name], 1e-10, name);

        (Tensor, Dictionary<string, Tensor>) Run(int[] graphs, long first)
        {
            using var batch = ToySequences.InDouble(data.Batch(graphs));
            model.zero_grad();
            var y = model.call(batch);
            // Every output has a weight of its own, the same whatever batch it is in.
            var weights = (arange(first * 2, (first + y.shape[0]) * 2, ScalarType.Float64) * 0.7).sin().view(-1, 2);
            (y * weights).sum().backward();
            return (y.detach(), model.named_parameters().Where(p => p.parameter.grad is not null).ToDictionary(p => p.name, p => p.parameter.grad!.clone()));
        }
    }
}
