using GraphSeq.Models;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Models;

/// <summary>Norms, jumping knowledge and readouts of a model, by option.</summary>
public class ModelPartsTests
{
    private static readonly SequenceGraphModelOptions Options = new() { NodeShape = [4], Outputs = 2, HiddenSize = 6, Layers = 2 };

    public static TheoryData<NormKind> Norms => [.. Enum.GetValues<NormKind>()];

    public static TheoryData<ReadoutKind> Readouts => [.. Enum.GetValues<ReadoutKind>()];

    [Theory, MemberData(nameof(Norms))]
    public void Forward_EveryNorm_BatchEqualsEachGraphAlone(NormKind norm) => BatchEqualsEachAlone(Options with { Norm = norm, Projection = true });

    [Theory]
    [InlineData(NormKind.Batch, "norm1.bias norm1.num_batches_tracked norm1.running_mean norm1.running_var norm1.weight")]
    [InlineData(NormKind.Layer, "norm1.bias norm1.weight")]
    [InlineData(NormKind.GraphLayer, "norm1.bias norm1.weight")]
    [InlineData(NormKind.Graph, "norm1.bias norm1.mean_scale norm1.weight")]
    [InlineData(NormKind.Instance, "")]
    [InlineData(NormKind.Pair, "")]
    public void StateDict_EveryNorm_HasPyGsKeys(NormKind norm, string keys)
    {
        using var model = new SequenceGraphModel(Options with { Norm = norm });
        Assert.Equal(keys, string.Join(' ', model.state_dict().Keys.Where(key => key.StartsWith("norm1.", StringComparison.Ordinal)).Order()));
    }

    [Fact]
    public void Embed_InstanceNorm_TakesTheMeanOfEachGraphOut()
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(Options with { Norm = NormKind.Instance, Activation = GraphSeq.Encoders.Activation.None });
        using var batch = ToyData.Rings(3).Batch([0, 1, 2]);
        TensorAssert.Close(model.Embed(batch), zeros(3, 6), 1e-5);
    }

    [Theory, MemberData(nameof(Readouts))]
    public void Forward_EveryReadout_BatchEqualsEachGraphAlone(ReadoutKind readout)
    {
        foreach (var jumping in Enum.GetValues<JumpingKnowledgeKind>()) BatchEqualsEachAlone(Options with { Readout = readout, JumpingKnowledge = jumping });
    }

    [Theory]
    [InlineData(ReadoutKind.Attention, JumpingKnowledgeKind.None, "readout.gate_nn.bias readout.gate_nn.weight", 6)]
    [InlineData(ReadoutKind.Attention, JumpingKnowledgeKind.Cat,
        "readout0.gate_nn.bias readout0.gate_nn.weight readout1.gate_nn.bias readout1.gate_nn.weight readout2.gate_nn.bias readout2.gate_nn.weight", 4 + 6 + 6)]
    [InlineData(ReadoutKind.Set2Set, JumpingKnowledgeKind.Max,
        "readout.lstm.bias_hh_l0 readout.lstm.bias_ih_l0 readout.lstm.weight_hh_l0 readout.lstm.weight_ih_l0", 12)]
    [InlineData(ReadoutKind.Sort, JumpingKnowledgeKind.None, "", 60)]
    public void StateDict_Readout_HasItsKeysAndWidth(ReadoutKind readout, JumpingKnowledgeKind jumping, string keys, long width)
    {
        using var model = new SequenceGraphModel(Options with { Readout = readout, JumpingKnowledge = jumping });
        Assert.Equal(keys, string.Join(' ', model.state_dict().Keys.Where(key => key.StartsWith("readout", StringComparison.Ordinal)).Order()));
        Assert.Equal(width, model.EmbeddingSize);
    }

    [Fact]
    public void Embed_JumpingKnowledgeMax_IsTheMaximumOfBothLayers()
    {
        using var scope = NewDisposeScope();
        using var batch = ToyData.Rings(2).Batch([0, 1]);
        using var max = new SequenceGraphModel(Options with { JumpingKnowledge = JumpingKnowledgeKind.Max, Readout = ReadoutKind.None }, seed: 3);
        using var cat = new SequenceGraphModel(Options with { JumpingKnowledge = JumpingKnowledgeKind.Cat, Readout = ReadoutKind.None }, seed: 3);
        var layers = cat.Embed(batch);                                                      // features, layer 1, layer 2
        TensorAssert.Same(max.Embed(batch), layers[.., 4..10].maximum(layers[.., 10..16]));
    }

    [Fact]
    public void ResetParameters_RecurrentParts_DependOnTheSeedAlone()
    {
        var options = Options with { JumpingKnowledge = JumpingKnowledgeKind.Lstm, Readout = ReadoutKind.Set2Set };
        using var first = new SequenceGraphModel(options, seed: 5);
        random.manual_seed(99);
        using var second = new SequenceGraphModel(options, seed: 5);
        foreach (var (name, tensor) in first.state_dict()) TensorAssert.Same(second.state_dict()[name], tensor, name);
        Assert.Contains("jk.lstm.weight_ih_l0_reverse", first.state_dict().Keys);
        Assert.Contains("jk.att.weight", first.state_dict().Keys);
    }

    [Fact]
    public void Constructor_OptionsOfAnotherReadout_SaysWhose()
    {
        var options = Options with { ReadoutSteps = 0, ReadoutNodes = 3, JumpingKnowledge = JumpingKnowledgeKind.Max, Layers = 0 };
        var message = Assert.Throws<ArgumentException>(() => new SequenceGraphModel(options)).Message;
        foreach (var part in (string[])["ReadoutSteps is 0", "ReadoutSteps is set, but it belongs to Readout set2set", "ReadoutNodes is set", "Layers is below 1"])
            Assert.Contains(part, message);
    }

    private static void BatchEqualsEachAlone(SequenceGraphModelOptions options)
    {
        using var scope = NewDisposeScope();
        using var model = new SequenceGraphModel(options, seed: 1);
        model.eval();
        var data = ToyData.Rings(4);
        using var together = data.Batch([0, 1, 2, 3]);
        var (all, tolerance) = (model.call(together), 1e-4);
        for (var g = 0; g < 4; g++)
        {
            using var alone = data.Batch([g]);
            var rows = options.Readout == ReadoutKind.None ? together.Index.Ptr[g]..together.Index.Ptr[g + 1] : g..(g + 1);
            TensorAssert.Close(model.call(alone), all[rows], tolerance * Math.Max(1, TensorAssert.LargestMagnitude(all)), $"{options.JumpingKnowledge}, graph {g}");
        }
    }
}
