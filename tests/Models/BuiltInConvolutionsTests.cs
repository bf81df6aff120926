using GraphSeq.Datasets;
using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Models;

/// <summary>A model of every convolution the library has.</summary>
public class BuiltInConvolutionsTests
{
    private static readonly SequenceGraphModelOptions Options = new() { NodeShape = [21], Outputs = 6, HiddenSize = 64, Layers = 4 };

    public static TheoryData<string> Kinds => [.. BuiltInConvolutions.All.Keys];

    [Fact]
    public void All_Names_AreTheLibrarysLayers()
    {
        string[] expected =
        [
            "appnp", "arma", "cheb", "edge", "gat", "gated", "gatv2", "gcn", "gin", "gine", "graph", "pna", "resgated", "sage", "sg", "tag", "transformer",
        ];
        Assert.Equal(expected, BuiltInConvolutions.All.Keys.Order());
        Assert.Empty(expected.Except(GraphConvolutions.Names));
    }

    [Theory]
    [InlineData("gcn", null, 14_278)]
    [InlineData("gat", 4, 14_790)]
    [InlineData("gin", null, 30_918)]
    [InlineData("sage", null, 27_910)]
    public void Constructor_FourLayersOf64_HasPyGsNumberOfParameters(string kind, int? heads, long expected)
    {
        using var model = new SequenceGraphModel(Options with { Convolution = new() { Kind = kind, Heads = heads } });
        Assert.Equal(expected, model.parameters().Sum(parameter => parameter.numel()));
    }

    [Theory]
    [InlineData("gin", "conv1.eps conv1.nn.0.bias conv1.nn.0.weight conv1.nn.2.bias conv1.nn.2.weight")]
    [InlineData("edge", "conv1.nn.0.bias conv1.nn.0.weight conv1.nn.2.bias conv1.nn.2.weight")]
    [InlineData("gat", "conv1.att_dst conv1.att_src conv1.bias conv1.lin.weight")]
    [InlineData("appnp", "conv1.lin.bias conv1.lin.weight")]
    [InlineData("sage", "conv1.lin_l.bias conv1.lin_l.weight conv1.lin_r.weight")]
    [InlineData("sg", "conv1.lin.bias conv1.lin.weight")]
    public void StateDict_FirstLayer_HasPyGsKeys(string kind, string keys)
    {
        using var model = new SequenceGraphModel(Options with { Layers = 1, Convolution = new() { Kind = kind } });
        Assert.Equal(keys.Split(' '), model.state_dict().Keys.Where(key => key.StartsWith("conv", StringComparison.Ordinal)).Order());
    }

    [Theory, MemberData(nameof(Kinds))]
    public void Forward_EveryConvolution_GivesARowPerGraphAndGradients(string kind)
    {
        foreach (var width in new[] { 8, 2 })                                           // wider and narrower than the 4 features
            foreach (var edgeDim in GraphConvolutions.Takes(kind, nameof(GraphConvolutionOptions.EdgeDim)) ? [null, 3] : new int?[] { null })
            {
                using var scope = NewDisposeScope();
                using var model = new SequenceGraphModel(Small(kind, edgeDim) with { HiddenSize = width });
                using var batch = WithEdgeFeatures(3).Batch([0, 1, 2]);
                var y = model.call(batch);
                Assert.Equal([3, 2], y.shape);
                y.square().sum().backward();
                var first = model.named_parameters().Where(p => p.name.StartsWith("conv1.", StringComparison.Ordinal)).ToList();
                Assert.NotEmpty(first);
                Assert.Contains(first, p => p.parameter.grad is { } grad && grad.abs().sum().item<float>() > 0);
            }
    }

    [Theory, MemberData(nameof(Kinds))]
    public void ResetParameters_SameSeed_GivesTheSameBits(string kind)
    {
        using var first = new SequenceGraphModel(Small(kind), seed: 5);
        using var second = new SequenceGraphModel(Small(kind), seed: 5);
        foreach (var (name, tensor) in first.state_dict()) TensorAssert.Same(second.state_dict()[name], tensor, name);
    }

    [Fact]
    public void Forward_EdgeFeatures_AreSeenOnlyWhereTheLayerHasAnEdgeDim()
    {
        using var scope = NewDisposeScope();
        var data = WithEdgeFeatures(2);
        var changed = data.With(parts => parts with { EdgeAttr = [.. parts.EdgeAttr!.Select((value, e) => value + e % 2)] });
        using var batch = data.Batch([0, 1]);
        using var other = changed.Batch([0, 1]);
        foreach (var kind in new[] { "gat", "gatv2", "transformer", "gine", "pna", "resgated" })
        {
            using var looking = new SequenceGraphModel(Small(kind, 3));
            using var blind = new SequenceGraphModel(Small(kind));
            TensorAssert.Same(blind.call(other), blind.call(batch), kind);
            Assert.False(looking.call(other).allclose(looking.call(batch)), kind);
        }
    }

    [Fact]
    public void Forward_EdgeWeightsOfTheData_ReachLayersThatWeighEdges()
    {
        using var scope = NewDisposeScope();
        Tensor x = GraphExamples.Values(1, ScalarType.Float32, 3, 4), edges = tensor(new long[,] { { 0, 1, 2 }, { 1, 2, 0 } });
        using var plain = GraphBatch.FromGraphs([new GraphData(x, edges)]);
        using var weighted = GraphBatch.FromGraphs([new GraphData(x, edges, tensor(new float[] { 0.1f, 2, 5 }))]);
        foreach (var kind in new[] { "gcn", "graph", "cheb", "sg", "tag", "appnp", "arma", "gated" })
        {
            using var model = new SequenceGraphModel(Small(kind));
            Assert.False(model.call(weighted).allclose(model.call(plain)), kind);
        }
        foreach (var kind in new[] { "gin", "gine", "gat", "sage", "edge" })
        {
            using var model = new SequenceGraphModel(Small(kind));
            TensorAssert.Same(model.call(weighted), model.call(plain), kind);
        }
    }

    [Fact]
    public void Forward_NoEdgeFeaturesInTheBatch_SaysSo()
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(Small("gat", 3));
        using var batch = ToyData.Rings(1).Batch([0]);
        Assert.Contains("Convolution.EdgeDim is 3, but the batch has no edge features", Assert.Throws<ArgumentException>(() => model.call(batch)).Message);
        using var narrow = new SequenceGraphModel(Small("gat", 2));
        using var wide = WithEdgeFeatures(1).Batch([0]);
        Assert.Contains($"edge features [{wide.NumEdges}, 3]", Assert.Throws<ArgumentException>(() => narrow.call(wide)).Message);
    }

    [Theory]
    [InlineData("gat", "Heads is 3 but must divide the 64 channels")]
    [InlineData("gcn", "Convolution.Heads is set, but gcn does not take it")]
    [InlineData("pna", "Convolution.Degrees is missing: pna needs")]
    public void Constructor_SettingsThatDoNotFit_SayWhatTo(string kind, string expected)
    {
        var options = Options with { Convolution = new() { Kind = kind, Heads = 3 } };
        Assert.Contains(expected, Assert.Throws<ArgumentException>(() => new SequenceGraphModel(options)).Message);
    }

    [Fact]
    public void Constructor_LstmAggregation_IsForSageAlone()
    {
        var sage = Options with { Layers = 1, Convolution = new() { Kind = "sage", Aggregation = AggregationKind.Lstm } };
        using var model = new SequenceGraphModel(sage);
        Assert.Contains("conv1.aggr_module.lstm.weight_ih_l0", model.state_dict().Keys);
        var other = sage with { Convolution = sage.Convolution with { Kind = "graph" } };
        Assert.Contains("lstm, which sage alone takes", Assert.Throws<ArgumentException>(() => new SequenceGraphModel(other)).Message);
    }

    private static SequenceGraphModelOptions Small(string kind, int? edgeDim = null) => new()
    {
        NodeShape = [4],
        Outputs = 2,
        HiddenSize = 8,
        Layers = 2,
        Activation = Activation.None,                                   // no unit is dead, whatever the weights
        Convolution = new() { Kind = kind, EdgeDim = edgeDim, Degrees = kind == "pna" ? [0, 1, 5] : null },
    };

    private static GraphDataset WithEdgeFeatures(int count) => ToyData.Rings(count).With(parts => parts with
    {
        NumEdgeFeatures = 3,
        EdgeAttr = [.. Enumerable.Range(0, 3 * parts.Adjacency.NumEdges).Select(i => i % 5 - 2f)],
    });
}
