using System.Globalization;
using GraphSeq.Cli;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Cli;

/// <summary>A state dict of PyTorch Geometric's becomes a model folder, and that folder gives PyG's logits.</summary>
public sealed class ImportCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-import-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableFact]
    public void Import_ThenPredict_GivesPyGsLogits()
    {
        var weights = SharedFiles.RequireGolden("pyg_gcn_enzymes.safetensors");
        var data = SharedFiles.RequireData("tu");
        var imported = Tool.Run("import", weights, "--out", _folder, "--json").Json();
        Assert.Equal(10118, imported.GetProperty("parameters").GetInt32());
        var predicted = Tool.Run("predict", _folder, "ENZYMES", "--data", data, "--logits", "--json").Json();
        var expected = GoldenFile.Json("pyg_gcn_enzymes.json").GetProperty("logits").GetProperty("data").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        var actual = predicted.GetProperty("logits").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        Assert.Equal(3600, actual.Length);
        for (var i = 0; i < actual.Length; i++) Assert.Equal(expected[i], actual[i], 1e-4);
    }

    [SkippableFact]
    public void Import_FolderOfARun_IsRefused()
    {
        File.WriteAllText(Path.Combine(_folder, "run.json"), "{}");
        var tool = Tool.Run("import", SharedFiles.RequireGolden("pyg_gcn_enzymes.safetensors"), "--out", _folder);
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains($"{_folder} holds a run (run.json), whose model would be replaced. Pass --out with another folder.", tool.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "model")));
    }

    [SkippableFact]
    public void Import_UnknownReadout_SaysWhichThereAre()
    {
        var tool = Tool.Run("import", SharedFiles.RequireGolden("pyg_gcn_enzymes.safetensors"), "--out", _folder, "--readout", "median");
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains("There is no --readout 'median'. Did you mean mean? Known: none, sum, mean, max, mean+max+std, attention, set2set, sort.", tool.Error, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void Import_ChangedArchitecture_IsTheOneSaved()
    {
        var weights = SharedFiles.RequireGolden("pyg_gcn_enzymes.safetensors");
        var imported = Tool.Run("import", weights, "--out", _folder, "--readout", "max", "--activation", "elu", "--residual", "--improved", "--json").Json();
        var options = imported.GetProperty("options");
        Assert.Equal("max", options.GetProperty("readout").GetString());
        Assert.True(options.GetProperty("residual").GetBoolean());
        Assert.True(options.GetProperty("convolution").GetProperty("improved").GetBoolean());
        Assert.Equal(ExitCode.BadInput, Tool.Run("import", weights, "--out", _folder, "--layers", "2").ExitCode);
    }

    [Theory]
    [InlineData("sage", "--layers 1 --hidden 16")]
    [InlineData("gin", "--layers 2 --hidden 8 --head 6")]
    [InlineData("gat", "--layers 2 --hidden 12 --heads 3")]
    [InlineData("gatv2", "--layers 2 --hidden 12 --heads 4 --norm batch")]
    [InlineData("gcn", "--layers 2 --hidden 5 --projection --jk cat --readout mean+max+std")]
    [InlineData("graph", "--layers 3 --hidden 3 --readout none")]
    public void Import_ArchitectureInOptions_IsBuiltAndFilled(string convolution, string options)
    {
        var (weights, state) = Export(convolution, options.Split(' '));
        string[] given = ["--conv", convolution, .. options.Split(' ')];
        var imported = Tool.Run(["import", weights, "--out", _folder, "--json", .. given]).Json().GetProperty("options");
        Assert.Equal((7, 3), (imported.GetProperty("node_shape")[0].GetInt32(), imported.GetProperty("outputs").GetInt32()));
        using var loaded = ModelFile.Load(Path.Combine(_folder, "model"));
        Assert.Equal(convolution, loaded.Model.Options.Convolution.Kind);
        var actual = loaded.Model.state_dict();
        Assert.Equal(state.Keys.Order(), actual.Keys.Order());
        foreach (var (key, values) in state) Assert.Equal(values, actual[key].to(ScalarType.Float64).data<double>().ToArray());
    }

    [Fact]
    public void Import_OtherThanTheFileHas_SaysWhatDiffers()
    {
        var (weights, _) = Export("sage", ["--layers", "1", "--hidden", "16"]);
        var untold = Tool.Run("import", weights, "--out", _folder, "--conv", "sage");
        Assert.Equal(ExitCode.BadInput, untold.ExitCode);
        Assert.Contains("(--conv, --layers, --hidden)", untold.Error, StringComparison.Ordinal);
        var deeper = Tool.Run("import", weights, "--out", _folder, "--conv", "sage", "--layers", "2", "--hidden", "16");
        Assert.Equal(ExitCode.BadInput, deeper.ExitCode);
        Assert.Contains("missing (conv2.lin_l.weight", deeper.Error, StringComparison.Ordinal);
        var narrower = Tool.Run("import", weights, "--out", _folder, "--conv", "sage", "--layers", "1", "--hidden", "8");
        Assert.Contains("conv1.lin_l.weight: file [16, 7], model [8, 7]", narrower.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "model")));
    }

    /// <summary>The state dict of a model with 7 features and 3 outputs, as the options of <c>import</c> describe it.</summary>
    private (string Path, Dictionary<string, double[]> State) Export(string convolution, string[] options)
    {
        int Number(string name, int otherwise) =>
            Array.IndexOf(options, name) is >= 0 and var at ? int.Parse(options[at + 1], CultureInfo.InvariantCulture) : otherwise;
        using var model = new SequenceGraphModel(new SequenceGraphModelOptions
        {
            NodeShape = [7],
            Outputs = 3,
            Layers = Number("--layers", 0),
            HiddenSize = Number("--hidden", 0),
            HeadSizes = options.Contains("--head") ? [Number("--head", 0)] : [],
            Projection = options.Contains("--projection"),
            Norm = options.Contains("batch") ? NormKind.Batch : NormKind.None,
            JumpingKnowledge = options.Contains("cat") ? JumpingKnowledgeKind.Cat : JumpingKnowledgeKind.None,
            Readout = options.Contains("none") ? ReadoutKind.None : options.Contains("mean+max+std") ? ReadoutKind.MeanMaxStd : ReadoutKind.Mean,
            Convolution = new GraphConvolutionOptions { Kind = convolution, Heads = options.Contains("--heads") ? Number("--heads", 1) : null },
        }, seed: 3);
        var path = Path.Combine(_folder, "state.safetensors");
        ModelFile.ExportStateDict(path, model);
        return (path, model.state_dict().ToDictionary(pair => pair.Key, pair => pair.Value.to(ScalarType.Float64).data<double>().ToArray()));
    }
}
