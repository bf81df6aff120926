using System.Text.Json;
using GraphSeq.Cli;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Cli;

/// <summary><c>train</c> with every convolution and every part of a model, on ENZYMES where it is at hand, else on the sample.</summary>
public sealed class TrainArchitectureTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-architecture-").FullName;

    public static TheoryData<string> Convolutions => [.. BuiltInConvolutions.All.Keys];

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory, MemberData(nameof(Convolutions))]
    public void Train_EveryConvolution_OneEpoch(string convolution)
    {
        var result = Train($"--model gcn --conv {convolution} --hidden 16 --layers 2");
        Assert.Equal(1, result.GetProperty("epochs").GetInt32());
        Assert.True(double.IsFinite(result.GetProperty("loss_last").GetDouble()));
        using var saved = ModelFile.Load(result.GetProperty("model_dir").GetString()!);
        Assert.Equal(convolution, saved.Model.Options.Convolution.Kind);
        Assert.Equal(convolution == "pna", saved.Model.Options.Convolution.Degrees is not null);
    }

    [Theory]
    [InlineData("--conv gat --heads 4 --layers 3 --hidden 64 --readout mean+max+std --norm batch --residual --jk cat")]
    [InlineData("--conv sage --aggregation max --normalize --readout attention --norm graph --jk max --head 16,8 --head-dropout 0.2")]
    [InlineData("--conv gin --train-eps true --readout set2set --readout-steps 2 --norm graph-layer --jk lstm --hidden 16")]
    [InlineData("--conv pna --aggregators mean,std --scalers identity,linear --towers 2 --hidden 8 --readout sort --readout-nodes 4 --norm pair")]
    [InlineData("--conv cheb --k 2 --laplacian rw --activation leaky-relu --norm instance --projection --standardize false")]
    [InlineData("--model lstm-gcn --order graph-first --hidden 8 --layers 2")]
    [InlineData("--model lstm-gcn --order interleaved --time-steps 7 --temporal-kernel 5 --hidden 8 --layers 1 --residual false")]
    public void Train_ManyOptions_AreTheModels(string options)
    {
        var result = Train(options.StartsWith("--model", StringComparison.Ordinal) ? options : $"--model gcn {options}");
        using var saved = ModelFile.Load(result.GetProperty("model_dir").GetString()!);
        var json = JsonSerializer.Serialize(saved.Model.Options, JsonSerializerOptions.Web);
        var words = options.Split(' ');
        foreach (var (flag, property) in new[] { ("--norm", "norm"), ("--jk", "jumpingKnowledge"), ("--readout", "readout"), ("--order", "order"), ("--conv", "kind") })
            if (Array.IndexOf(words, flag) is >= 0 and var at) Assert.Contains($"\"{property}\":\"{words[at + 1].Replace("+", "\\u002B")}\"", json);
    }

    [Theory]
    [InlineData("--conv gatt", "There is no convolution 'gatt'. Did you mean gat")]
    [InlineData("--norm bacth", "There is no --norm 'bacth'. Did you mean batch")]
    [InlineData("--readout mena", "There is no --readout 'mena'. Did you mean mean")]
    [InlineData("--jk catt", "Did you mean cat?")]
    [InlineData("--conv gcn --heads 4", "Convolution.Heads is set, but gcn does not take it")]
    [InlineData("--conv gat --heads 5 --hidden 64", "Heads is 5 but must divide the 64 channels")]
    [InlineData("--head 8,x", "--head is 8,x but must be whole numbers")]
    [InlineData("--time-steps 7", "--time-steps is for --order")]
    [InlineData("--residul", "Did you mean --residual?")]
    public void Train_UnknownNameOrSetting_SaysWhatWasMeant(string options, string expected)
    {
        var (name, data) = Data();
        var tool = Tool.Run(["train", name, "--data", data, "--out", Path.Combine(_folder, "bad"), .. options.Split(' ')]);
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains(expected, tool.Error);
    }

    [Theory]
    [InlineData(TargetLevel.Graph, "none", "a row for every node, but rings has targets for every graph. Set Readout to another than none (such as --readout mean).")]
    [InlineData(TargetLevel.Node, "mean", "a row for every graph, but rings has targets for every node. Set Readout to none (--readout none).")]
    public void TrainAndCv_ReadoutThatDoesNotFitTheTargets_AreRefusedAndLeaveNothing(TargetLevel level, string readout, string expected)
    {
        var data = Path.Combine(_folder, "rings");
        CsvFolderDataset.Save(data, ToyData.Rings(24, level: level));
        var grid = Path.Combine(_folder, "grid.yaml");
        File.WriteAllText(grid, $"model: gcn\narchitecture:\n  readout: [{readout}]\n");
        string[][] commands = [["train", data, "--model", "gcn", "--readout", readout], ["cv", data, "--folds", "2", "--grid", grid, "--no-baselines"]];
        foreach (var command in commands)
        {
            var refused = Tool.Run([.. command, "--no-cache", "--epochs", "1", "--out", Path.Combine(_folder, "bad")]);
            Assert.Equal(ExitCode.BadInput, refused.ExitCode);
            Assert.Contains(expected, refused.Error);
            Assert.False(Directory.Exists(Path.Combine(_folder, "bad")));
        }
    }

    [Fact]
    public void Train_LossThatIsNotFinite_LeavesNoRunThatGoesOn()
    {
        var (name, data) = Data();
        string[] train = ["train", name, "--data", data, "--model", "gcn", "--lr", "1e38", "--epochs", "3", "--out", Path.Combine(_folder, "bad")];
        var failed = Tool.Run(train);
        Assert.Equal(ExitCode.Failure, failed.ExitCode);
        Assert.Matches("Step [0-9]+ .*There was no checkpoint yet: nothing is kept", failed.Error);
        Assert.False(Directory.Exists(Path.Combine(_folder, "bad")));
    }

    private JsonElement Train(string options)
    {
        var (name, data) = Data();
        string[] arguments = ["train", name, "--data", data, "--epochs", "1", "--out", Path.Combine(_folder, "run"), "--json", .. options.Split(' ')];
        return Tool.Run(arguments).Json();
    }

    private (string Name, string Folder) Data()
    {
        var shared = Path.Combine(SharedFiles.DataFolder, "tu");
        if (Directory.Exists(Path.Combine(shared, "ENZYMES"))) return ("ENZYMES", shared);
        var own = Path.Combine(_folder, "data");
        if (!Directory.Exists(own)) SampleDataset.WriteTo(own, new SampleDatasetOptions { NumGraphs = 40 });
        return (SampleDataset.Name, own);
    }
}
