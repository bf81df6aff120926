using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Models;

public sealed class ModelFileTests : IDisposable
{
    private static readonly SequenceGraphModelOptions Options = new()
    {
        NodeShape = [4],
        Outputs = 2,
        Standardize = true,
        FeatureClip = 3,
        InputNoise = 0.1,
        HiddenSize = 8,
        Norm = NormKind.Batch,
        Residual = true,
        JumpingKnowledge = JumpingKnowledgeKind.Cat,
        Readout = ReadoutKind.MeanMaxStd,
        HeadSizes = [5],
        HeadDropout = 0.4,
        Convolution = new GraphConvolutionOptions { AddSelfLoops = true },
    };

    private readonly string _folder = Path.Combine(Directory.CreateTempSubdirectory("graphseq-model-").FullName, "new", "model");

    public void Dispose() => Directory.Delete(Path.Combine(_folder, "..", ".."), recursive: true);

    [Fact]
    public void Load_SavedModel_GivesTheSameLogits()
    {
        using var scope = NewDisposeScope();
        using var model = Trained();
        var notes = new Dictionary<string, string> { ["seed"] = "1" };
        var metadata = new ModelMetadata { Dataset = "rings", Task = "Classification", OutputNames = ["low", "high"], Notes = notes };
        ModelFile.Save(_folder, model, metadata);
        ModelFile.Save(_folder, model, metadata);
        using var loaded = ModelFile.Load(_folder);
        using var batch = ToyData.Rings(4).Batch([0, 1, 2, 3]);
        model.eval();
        TensorAssert.Same(loaded.Model.call(batch), model.call(batch));
        Assert.Equal(["low", "high"], loaded.Metadata.OutputNames);
        Assert.Equal(("rings", "1"), (loaded.Metadata.Dataset, loaded.Metadata.Notes["seed"]));
        Assert.Equal(["model.json", "model.safetensors"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order());
        Assert.Equal(ModelDescriptionText(model), ModelDescriptionText(loaded.Model));

        string ModelDescriptionText(SequenceGraphModel any) => System.Text.Json.JsonSerializer.Serialize(any.Options);
    }

    [Fact]
    public void Load_WeightsOfAnotherModel_ListsTheDifferences()
    {
        using var model = Trained();
        ModelFile.Save(_folder, model);
        using var other = new SequenceGraphModel(Options with { HiddenSize = 6, Norm = NormKind.None, Layers = 4 });
        ModelFile.ExportStateDict(Path.Combine(_folder, ModelFile.WeightsName), other);
        var message = Assert.Throws<ModelFileException>(() => ModelFile.Load(_folder)).Message;
        Assert.Contains("15 keys missing (norm1.", message);
        Assert.Contains("2 keys the model does not have (conv4.bias, conv4.lin.weight)", message);
        Assert.Contains("conv1.lin.weight: file [6, 4], model [8, 4]", message);
        Assert.Contains("other options?", message);
    }

    [Theory]
    [InlineData("\"format\": 1", "\"format\": 2", "reads format 1")]
    [InlineData("\"format\": 1", "\"farmat\": 1", "is it a model.json?")]
    [InlineData("\"hiddenSize\": 8", "\"hiddenSize\": 0", "HiddenSize is 0")]
    [InlineData("\"hiddenSize\": 8", "\"hidenSize\": 8", "hidenSize")]
    [InlineData("\"kind\": \"gcn\"", "\"kind\": \"gcnn\"", "Did you mean gcn?")]
    [InlineData("\"readout\": \"mean", "\"readout\": \"meen", "readout")]
    [InlineData("{", "", "JSON")]
    public void Load_DamagedDescription_SaysWhere(string from, string to, string expected)
    {
        using var model = Trained();
        ModelFile.Save(_folder, model);
        var path = Path.Combine(_folder, ModelFile.DescriptionName);
        var text = File.ReadAllText(path);
        var at = text.IndexOf(from, StringComparison.Ordinal);
        File.WriteAllText(path, text[..at] + to + text[(at + from.Length)..]);
        var error = Assert.Throws<ModelFileException>(() => ModelFile.Load(_folder));
        Assert.StartsWith(path, error.Message);
        Assert.Contains(expected, error.Message);
    }

    [Fact]
    public void Load_NoFiles_SaysWhatAModelFolderHolds() =>
        Assert.Contains("A model folder holds model.json and model.safetensors",
            Assert.Throws<FileNotFoundException>(() => ModelFile.Load(_folder)).Message);

    [Fact]
    public void ImportStateDict_ExportedModel_TellsTheArchitecture()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "weights.safetensors");
        var options = new SequenceGraphModelOptions
        {
            NodeShape = [4],
            Outputs = 3,
            Layers = 2,
            HiddenSize = 5,
            Norm = NormKind.Batch,
            HeadSizes = [7, 6],
        };
        using var model = new SequenceGraphModel(options, seed: 2);
        ModelFile.ExportStateDict(path, model);
        using var imported = ModelFile.ImportStateDict(path);
        using var batch = ToyData.Rings(2).Batch([0, 1]);
        model.eval();
        TensorAssert.Same(imported.call(batch), model.call(batch));
        Assert.Throws<ModelFileException>(() => ModelFile.ImportStateDict(path, options with { Layers = 1 }));
        SafetensorsFile.Write(path, new Dictionary<string, Tensor> { ["something"] = ones(1) });
        Assert.Contains("cannot be told from the keys (something", Assert.Throws<ModelFileException>(() => ModelFile.ImportStateDict(path)).Message);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public void ImportStateDict_KeysOfAnotherArchitecture_AsksForTheOptions(bool hasEncoder, bool hasGaps)
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "weights.safetensors");
        var options = new SequenceGraphModelOptions { NodeShape = hasEncoder ? [5, 2] : [4], Outputs = 3, Layers = 2, HiddenSize = 8 };
        if (hasEncoder) options = options with { Encoder = new ConvRnnEncoderOptions { Input = SignalShape.Series(5, 2), HiddenSize = 8 } };
        using var model = new SequenceGraphModel(options, seed: 2);
        ModelFile.ExportStateDict(path, model);
        if (hasGaps) SafetensorsFile.Write(path, new Dictionary<string, Tensor>(StateDict.Of(model)) { ["conv4.lin.weight"] = ones(8, 8) });
        Assert.Contains("the architecture cannot be told from the keys", Assert.Throws<ModelFileException>(() => ModelFile.ImportStateDict(path)).Message);
        if (hasEncoder) ModelFile.ImportStateDict(path, options).Dispose();
    }

    private static SequenceGraphModel Trained()
    {
        var model = new SequenceGraphModel(Options, seed: 1) { Scaler = new FeatureScaler([50, 49.9f, 1e-3f, 0], [10, 9, 0.1f, 7], [4], 3) };
        using var batch = ToyData.Rings(4).Batch([0, 1, 2, 3]);
        model.train();
        model.call(batch).Dispose();
        return model;
    }
}
