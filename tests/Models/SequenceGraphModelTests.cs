using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Models;

public class SequenceGraphModelTests
{
    private static readonly SequenceGraphModelOptions Options = new() { NodeShape = [4], Outputs = 3, HiddenSize = 8, Layers = 2 };

    private static readonly SequenceGraphModelOptions Full = Options with
    {
        Norm = NormKind.Batch,
        Residual = true,
        Readout = ReadoutKind.MeanMaxStd,
        JumpingKnowledge = JumpingKnowledgeKind.Cat,
        HeadDropout = 0.5,
    };

    [Fact]
    public void StateDict_PlainStack_HasPyGsKeysInPyGsOrder()
    {
        using var model = new SequenceGraphModel(Options with { Layers = 3 });
        Assert.Equal(["conv1.bias", "conv1.lin.weight", "conv2.bias", "conv2.lin.weight", "conv3.bias", "conv3.lin.weight", "lin.weight", "lin.bias"],
            model.state_dict().Keys);
    }

    [Fact]
    public void StateDict_NormsAndHiddenHead_AreNumbered()
    {
        using var model = new SequenceGraphModel(Options with { Layers = 1, Norm = NormKind.Batch, HeadSizes = [5] });
        Assert.Equal(["conv1.bias", "conv1.lin.weight", "lin1.bias", "lin1.weight", "lin2.bias", "lin2.weight",
            "norm1.bias", "norm1.num_batches_tracked", "norm1.running_mean", "norm1.running_var", "norm1.weight"], model.state_dict().Keys.Order());
    }

    [Fact]
    public void StateDict_Projection_ComesBeforeTheLayers()
    {
        using var model = new SequenceGraphModel(Full with { Layers = 1, Projection = true, Readout = ReadoutKind.Mean });
        var shapes = model.state_dict().ToDictionary(s => s.Key, s => s.Value.shape);
        Assert.Equal([8L, 4], shapes["proj.weight"]);
        Assert.Equal([8L], shapes["norm0.running_mean"]);
        Assert.Equal([8L, 8], shapes["conv1.lin.weight"]);
        Assert.Equal(16, model.EmbeddingSize);
    }

    [Fact]
    public void Embed_FeatureSkip_PutsTheFeaturesBehindTheEncoders()
    {
        using var scope = NewDisposeScope();
        var options = Options with
        {
            Layers = 0,
            Readout = ReadoutKind.None,
            FeatureSkip = true,
            Encoder = new ConvRnnEncoderOptions { Input = SignalShape.Series(2, 2), HiddenSize = 5 },
        };
        using var model = new SequenceGraphModel(options, seed: 1);
        using var batch = ToyData.Rings(3).Batch([0, 2]);
        using var _ = no_grad();
        var rows = model.Embed(batch);
        Assert.Equal([batch.NumNodes, 9], rows.shape);
        TensorAssert.Same(rows[.., 5..], batch.X!);
        using var without = new SequenceGraphModel(options with { FeatureSkip = false }, seed: 1);
        TensorAssert.Same(rows[.., ..5], without.Embed(batch));
    }

    [Fact]
    public void Constructor_FeatureSkipWithoutEncoder_IsRefused() =>
        Assert.Contains("FeatureSkip is set, but it belongs to an Encoder",
            Assert.Throws<ArgumentException>(() => new SequenceGraphModel(Options with { FeatureSkip = true })).Message);

    [Fact]
    public void Constructor_SameSeed_GivesTheSameBitsWhateverTheGlobalState()
    {
        using var first = new SequenceGraphModel(Options, seed: 5);
        random.manual_seed(99);
        using var second = new SequenceGraphModel(Options, seed: 5);
        using var third = new SequenceGraphModel(Options, seed: 6);
        foreach (var (name, tensor) in first.state_dict()) TensorAssert.Same(second.state_dict()[name], tensor, name);
        Assert.NotEqual(first.state_dict()["lin.weight"].data<float>().ToArray(), third.state_dict()["lin.weight"].data<float>().ToArray());
    }

    [Fact]
    public void Forward_OneLayer_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        var options = new SequenceGraphModelOptions
        {
            NodeShape = [1],
            Outputs = 1,
            Layers = 1,
            HiddenSize = 1,
            JumpingKnowledge = JumpingKnowledgeKind.Cat,
            Readout = ReadoutKind.Sum,
        };
        using var model = new SequenceGraphModel(options);
        model.load_state_dict(new()
        {
            ["conv1.bias"] = ones(1),
            ["conv1.lin.weight"] = full(1, 1, 2f),
            ["lin.weight"] = tensor(new float[,] { { 1, 10 } }),
            ["lin.bias"] = full(1, 0.5f),
        });
        model.eval();
        // Two nodes joined both ways: every normalised entry is 1/2. x = (1, 3): A x = (2, 2); 2 * 2 + 1 = 5 each.
        using var batch = GraphBatch.FromGraphs([new GraphData(tensor(new float[,] { { 1 }, { 3 } }), tensor(new long[,] { { 0, 1 }, { 1, 0 } }))]);
        TensorAssert.Values([(1 + 3) + 10 * (5 + 5) + 0.5f], model.call(batch), 1e-4);
        TensorAssert.Values([4, 10], model.Embed(batch), 1e-5);
    }

    [Theory]
    [InlineData(ReadoutKind.Sum, JumpingKnowledgeKind.None, 8)]
    [InlineData(ReadoutKind.Max, JumpingKnowledgeKind.Cat, 4 + 8 + 8)]
    [InlineData(ReadoutKind.MeanMaxStd, JumpingKnowledgeKind.Cat, 3 * (4 + 8 + 8))]
    [InlineData(ReadoutKind.None, JumpingKnowledgeKind.Cat, 4 + 8 + 8)]
    public void Embed_EveryReadout_HasTheStatedWidth(ReadoutKind readout, JumpingKnowledgeKind jumping, long width)
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(Full with { Readout = readout, JumpingKnowledge = jumping, HeadSizes = [7] });
        using var batch = ToyData.Rings(3).Batch([0, 1, 2]);
        var rows = readout == ReadoutKind.None ? batch.NumNodes : 3;
        Assert.Equal(width, model.EmbeddingSize);
        Assert.Equal([rows, width], model.Embed(batch).shape);
        Assert.Equal([rows, 3], model.call(batch).shape);
    }

    [Fact]
    public void Forward_BatchOfGraphs_EqualsEachGraphAlone()
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(Full);
        model.eval();
        var data = ToyData.Rings(5);
        using var together = data.Batch([0, 1, 2, 3, 4]);
        var all = model.call(together);
        for (var g = 0; g < 5; g++)
        {
            using var alone = data.Batch([g]);
            TensorAssert.Close(model.call(alone), all[g..(g + 1)], 1e-4, $"graph {g}");
        }
    }

    [Fact]
    public void Forward_LayersOfNone_IsTheHeadOfTheFeatures()
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(Options with { NodeShape = [2, 3], Layers = 0 });
        Assert.Equal(6, model.EmbeddingSize);
        using var batch = ToyData.Rings(2, nodeShape: [2, 3]).Batch([0, 1]);
        TensorAssert.Close(model.Embed(batch)[0], batch.X!.flatten(1)[..batch.Index.Ptr[1]].mean([0]), 1e-4);
    }

    [Fact]
    public void Forward_LeavesOnlyItsResultAlive()
    {
        using var model = new SequenceGraphModel(Full);
        using var batch = ToyData.Rings(2).Batch([0, 1]);
        model.call(batch).Dispose();
        var before = DisposeScopeManager.Statistics.ThreadTotalLiveCount;
        using var y = model.call(batch);
        Assert.Equal(before + 1, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [Fact]
    public void To_Float64_MovesEveryParameter()
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(Options with { Norm = NormKind.Batch });
        model.to(ScalarType.Float64);
        Assert.All(model.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
    }

    [Fact]
    public void Forward_WrongFeaturesOrNoScaler_SaysSo()
    {
        using var scope = NewDisposeScope();
        using var batch = ToyData.Rings(1, nodeShape: [5]).Batch([0]);
        using var model = new SequenceGraphModel(Options);
        Assert.Contains($"batch.X is [{batch.NumNodes}, 5] but must be [{batch.NumNodes}, 4]",
            Assert.Throws<ArgumentException>(() => model.call(batch)).Message);
        using var unscaled = new SequenceGraphModel(Options with { NodeShape = [5], Standardize = true });
        Assert.Contains("no scaler", Assert.Throws<InvalidOperationException>(() => unscaled.call(batch)).Message);
        Assert.Throws<ArgumentException>(() => unscaled.Scaler = new FeatureScaler([0], [1], [1], null));
    }

    [Fact]
    public void Constructor_ManyBadOptions_NamesThemAll()
    {
        var options = new SequenceGraphModelOptions
        {
            NodeShape = [0],
            Outputs = 0,
            FeatureClip = -1,
            InputNoise = -1,
            Layers = -1,
            HiddenSize = 0,
            Dropout = 1,
            HeadDropout = -0.1,
            Readout = (ReadoutKind)9,
            HeadSizes = [0],
            Convolution = new GraphConvolutionOptions { Kind = "gnc" },
        };
        var message = Assert.Throws<ArgumentException>(() => new SequenceGraphModel(options)).Message;
        string[] expected =
        [
            "NodeShape is [0]", "Outputs is 0", "FeatureClip is -1", "Standardize is false", "InputNoise is -1", "Layers is -1", "HiddenSize is 0",
            "Dropout is 1", "HeadDropout is -0.1", "Readout is 9 but must be one of None, Sum", "HeadSizes must be",
            "Convolution.Kind is gnc but must be one of", "Did you mean gcn?",
        ];
        foreach (var part in expected) Assert.Contains(part, message);
    }
}
