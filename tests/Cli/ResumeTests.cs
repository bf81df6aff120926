using System.Diagnostics;
using System.Runtime.CompilerServices;
using GraphSeq.Cli;
using GraphSeq.Cli.Runs;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Cli;

public sealed class ResumeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-resume-").FullName;

    public ResumeTests() => SampleDataset.WriteTo(_folder, new SampleDatasetOptions { NumGraphs = 40 });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    /// <summary><c>GRAPHSEQ_KILLS=20</c> makes it as many as wanted; <c>tests/kill-and-resume.sh</c> does it by itself.</summary>
    [SkippableFact]
    public void Resume_KilledAtRandomMoments_EndsWithTheSameWeights()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "the script needs Linux's tools.");
        var kills = Environment.GetEnvironmentVariable("GRAPHSEQ_KILLS") ?? "3";
        var start = new ProcessStartInfo("bash",
            [Script(), kills, "SAMPLE", "--data", _folder, "--no-cache", "--model", "conv-lstm-gcn", "--hidden", "16", "--epochs", "40", "--batch-size", "8", "--patience", "39", "--keep-best"])
        { RedirectStandardOutput = true };
        start.Environment["GRAPHSEQ"] = $"dotnet {Path.Combine(AppContext.BaseDirectory, "graphseq.dll")}";
        using var script = Process.Start(start)!;
        var output = script.StandardOutput.ReadToEnd();
        script.WaitForExit();
        Assert.True(script.ExitCode == 0, output);
        Assert.EndsWith($"{kills} of {kills} runs ended with the same weights\n", output);
    }

    [Fact]
    public void Resume_CompleteRun_PrintsItsNumbersOnceMore()
    {
        var (trained, resumed) = (Train("whole").Json(), Tool.Run("train", "--resume", Run("whole"), "--json").Json());
        foreach (var name in (string[])["epochs", "loss_first", "loss_last", "test_accuracy", "parameters", "best_epoch"])
            Assert.Equal(trained.GetProperty(name).GetRawText(), resumed.GetProperty(name).GetRawText());
        Assert.True(File.Exists(Path.Combine(Run("whole"), "model", ModelFile.WeightsName)));
    }

    [Theory]
    [InlineData("--epochs 5", "--epochs cannot be changed by --resume")]
    [InlineData("OTHER", "is a run on SAMPLE, not OTHER")]
    public void Resume_OtherOptions_AreRefused(string options, string expected)
    {
        Train("refused");
        var tool = Tool.Run(["train", .. options.Split(' '), "--resume", Run("refused")]);
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains(expected, tool.Error);
    }

    [Fact]
    public void Resume_OtherData_IsRefused()
    {
        Train("data");
        var other = Path.Combine(_folder, "other");
        SampleDataset.WriteTo(other, new SampleDatasetOptions { NumGraphs = 44 });
        var tool = Tool.Run("train", "--resume", Run("data"), "--data", other);
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains("was trained on other data", tool.Error);
    }

    [Theory]
    [InlineData("elsewhere/set")]
    [InlineData("elsewhere")]
    public void Resume_CsvFolderThatHasMoved_IsFoundByData(string data)
    {
        var (old, place) = (Path.Combine(_folder, "set"), Path.Combine(_folder, "elsewhere"));
        CsvFolderDataset.Save(old, ToyData.Rings(40));
        string[] train = ["train", old, "--no-cache", "--model", "gcn", "--hidden", "8", "--epochs", "2", "--out", Run("moved"), "--json"];
        var trained = Tool.Run(train).Json();
        Directory.CreateDirectory(place);
        Directory.Move(old, Path.Combine(place, "set"));
        Assert.Contains("holds no data set", Tool.Run("train", "--resume", Run("moved")).Error);
        var refused = Tool.Run("train", "--resume", Run("moved"), "--data", Run("moved"));
        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains($"Pass --data with the folder that {old} has become", refused.Error);
        var resumed = Tool.Run("train", "--resume", Run("moved"), "--no-cache", "--data", Path.Combine(_folder, data), "--json").Json();
        Assert.Equal(trained.GetProperty("loss_last").GetRawText(), resumed.GetProperty("loss_last").GetRawText());
    }

    [Fact]
    public void Resume_NoRun_SaysWhatToPass()
    {
        var tool = Tool.Run("train", "--resume", _folder);
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains("holds no run.json", tool.Error);
        Assert.Contains("Pass the name of a data set", Tool.Run("train").Error);
    }

    [Fact]
    public void Train_OverAnUnfinishedRun_IsRefused()
    {
        Train("twice");
        var report = Path.Combine(Run("twice"), "run.json");
        File.WriteAllText(report, File.ReadAllText(report).Replace("\"complete\"", "\"running\""));
        var tool = Train("twice");
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains("has not ended. Go on with 'graphseq train --resume", tool.Error);
    }

    [Fact]
    public void Train_OverAnEndedRun_RemovesItsFilesBeforeTheFirstStepAndNoOthers()
    {
        Train("over");
        var (run, keep) = (Run("over"), new[] { "notes.txt", "model/mine.bin", "plots/mine.png", "explanations/graph-mine.html" });
        Directory.CreateDirectory(Path.Combine(run, "explanations"));
        foreach (var name in (string[])[.. keep, "explanations/graph-3.json", "explanations/graph-3-mask-deletion-cells.png"])
            File.WriteAllText(Path.Combine(run, name), "");
        Assert.Equal(ExitCode.Ok, Tool.Run("evaluate", run, "SAMPLE", "--data", _folder, "--no-cache", "--part", "test").ExitCode);

        StartOnly(run);

        var left = Directory.GetFiles(run, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(run, file)).Order(StringComparer.Ordinal);
        Assert.Equal(keep.Concat(["run.json", "split.json"]).Order(StringComparer.Ordinal), left);
        var evaluated = Tool.Run("evaluate", run, "SAMPLE", "--data", _folder, "--no-cache", "--part", "test");
        Assert.Equal(ExitCode.BadInput, evaluated.ExitCode);
        Assert.Contains($"holds no model yet: its run has not ended. Go on with 'graphseq train --resume {run}'.", evaluated.Error);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Train_KilledOverAnEndedRunBeforeItsFirstCheckpoint_CanBeStartedAndResumed(bool resume)
    {
        Train("circle");
        StartOnly(Run("circle"));
        var tool = resume ? Tool.Run("train", "--resume", Run("circle"), "--json") : Train("circle");
        Assert.Equal(2, tool.Json().GetProperty("epochs").GetInt32());
    }

    [Fact]
    public void Train_FolderWithoutRunOrModel_LeavesWhatLiesThere()
    {
        Directory.CreateDirectory(Path.Combine(Run("foreign"), "explanations"));
        File.WriteAllText(Path.Combine(Run("foreign"), "explanations", "graph-3.json"), "");
        Assert.Equal(ExitCode.Ok, Train("foreign").ExitCode);
        Assert.True(File.Exists(Path.Combine(Run("foreign"), "explanations", "graph-3.json")));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("5h")]
    [InlineData("-3m")]
    public void Train_BadInterval_SaysWhatItMayBe(string interval) =>
        Assert.Contains("must be a number of steps (200) or a time (90s, 5m)", Tool.Run("train", "SAMPLE", "--checkpoint-every", interval).Error);

    /// <summary>A run as a kill before its first checkpoint leaves it.</summary>
    private static void StartOnly(string path)
    {
        var (folder, config, split) = RunFolder.Open(path);
        folder.Start(config, split);
    }

    private Tool Train(string name) => Tool.Run(
        "train", "SAMPLE", "--data", _folder, "--no-cache", "--model", "gcn", "--hidden", "8", "--epochs", "2", "--out", Run(name), "--json");

    private string Run(string name) => Path.Combine(_folder, name);

    private static string Script([CallerFilePath] string here = "") => Path.Combine(Path.GetDirectoryName(here)!, "..", "kill-and-resume.sh");
}
