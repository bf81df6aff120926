using System.Text.Json;
using GraphSeq.Cli;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Cli;

/// <summary>train, evaluate and predict on the built-in sample, written out as files.</summary>
public sealed class TrainCommandTests : IClassFixture<TrainCommandTests.SampleFolder>
{
    private static readonly string[] Timings = ["epoch_seconds_median", "run_dir", "model_dir"];
    private readonly SampleFolder _folder;

    public TrainCommandTests(SampleFolder folder) => _folder = folder;

    [Fact]
    public void Train_SameSeedTwice_PrintsTheSameNumbers()
    {
        var (first, second) = (Train("first"), Train("second"));
        foreach (var property in first.EnumerateObject().Where(property => !Timings.Contains(property.Name)))
            Assert.Equal(property.Value.GetRawText(), second.GetProperty(property.Name).GetRawText());
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(_folder.Path, "first", "model", ModelFile.WeightsName)),
            File.ReadAllBytes(Path.Combine(_folder.Path, "second", "model", ModelFile.WeightsName)));
    }

    [Fact]
    public void Train_Json_HasTheNamesScriptsRelyOn()
    {
        var result = Train("names");
        Assert.Equal("SAMPLE", result.GetProperty("dataset").GetString());
        Assert.Equal("gcn", result.GetProperty("model").GetString());
        Assert.Equal(2, result.GetProperty("epochs").GetInt32());
        string[] numbers = ["parameters", "loss_first", "loss_last", "train_accuracy", "validation_accuracy", "test_accuracy", "epoch_seconds_median"];
        foreach (var name in numbers) Assert.Equal(JsonValueKind.Number, result.GetProperty(name).ValueKind);
        Assert.Equal(Path.Combine(_folder.Path, "names"), result.GetProperty("run_dir").GetString());
        foreach (var file in (string[])["model/model.safetensors", "model/model.json", "run.json", "split.json", "learning-curve.png", "metrics.csv", "report.html", "plots/embedding.png"])
            Assert.True(File.Exists(Path.Combine(_folder.Path, "names", file)), file);
    }

    [Fact]
    public void Train_DataWithFlaws_ReportTellsThem()
    {
        CsvFolderDataset.Save(Path.Combine(_folder.Path, "flawed"), ToyData.Rings(40).With(parts => parts with { Features = [.. parts.Features.Select((value, i) => i % 4 == 1 ? 5 : value)] }));
        Assert.Equal(ExitCode.Ok, Tool.Run("train", Path.Combine(_folder.Path, "flawed"), "--no-cache", "--model", "gcn", "--epochs", "1", "--out", Path.Combine(_folder.Path, "run")).ExitCode);
        var page = File.ReadAllText(Path.Combine(_folder.Path, "run/report.html"));
        Assert.Contains("columns with one value only", page);
        Assert.Contains("size of a graph alone", page);
        Assert.Contains("nodes per graph", page);
    }

    [Fact]
    public void Train_WithoutJson_PrintsALinePerEpochAndTheSummary()
    {
        var tool = Tool.Run(Arguments("words"));
        Assert.Equal(ExitCode.Ok, tool.ExitCode);
        Assert.Matches(@"(?m)^epoch 2/2  loss \d\.\d{4}  accuracy 0\.\d{3}  validation loss \d\.\d{4}  validation accuracy 0\.\d{3}  lr ", tool.Output);
        Assert.Contains($"saved in  {Path.Combine(_folder.Path, "words")}", tool.Output);
    }

    [Fact]
    public void Evaluate_TestPart_GivesTheTestAccuracyOfTheTraining()
    {
        var trained = Train("evaluated");
        var folder = Path.Combine(_folder.Path, "evaluated");
        foreach (var model in (string[])[folder, Path.Combine(folder, "model")])
        {
            var evaluated = Tool.Run("evaluate", model, "SAMPLE", "--data", _folder.Path, "--part", "test", "--json").Json();
            Assert.Equal(trained.GetProperty("test_accuracy").GetDouble(), evaluated.GetProperty("accuracy").GetDouble());
            Assert.Equal(trained.GetProperty("test_graphs").GetInt32(), evaluated.GetProperty("graphs").GetInt32());
        }
    }

    [Fact]
    public void Predict_WithLogits_GivesARowPerGraphWhoseLargestIsTheClass()
    {
        Train("predicted");
        var result = Tool.Run("predict", Path.Combine(_folder.Path, "predicted"), "SAMPLE", "--data", _folder.Path, "--logits", "--json").Json();
        var logits = result.GetProperty("logits").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        var classes = result.GetProperty("predictions").EnumerateArray().Select(value => value.GetInt32()).ToArray();
        Assert.Equal(SampleFolder.NumGraphs, result.GetProperty("graphs").GetInt32());
        Assert.Equal(classes, logits.Chunk(2).Select(row => row[1] > row[0] ? 1 : 0));
        var csv = Tool.Run("predict", Path.Combine(_folder.Path, "predicted"), "SAMPLE", "--data", _folder.Path, "--logits").Output.TrimEnd().Split('\n');
        Assert.Equal("row,class,output0,output1", csv[0]);
        Assert.StartsWith($"0,{classes[0]},", csv[1]);
    }

    [Theory]
    [InlineData("--model gct", "Did you mean gcn")]
    [InlineData("--device cuda:7", "Device cuda:7 is not here")]
    [InlineData("--device gpu", "Device gpu is not known")]
    [InlineData("--epochs 0 --lr -1", "Epochs is 0 but must be at least 1. LearningRate is -1 but must be above 0.")]
    [InlineData("--epochs five", "--epochs is 'five' but must be a whole number such as 10.")]
    [InlineData("--train-share 0.9 --validation-share 0.3", "1 at most together")]
    [InlineData("--fold 3", "--fold is one of the folds in a file. Pass --splits with the file, or leave --fold out.")]
    [InlineData("--validation-share 0 --keep-best", "--keep-best looks at the validation part, which is empty.")]
    [InlineData("--validation-share 0 --patience 3", "--patience looks at the validation part, which is empty.")]
    [InlineData("--model conv-lstm --conv gat", "--conv has no effect, as this model has no graph layers.")]
    [InlineData("--layers 0 --heads 2", "--heads has no effect, as this model has no graph layers.")]
    public void Train_BadOption_SaysWhatAndLeavesNothing(string options, string expected)
    {
        var tool = Tool.Run(["train", "SAMPLE", "--data", _folder.Path, "--no-cache", "--out", Path.Combine(_folder.Path, "bad"), .. options.Split(' ')]);
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains(expected, tool.Error);
        Assert.False(Directory.Exists(Path.Combine(_folder.Path, "bad")));
    }

    [Fact]
    public void Evaluate_EmptyPart_SaysSo()
    {
        var trained = Tool.Run([.. Arguments("no-test"), "--train-share", "0.9", "--validation-share", "0.1", "--json"]).Json();
        Assert.Equal(0, trained.GetProperty("test_graphs").GetInt32());
        var folder = Path.Combine(_folder.Path, "no-test");
        var tool = Tool.Run("evaluate", folder, "SAMPLE", "--data", _folder.Path, "--part", "test");
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains($"The test part of {folder} is empty: its run was started without one.", tool.Error);
    }

    [Fact]
    public void Evaluate_FolderWithoutModel_SaysWhatToPass()
    {
        var tool = Tool.Run("evaluate", _folder.Path, "SAMPLE", "--data", _folder.Path);
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains("holds no model", tool.Error);
    }

    private JsonElement Train(string name) => Tool.Run([.. Arguments(name), "--json"]).Json();

    private string[] Arguments(string name) =>
        ["train", "SAMPLE", "--data", _folder.Path, "--no-cache", "--model", "gcn", "--hidden", "8", "--epochs", "2", "--seed", "3", "--out", Path.Combine(_folder.Path, name)];

    /// <summary>The sample as text files, in a folder that goes when the tests are done.</summary>
    public sealed class SampleFolder : IDisposable
    {
        public const int NumGraphs = 40;

        public SampleFolder() => SampleDataset.WriteTo(Path, new SampleDatasetOptions { NumGraphs = NumGraphs });

        public string Path { get; } = Directory.CreateTempSubdirectory("graphseq-cli-").FullName;

        public void Dispose() => Directory.Delete(Path, recursive: true);
    }
}
