using System.Text.Json;
using GraphSeq.Cli;
using GraphSeq.Datasets;

namespace GraphSeq.Tests.Cli;

public sealed class ExplainCommandTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-explain-").FullName;

    public ExplainCommandTests()
    {
        SampleDataset.WriteTo(_folder, new SampleDatasetOptions { NumGraphs = 20 });
        Assert.Equal(ExitCode.Ok, Tool.Run(
            "train", "SAMPLE", "--data", _folder, "--no-cache", "--model", "conv-lstm-gcn", "--hidden", "8", "--epochs", "2", "--out", Run).ExitCode);
    }

    private string Run => Path.Combine(_folder, "run");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Explain_BothMethods_LeavesPageAndPicturesAndJson()
    {
        var result = Explain("--graph", "3", "4", "--mask-epochs", "5", "--runs", "2", "--json").Json();
        var graph = result.GetProperty("graphs")[0];
        Assert.Equal(3, graph.GetProperty("graph").GetInt32());
        Assert.Equal(7, graph.GetProperty("time_steps").GetInt32());                       // the sample's 21 features are read as 7 steps
        var (nodes, edges) = (graph.GetProperty("num_nodes").GetInt32(), graph.GetProperty("edges").GetArrayLength());
        Assert.Equal(2, graph.GetProperty("methods").GetArrayLength());
        foreach (var method in graph.GetProperty("methods").EnumerateArray())
        {
            Assert.Equal((nodes, 7, 7 * nodes, edges), (Count(method, "nodes"), Count(method, "times"), Count(method, "cells"), Count(method, "edges")));
            Assert.InRange(method.GetProperty("faithfulness").GetProperty("cells").GetProperty("area").GetDouble(), 0, 1);
            Assert.Equal(2, method.GetProperty("stability").GetProperty("runs").GetInt32());
        }
        var folder = Path.Combine(Run, "explanations");
        Assert.Equal(graph.GetRawText(), JsonDocument.Parse(File.ReadAllBytes(Path.Combine(folder, "graph-3.json"))).RootElement.GetRawText());
        Assert.Equal(20, Directory.GetFiles(folder, "*.png").Length);
        Assert.Contains("<h1>Graph 4 of SAMPLE</h1>", File.ReadAllText(Path.Combine(folder, "graph-4.html")));

        static int Count(JsonElement method, string name) => method.GetProperty(name).GetArrayLength();
    }

    [Fact]
    public void Explain_Words_NameWhatMatteredAndHowWell()
    {
        var tool = Explain("--graph", "0", "--method", "integrated-gradients", "--runs", "1");
        Assert.Equal(ExitCode.Ok, tool.ExitCode);
        foreach (var part in (string[])["graph 0 of SAMPLE: class", "time steps", "cells deletion area", "rank correlation with noise", "cells add up to"])
            Assert.Contains(part, tool.Output);
    }

    [Theory]
    [InlineData("--graph 99", "There is no graph 99: SAMPLE has 20, numbered from 0.")]
    [InlineData("--graph 0 --class 7", "There is no class '7'.")]
    [InlineData("--graph 0 --method shap", "There is no method 'shap'.")]
    [InlineData("--graph 0 --runs 0", "--runs is 0 but must be at least 1.")]
    [InlineData("--graph 0 --node 1", "the model gives a row per graph")]
    public void Explain_BadInput_SaysWhat(string options, string expected)
    {
        var tool = Explain(options.Split(' '));
        Assert.Contains(expected, tool.Error);
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.False(Directory.Exists(Path.Combine(Run, "explanations")));
    }

    [Fact]
    public void Explain_LaterGraphOutOfRange_IsRefusedBeforeAnythingIsWritten()
    {
        var tool = Explain("--graph", "0", "20", "--mask-epochs", "1", "--runs", "1");
        Assert.Equal(ExitCode.BadInput, tool.ExitCode);
        Assert.Contains("There is no graph 20: SAMPLE has 20, numbered from 0.", tool.Error);
        Assert.Empty(tool.Output);
        Assert.False(Directory.Exists(Path.Combine(Run, "explanations")));
    }

    private Tool Explain(params string[] options) => Tool.Run(["explain", Run, "SAMPLE", "--data", _folder, "--no-cache", .. options]);
}
