using System.IO.Compression;
using GraphSeq.Cli;
using GraphSeq.Datasets;
using GraphSeq.Tests.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Cli;

public sealed class DataCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public DataCommandTests() => TUText.Toy().WriteTo(_folder["data/TOY"]);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void List_FolderWithSets_SaysWhereTheyAre()
    {
        CsvFolderDataset.Save(_folder["data/mine"], ToyData.Rings(2));
        var sets = Tool.Run("data", "list", "--data", _folder["data"], "--json").Json().GetProperty("sets").EnumerateArray()
            .ToDictionary(set => set.GetProperty("name").GetString()!, set => set);
        Assert.Equal(_folder["data/TOY"], sets["TOY"].GetProperty("location").GetString());
        Assert.Equal(("csv", _folder["data/mine"]), (sets["mine"].GetProperty("kind").GetString(), sets["mine"].GetProperty("location").GetString()));
        Assert.Equal("proteins, 600 graphs, 6 classes", sets["ENZYMES"].GetProperty("contents").GetString());
        Assert.Contains("TOY", Tool.Run("data", "list", "--data", _folder["data"], "--here").Output);
        Assert.Equal(ExitCode.BadInput, Tool.Run("data", "list", "--data", _folder["none"]).ExitCode);
    }

    [Fact]
    public void Download_FromAServer_FillsTheCacheOnce()
    {
        using var bytes = new MemoryStream();
        using (var archive = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var (kind, content) in TUText.Toy().Files)
                using (var entry = archive.CreateEntry($"TOY/TOY_{kind}.txt").Open()) entry.Write(content);
        using var server = LoopbackServer.Sending(bytes.ToArray());
        string[] command = ["data", "download", "TOY", "--url", server.Url.ToString(), "--cache", _folder["cache"]];
        Assert.Contains("TOY: downloaded to", Tool.Run(command).Output);
        Assert.Contains("is in", Tool.Run(command).Output);
        Assert.Single(server.Requests);
        var refused = Tool.Run("data", "download", "OTHER", "--url", server.Url.ToString(), "--cache", _folder["cache2"], "--sha256", new string('0', 64));
        Assert.Equal(ExitCode.BadInput, refused.ExitCode);
        Assert.Contains("SHA-256", refused.Error);
        Assert.Contains("one set at a time", Tool.Run("data", "download", "A", "B", "--sha256", new string('0', 64)).Error);
    }

    [Fact]
    public void Download_SetOfAnotherSource_IsRefusedByItsHashAndLeavesNothing()
    {
        using var server = LoopbackServer.Sending("not the week"u8.ToArray());
        foreach (var name in new[] { "los-loop", "MNIST-test", "FSDD" })
        {
            var refused = Tool.Run("data", "download", name, "--url", server.Url.ToString(), "--cache", _folder["cache"]);
            Assert.Equal(ExitCode.BadInput, refused.ExitCode);
            Assert.Matches(name == "FSDD" ? "zip" : "SHA-256", refused.Error);
        }
        foreach (var name in new[] { "los-loop", "MNIST-test" })
        {
            var refused = Tool.Run("data", "download", name, "--url", server.Url.ToString(), "--cache", _folder["cache"], "--sha256", new string('0', 64));
            Assert.Equal(ExitCode.BadInput, refused.ExitCode);
            Assert.Contains("ExpectedSha256 is for one archive", refused.Error);
        }
        Assert.Empty(Directory.EnumerateFiles(_folder["cache"], "*", SearchOption.AllDirectories));
        Assert.Contains("Did you mean MNIST-test?", Tool.Run("data", "download", "MNIST-tst", "--url", "http://127.0.0.1:1/", "--cache", _folder["cache"]).Error);
    }

    [SkippableTheory]
    [InlineData("MNIST-test", 10_000, 160_000, 49, 10)]
    [InlineData("FSDD", 300, 1484, 640, 10)]
    [InlineData("los-loop", 1947, 1947 * 207, 12, 0)]
    [InlineData("chickenpox", 497, 497 * 20, 8, 0)]
    public void ListAndInfo_SetOfAnotherSource_KnowIt(string name, int graphs, int nodes, int features, int classes)
    {
        var data = SharedFiles.RequireData("");
        Assert.Matches($"(?m)^{name} .*{data}", Tool.Run("data", "list", "--data", data, "--here").Output);
        var info = Tool.Run("data", "info", name, "--data", data, "--offline", "--json").Json();
        Assert.Equal(
            (graphs, nodes, features, classes),
            (info.GetProperty("graphs").GetInt32(), info.GetProperty("nodes").GetInt32(), info.GetProperty("features").GetInt32(), info.GetProperty("classes").GetInt32()));
    }

    [Fact]
    public void Train_Series_IsRefusedForItsSplitWouldLookAhead() =>
        Assert.Contains("has to be split by time", Tool.Run("train", "los-loop", "--epochs", "1").Error);

    [Fact]
    public void Validate_SoundAndFaulty_EndsWithZeroAndTwo()
    {
        var sound = Tool.Run("data", "validate", _folder["data/TOY"]);
        Assert.Equal(ExitCode.Ok, sound.ExitCode);
        Assert.Contains("TOY: nothing is wrong", sound.Output);
        TUText.Toy().With("A", "1, 2\n2, 1\n2, 3\n3, 2\n4, 5\n5, 9\n").WriteTo(_folder["bad"]);
        var faulty = Tool.Run("data", "validate", _folder["bad"], "--repair", _folder["good"]);
        Assert.Equal(ExitCode.BadInput, faulty.ExitCode);
        Assert.Contains("TOY_A.txt:6: error dangling: edge target 9 is not a node; TOY_graph_indicator.txt lists 5 (ids 1..5).", faulty.Output);
        Assert.Contains("TOY_A.txt: 1 × dangling: row left out", faulty.Output);
        Assert.Contains("the copy was checked: nothing is wrong with it", faulty.Output);
        var named = Tool.Run("data", "validate", "TOY", "--data", _folder["data"], "--json");
        Assert.True(named.Json().GetProperty("is_sound").GetBoolean());
    }

    [Fact]
    public void Convert_ThereAndBack_EndsWithTheSameFiles()
    {
        var there = Tool.Run("data", "convert", _folder["data/TOY"], _folder["csv"]);
        Assert.Equal((ExitCode.Ok, ""), (there.ExitCode, there.Error));
        Assert.Contains("2 graphs, 5 nodes, 6 edges", there.Output);
        Assert.Equal("graph,label\n0,1\n1,-1\n", File.ReadAllText(_folder["csv/graphs.csv"]));
        Assert.Equal("graph,node,attribute1,attribute2,label\n0,0,0.5,1,0\n", File.ReadAllText(_folder["csv/nodes.csv"])[..51]);
        Assert.Equal(ExitCode.Ok, Tool.Run("data", "convert", _folder["csv"], _folder["tu"]).ExitCode);
        foreach (var kind in new[] { "graph_indicator", "graph_labels", "node_labels" })
            Assert.Equal(TUText.Toy().Text(kind), File.ReadAllText(_folder[$"tu/TOY_{kind}.txt"]));
        Assert.Equal("2, 1\n1, 2\n3, 2\n2, 3\n5, 4\n4, 5\n", File.ReadAllText(_folder["tu/TOY_A.txt"]));       // by target, then source
        Assert.Contains("is not empty", Tool.Run("data", "convert", _folder["csv"], _folder["tu"]).Error);
    }

    [Fact]
    public void Info_CsvFolder_PrintsItsCardAndWritesPlots()
    {
        CsvFolderDataset.Save(_folder["mine"], ToyData.Rings(40));
        var card = Tool.Run("data", "info", _folder["mine"], "--no-cache", "--out", _folder["card"], "--json").Json();
        Assert.Equal(("rings", 40, 2), (card.GetProperty("name").GetString(), card.GetProperty("graphs").GetInt32(), card.GetProperty("classes").GetInt32()));
        Assert.Equal(2, card.GetProperty("degree").GetProperty("mean").GetDouble());
        Assert.Equal(0.5, card.GetProperty("size_leakage").GetProperty("majority").GetDouble(), 6);
        Assert.Equal(["card.html", "card.json", "classes.png", "columns.png", "degrees.png", "nodes-per-graph.png"],
            Directory.GetFiles(_folder["card"]).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal));
        Assert.DoesNotContain("http://", File.ReadAllText(_folder["card/card.html"]));
    }

    [Fact]
    public void Train_CsvFolder_LearnsFromIt()
    {
        CsvFolderDataset.Save(_folder["mine"], ToyData.Rings(40));
        var run = Tool.Run("train", _folder["mine"], "--no-cache", "--model", "gcn", "--epochs", "2", "--out", _folder["run"], "--json").Json();
        Assert.Equal("rings", run.GetProperty("dataset").GetString());
        Assert.Contains("holds no data set", Tool.Run("train", _folder["nothing"], "--epochs", "1").Error);
    }

    [SkippableFact]
    public void Info_CsvFolderWithoutFeatures_HasThoseOfTheText()
    {
        var data = SharedFiles.RequireData("tu/IMDB-BINARY");
        Assert.Equal(ExitCode.Ok, Tool.Run("data", "convert", data, _folder["imdb"]).ExitCode);
        foreach (var place in new[] { data, _folder["imdb"] })
            Assert.Equal(136, Tool.Run("data", "info", place, "--no-cache", "--missing-features", "degree", "--json").Json().GetProperty("features").GetInt32());
    }

    [Fact]
    public void Train_CsvFolderWithoutFeatures_GetsDegrees()
    {
        var rings = ToyData.Rings(40);
        CsvFolderDataset.Save(_folder["bare"], rings);
        File.WriteAllLines(_folder["bare/nodes.csv"], File.ReadAllLines(_folder["bare/nodes.csv"]).Select(line => string.Join(',', line.Split(',')[..2])));
        File.Delete(_folder["bare/schema.json"]);
        Assert.Equal(ExitCode.Ok, Tool.Run("train", _folder["bare"], "--no-cache", "--model", "gcn", "--epochs", "1", "--out", _folder["run"]).ExitCode);
        Assert.Contains("has no node features. Pass --missing-features constant or degree.",
            Tool.Run("train", _folder["bare"], "--no-cache", "--missing-features", "none", "--out", _folder["run"]).Error);
    }

    [Fact]
    public void Sample_ByName_IsInTheProgram()
    {
        Assert.Equal(300, Tool.Run("data", "info", "SAMPLE", "--offline", "--json").Json().GetProperty("graphs").GetInt32());
        Assert.True(Tool.Run("data", "validate", "SAMPLE", "--json").Json().GetProperty("is_sound").GetBoolean());
        Assert.Equal("SAMPLE: is in the program already\n", Tool.Run("data", "download", "SAMPLE").Output);
        Assert.Matches("(?m)^SAMPLE .* in the program", Tool.Run("data", "list", "--here").Output);
        Assert.Equal(ExitCode.Ok, Tool.Run("data", "convert", "SAMPLE", _folder["sample"]).ExitCode);
        Assert.Equal(300, CsvFolderDataset.Load(_folder["sample"], new CsvFolderOptions { UseCache = false }).NumGraphs);
        var run = Tool.Run("train", "SAMPLE", "--offline", "--model", "gcn", "--epochs", "1", "--hidden", "8", "--out", _folder["run"], "--json").Json();
        Assert.Equal("SAMPLE", run.GetProperty("dataset").GetString());
        SampleDataset.WriteTo(_folder["own"], new SampleDatasetOptions { NumGraphs = 20 });
        Assert.Equal(20, Tool.Run("data", "info", "SAMPLE", "--data", _folder["own"], "--no-cache", "--json").Json().GetProperty("graphs").GetInt32());
    }

    [Fact]
    public void Info_FolderWithoutASet_IsSaidToBeOneWithAndWithoutASlash()
    {
        var name = $"no-set-{Guid.NewGuid():N}";
        Directory.CreateDirectory(name);
        try
        {
            foreach (var written in new[] { name, $"./{name}" })
            {
                var refused = Tool.Run("data", "info", written);
                Assert.Equal(ExitCode.BadInput, refused.ExitCode);
                Assert.Equal($"{written} holds no data set: a folder needs nodes.csv (a CSV folder), or NAME_A.txt (the TU format).\n", refused.Error);
            }
        }
        finally
        {
            Directory.Delete(name);
        }
    }
}
