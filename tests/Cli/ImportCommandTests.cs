using GraphSeq.Cli;
using GraphSeq.Tests.Support;

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
}
