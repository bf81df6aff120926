using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Models;

/// <summary>Graph layers on every time step, before the encoder or between convolutions over time.</summary>
public class ModelOrderTests
{
    private const int Steps = 5;

    private static readonly SequenceGraphModelOptions GraphFirst = new()
    {
        NodeShape = [Steps, 3],
        Outputs = 2,
        HiddenSize = 4,
        Layers = 2,
        Order = ModelOrder.GraphFirst,
        Encoder = new ConvRnnEncoderOptions { Input = SignalShape.Series(Steps, 4), HiddenSize = 6 },
    };

    private static readonly SequenceGraphModelOptions Interleaved = GraphFirst with { Order = ModelOrder.Interleaved };

    public static TheoryData<ModelOrder, NormKind> Cases
    {
        get
        {
            var cases = new TheoryData<ModelOrder, NormKind>();
            foreach (var order in (ModelOrder[])[ModelOrder.GraphFirst, ModelOrder.Interleaved])
                foreach (var norm in Enum.GetValues<NormKind>()) cases.Add(order, norm);
            return cases;
        }
    }

    [Fact]
    public void Embed_GraphFirst_IsEachStepThroughTheLayersThenTheEncoder()
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(GraphFirst with { Readout = ReadoutKind.None }, seed: 2);
        using var conv1 = new GCNConv(3, 4);
        using var conv2 = new GCNConv(4, 4);
        using var encoder = new ConvRnnEncoder(GraphFirst.Encoder!);
        Load(conv1, model, "conv1.");
        Load(conv2, model, "conv2.");
        Load(encoder, model, "encoder.");
        using var batch = ToyData.Rings(3, nodeShape: [Steps, 3]).Batch([0, 1, 2]);
        List<Tensor> steps = [];
        for (var t = 0; t < Steps; t++)
            steps.Add(conv2.call(conv1.call(batch.X!.select(1, t).contiguous(), batch.Adjacency).relu(), batch.Adjacency).relu());
        TensorAssert.Close(model.Embed(batch), encoder.call(stack([.. steps], 1), null), 1e-5);
    }

    [Fact]
    public void StateDict_Interleaved_HasPyGTemporalsKeysAndShapes()
    {
        using var model = new SequenceGraphModel(Interleaved with { Layers = 1, Convolution = new() { Kind = "cheb", K = 2 } });
        var shapes = model.state_dict().Where(s => s.Key.StartsWith("conv1.", StringComparison.Ordinal)).ToDictionary(s => s.Key, s => s.Value.shape);
        string[] gates = ["conv_1", "conv_2", "conv_3"];
        string[] expected =
        [
            .. gates.SelectMany(gate => new[] { $"conv1._temporal_conv1.{gate}.weight", $"conv1._temporal_conv1.{gate}.bias" }),
            .. gates.SelectMany(gate => new[] { $"conv1._temporal_conv2.{gate}.weight", $"conv1._temporal_conv2.{gate}.bias" }),
            "conv1._graph_conv.bias", "conv1._graph_conv.lins.0.weight", "conv1._graph_conv.lins.1.weight",
        ];
        Assert.Equal(expected.Order(), shapes.Keys.Order());
        Assert.Equal([4L, 3, 1, 3], shapes["conv1._temporal_conv1.conv_1.weight"]);
    }

    [Fact]
    public void Embed_Interleaved_MatchesAPlainLoop()
    {
        using var scope = NewDisposeScope();
        var options = Interleaved with { Layers = 1, Encoder = null, Readout = ReadoutKind.None };
        using var model = new SequenceGraphModel(options, seed: 2);
        using var conv = new GCNConv(4, 4);
        Load(conv, model, "conv1._graph_conv.");
        var state = model.state_dict();
        using var batch = ToyData.Rings(1, nodeShape: [Steps, 3]).Batch([0]);
        var series = Temporal(batch.X! / 50, "conv1._temporal_conv1.");
        series = stack([.. series.unbind(1).Select(step => conv.call(step.contiguous(), batch.Adjacency).relu())], 1);
        using var scaled = GraphBatch.FromGraphs([new GraphData(batch.X! / 50, batch.Adjacency.ToEdgeIndex())]);
        TensorAssert.Close(model.Embed(scaled), Temporal(series, "conv1._temporal_conv2.").mean([1]), 1e-5);

        // relu(P * sigmoid(Q) + R) at every step, from the steps before, at and after it.
        Tensor Temporal(Tensor x, string prefix)
        {
            List<Tensor> steps = [];
            for (var t = 0; t < Steps; t++) steps.Add((At(x, t, "conv_1") * At(x, t, "conv_2").sigmoid() + At(x, t, "conv_3")).relu());
            return stack([.. steps], 1);

            Tensor At(Tensor series, int t, string gate)
            {
                var y = state[$"{prefix}{gate}.bias"].unsqueeze(0);
                for (var k = 0; k < 3; k++)
                    if (t + k - 1 is >= 0 and < Steps and var at)
                        y = y + series.select(1, at).matmul(state[$"{prefix}{gate}.weight"].select(3, k).squeeze(2).transpose(0, 1));
                return y;
            }
        }
    }

    [Theory, MemberData(nameof(Cases))]
    public void Forward_BatchOfGraphs_EqualsEachGraphAlone(ModelOrder order, NormKind norm)
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(GraphFirst with { Order = order, Norm = norm, Residual = true, Projection = true }, seed: 1);
        model.eval();
        var data = ToyData.Rings(3, nodeShape: [Steps, 3]);
        using var together = data.Batch([0, 1, 2]);
        var all = model.call(together);
        for (var g = 0; g < 3; g++)
        {
            using var alone = data.Batch([g]);
            TensorAssert.Close(model.call(alone), all[g..(g + 1)], 1e-4, $"graph {g}");
        }
    }

    [Theory]
    [InlineData(ModelOrder.GraphFirst)]
    [InlineData(ModelOrder.Interleaved)]
    public void Forward_ValuesBehindTheLengths_ChangeNothing(ModelOrder order)
    {
        using var scope = NewDisposeScope();
        foreach (var encoder in new[] { GraphFirst.Encoder, null })
        {
            using var model = new SequenceGraphModel(GraphFirst with { Order = order, Encoder = encoder }, seed: 1);
            model.eval();
            var x = GraphExamples.Values(1, ScalarType.Float32, 3, Steps, 3);
            var (edges, lengths) = (tensor(new long[,] { { 0, 1, 2 }, { 1, 2, 0 } }), tensor(new long[] { 5, 2, 3 }));
            var padded = x.clone();
            padded[1, 2..] = float.NaN;
            padded[2, 3..] = 1e9f;
            using var batch = GraphBatch.FromGraphs([new GraphData(x, edges, lengths: lengths)]);
            using var other = GraphBatch.FromGraphs([new GraphData(padded, edges, lengths: lengths)]);
            TensorAssert.Same(model.call(other), model.call(batch), $"{order}");
        }
    }

    [Theory]
    [InlineData(ModelOrder.GraphFirst)]
    [InlineData(ModelOrder.Interleaved)]
    public void Forward_LeavesOnlyItsResultAlive(ModelOrder order)
    {
        using var model = new SequenceGraphModel(GraphFirst with { Order = order, Norm = NormKind.Graph });
        using var batch = ToyData.Rings(2, nodeShape: [Steps, 3]).Batch([0, 1]);
        model.call(batch).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var y = model.call(batch);
        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Theory]
    [InlineData(ModelOrder.GraphFirst)]
    [InlineData(ModelOrder.Interleaved)]
    public void InOrder_EveryPreset_RunsOnFlatFeatures(ModelOrder order)
    {
        using var scope = NewDisposeScope();
        var data = ToyData.Rings(2, nodeShape: [21]);
        using var batch = data.Batch([0, 1]);
        foreach (var name in ModelPresets.Names)
        {
            var options = ModelPresets.InOrder(ModelPresets.Create(name, [21], 2), order) with { Standardize = false, FeatureClip = null };
            Assert.Equal(7, options.TimeSteps);
            using var model = new SequenceGraphModel(options);
            Assert.Equal([2, 2], model.call(batch).shape);
        }
    }

    [Fact]
    public void Constructor_FeaturesThatAreNoSeries_SaysWhatItNeeds()
    {
        Refused(GraphFirst with { NodeShape = [15] }, "NodeShape is [15] with no TimeSteps, but this Order needs series");
        Refused(GraphFirst with { NodeShape = [15], TimeSteps = 4 }, "with TimeSteps 4");
        Refused(GraphFirst with { HiddenSize = 5 }, "after the graph layers each node has a series [5, 5]");
        Refused(GraphFirst with { JumpingKnowledge = JumpingKnowledgeKind.Cat }, "JumpingKnowledge is set");
        Refused(GraphFirst with { TemporalKernel = 3 }, "TemporalKernel is set, but it belongs to Order interleaved");
        Refused(Interleaved with { TemporalKernel = 2 }, "TemporalKernel is 2 but must be odd");
        Refused(GraphFirst with { Order = ModelOrder.SequenceFirst, TimeSteps = 5 }, "TimeSteps is set");

        static void Refused(SequenceGraphModelOptions options, string expected) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new SequenceGraphModel(options)).Message);
    }

    private static void Load(nn.Module module, nn.Module from, string prefix)
    {
        var state = from.state_dict();
        using var guard = no_grad();
        foreach (var (name, tensor) in module.state_dict()) tensor.copy_(state[prefix + name]);
    }
}
