using System.Text.Json;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Models;

public class ModelPresetsTests
{
    public static TheoryData<string> Names => [.. ModelPresets.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Create_EveryPreset_RunsAndSurvivesJson(string name)
    {
        using var scope = NewDisposeScope();
        foreach (var nodeShape in new long[][] { [21], [5, 3], [2, 4, 3], [2, 1, 4, 3], [1], [7] })
        {
            var options = ModelPresets.Create(name, nodeShape, outputs: 3) with { Standardize = false, FeatureClip = null };
            var json = JsonSerializer.Serialize(options);
            Assert.Equal(json, JsonSerializer.Serialize(JsonSerializer.Deserialize<SequenceGraphModelOptions>(json)));
            using var model = new SequenceGraphModel(JsonSerializer.Deserialize<SequenceGraphModelOptions>(json)!);
            using var batch = ToyData.Rings(2, nodeShape: nodeShape).Batch([0, 1]);
            Assert.Equal([2, 3], model.call(batch).shape);
        }
        Assert.NotEmpty(ModelPresets.Describe(name));
        Assert.Equal(ReadoutKind.None, ModelPresets.Create(name, [4], 2, nodeOutputs: true).Readout);
    }

    [Fact]
    public void Create_ConvLstmGcnOn21Features_ReadsThemAs7StepsOf3()
    {
        using var model = new SequenceGraphModel(ModelPresets.Create("conv-lstm-gcn", [21], 6));
        var shapes = model.state_dict().ToDictionary(s => s.Key, s => s.Value.shape);
        Assert.Equal([8L, 1, 3, 3], shapes["encoder.convs.0.weight"]);
        Assert.Equal([16L, 8, 3, 3], shapes["encoder.convs.1.weight"]);
        Assert.Equal([128L, 48], shapes["encoder.rnn.weight_ih_l0"]);
        Assert.Equal([96L, 53], shapes["proj.weight"]);                   // 32 of the encoder, and the 21 features
    }

    [Fact]
    public void Create_ConvLstmGcnOnSeries_ReadsThemWithTheLargerEncoderAlone()
    {
        using var model = new SequenceGraphModel(ModelPresets.Create("conv-lstm-gcn", [12, 3], 6));
        var shapes = model.state_dict().ToDictionary(s => s.Key, s => s.Value.shape);
        Assert.Equal([32L, 3, 3], shapes["encoder.convs.0.weight"]);
        Assert.Equal([64L, 32, 3], shapes["encoder.convs.1.weight"]);
        Assert.Equal([96L, 64], shapes["proj.weight"]);
    }

    [Fact]
    public void Create_UnknownName_NamesTheNearest() =>
        Assert.EndsWith("Did you mean conv-lstm? (Parameter 'name')",
            Assert.Throws<ArgumentException>(() => ModelPresets.Create("conv-lstn", [4], 2)).Message);

    [Fact]
    public void Constructor_EncoderThatDoesNotFit_SaysBothShapes()
    {
        var options = ModelPresets.Create("conv-lstm-gcn", [21], 6) with { NodeShape = [20] };
        Assert.Contains("Encoder.Input reads [numNodes, 1, 7, 3] but NodeShape is [20]",
            Assert.Throws<ArgumentException>(() => new SequenceGraphModel(options)).Message);
    }
}
