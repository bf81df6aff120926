using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets.Series;

/// <summary>Series from text: values, graphs in three forms, and what is said of files that are not as they should be.</summary>
public sealed class GraphSeriesReaderTests : IDisposable
{
    private const string Values = "a,b,c\n1,2,3\n4,0,nan\n,8,9\n";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_AdjacencyMatrix_GivesValuesGapsAndWeights()
    {
        var series = GraphSeriesReader.Read(new() { Values = File("v.csv", Values), Adjacency = File("a.csv", "1,0.5,0\n0,0,2\n0,0,0\n"), MissingValue = 0 });
        Assert.Equal(["a", "b", "c"], series.NodeNames);
        Assert.Equal([1, 2, 3, 4, float.NaN, float.NaN, float.NaN, 8, 9], series.Values.ToArray());
        Assert.Equal([(0, 0, 1), (0, 1, 0.5f), (1, 2, 2)], Edges(series));
        Assert.Equal((3, 3, 1, "v"), (series.NumSteps, series.NumNodes, series.NumChannels, series.Name));
    }

    [Fact]
    public void Read_EdgeListByName_TakesHeaderAndWeights()
    {
        var series = GraphSeriesReader.Read(new() { Values = File("v.csv", Values), Edges = File("e.csv", "from,to,weight\na,b,0.5\nc,\"a\",2\n") });
        Assert.Equal([(0, 1, 0.5f), (2, 0, 2)], Edges(series));
        Assert.Equal(0, series[1, 1]);
    }

    [Fact]
    public void Read_EdgeListByNumber_WithoutHeaderOrWeights_IsUnweighted()
    {
        var series = GraphSeriesReader.Read(new()
        {
            Values = File("v.csv", "1,2,3\n4,5,6\n"),
            HasHeader = false,
            Edges = File("e.csv", "0,1\n2,1\n"),
            Undirected = true,
        });
        Assert.Equal([(0, 1, 1), (1, 0, 1), (1, 2, 1), (2, 1, 1)], Edges(series));
        Assert.True(series.Adjacency.Weight.IsEmpty);
    }

    [Fact]
    public void Read_Distances_MakesTheGaussianKernelOfDCRNN()
    {
        // Distances 1, 2, 3 and 6 between known nodes: mean 3, variance (4 + 1 + 0 + 9) / 4 = 3.5. Node z has no values.
        var files = new GraphSeriesFiles { Values = File("v.csv", Values), Distances = File("d.csv", "from,to,cost\na,b,1\nb,c,2\nc,a,3\na,c,6\nz,a,1000\n") };
        var edges = Edges(GraphSeriesReader.Read(files));
        Assert.Equal([(0, 1), (1, 2)], edges.Select(edge => (edge.Source, edge.Target)));         // exp(-9/3.5) = 0.076 is below 0.1
        Assert.Equal(Math.Exp(-1 / 3.5), edges[0].Weight, 6);
        Assert.Equal(Math.Exp(-4 / 3.5), edges[1].Weight, 6);
        var wider = Edges(GraphSeriesReader.Read(files with { GaussianSigma = 10, GaussianThreshold = 0.9 }));
        Assert.Equal([(0, 1), (1, 2), (2, 0)], wider.Select(edge => (edge.Source, edge.Target)));
        Assert.Equal(Math.Exp(-0.09), wider[2].Weight, 6);
    }

    [Theory]
    [InlineData("a,b,c\n1,2,3\n4,x,6\n", "v.csv:3: column 2 is 'x' but must be a finite number, or empty or nan where the value is missing.")]
    [InlineData("a,b,c\n1,2,3\n4,5\n", "v.csv:3: the row has 2 columns but must have 3")]
    [InlineData("a,b,c\n1,inf,3\n", "v.csv:2: column 2 is 'inf'")]
    [InlineData("a,b,a\n1,2,3\n", "v.csv:1: the header names node 'a' twice")]
    [InlineData("a,b,c\n", "v.csv: there is no row under the header.")]
    public void Read_DamagedValues_SaysFileAndLine(string values, string expected) =>
        Refused(expected, new() { Values = File("v.csv", values), Adjacency = File("a.csv", "1,0,0\n0,1,0\n0,0,1\n") });

    [Theory]
    [InlineData("a,b\nb,d\n", "e.csv:2: node 'd' is not there; it must be a name in the header of the values.")]
    [InlineData("a,b\nb,a,1\n", "e.csv:2: the row has 3 columns but must have 2 or 3, in all rows alike")]
    [InlineData("a,b\n\nc,a\na,b\n", "e.csv:4: the edge is on line 1 already")]
    [InlineData("a,b,heavy\n", "e.csv:1: column 3 is 'heavy' but must be a finite number.")]
    [InlineData("from,to\n", "e.csv: no row names two nodes that have values.")]
    public void Read_DamagedEdges_SaysFileAndLine(string edges, string expected) =>
        Refused(expected, new() { Values = File("v.csv", Values), Edges = File("e.csv", edges) });

    [Fact]
    public void Read_OtherDamage_SaysWhat()
    {
        var values = File("v.csv", Values);
        Refused("a.csv: the matrix is 2 × 2 but must be 3 × 3", new() { Values = values, Adjacency = File("a.csv", "1,0\n0,1\n") });
        Refused("d.csv:1: the distance is -1 but must not be below 0", new() { Values = values, Distances = File("d.csv", "a,b,-1\n") });
        Refused("d.csv: all distances are equal", new() { Values = values, Distances = File("d.csv", "a,b,2\nb,c,2\n") });
        Refused("nowhere.csv: the file cannot be read", new() { Values = _folder["nowhere.csv"], Edges = File("e.csv", "a,b\n") });
        Assert.Contains("Exactly one of", Assert.Throws<ArgumentException>(() => GraphSeriesReader.Read(new() { Values = values })).Message);
    }

    [SkippableFact]
    public void LosLoop_Load_MatchesTheCountsOfTheFiles()
    {
        var week = LosLoop.Load(new() { Folder = SharedFiles.RequireData("timeseries/los-loop"), Download = false });
        Assert.Equal((2016, 207, 1, 2833), (week.NumSteps, week.NumNodes, week.NumChannels, week.Adjacency.NumEdges));
        Assert.Equal("773869", week.NodeNames[0]);
        Assert.Equal((64.375f, 67.625f, 62.66666667f), (week[0, 0], week[0, 1], week[1, 0]));
        Assert.Equal(58.891, week.Values.ToArray().Average(value => (double)value), 3);
        Assert.True(week.Adjacency.IsSymmetric);
        Assert.DoesNotContain(float.NaN, week.Values.ToArray());
    }

    [SkippableFact]
    public void Chickenpox_Load_MatchesTheCountsOfTheFile()
    {
        var counties = Chickenpox.Load(new() { Folder = SharedFiles.RequireData("timeseries"), Download = false });
        Assert.Equal((521, 20, 102), (counties.NumSteps, counties.NumNodes, counties.Adjacency.NumEdges));
        Assert.Equal(("BACS", "BUDAPEST"), (counties.NodeNames[0], counties.NodeNames.Single(name => name == "BUDAPEST")));
        Assert.Equal(-0.0010813572438314102, counties[0, 0], 7);
        Assert.Equal(20, Edges(counties).Count(edge => edge.Source == edge.Target));
        Assert.Equal(0, counties.Values.ToArray().Average(value => (double)value), 6);
    }

    [Theory]
    [InlineData("{\"edges\": [[0, 1]], \"node_ids\": {\"A\": 0, \"B\": 1}, \"FX\": [[1, 2], [3]]}", "FX[1] has 1 values but must have 2")]
    [InlineData("{\"edges\": [[0, 2]], \"node_ids\": {\"A\": 0, \"B\": 1}, \"FX\": [[1, 2]]}", "edges[0] is [0, 2] but must be two numbers in [0, 2)")]
    [InlineData("{\"edges\": [[0, 1], [0, 1]], \"node_ids\": {\"A\": 0, \"B\": 1}, \"FX\": [[1, 2]]}", "edges[1] is [0, 1], which came before")]
    [InlineData("{\"edges\": [], \"node_ids\": {\"A\": 1, \"B\": 1}, \"FX\": [[1, 2]]}", "node_ids gives B the number 1")]
    [InlineData("{\"edges\": [], \"node_ids\": {\"A\": 0}, \"FX\": [[1e300]]}", "FX[0][0] is 1E+300 but must be a number that float32 holds")]
    [InlineData("{\"edges\": [],\n \"node_ids\": {\"A\": 0},\n \"FX\": [[\"x\"]]}", "c.json:3: $.FX[0][0] is not as expected")]
    [InlineData("{\"edges\": []}", "c.json")]
    [InlineData("null", "the file holds null")]
    public void Chickenpox_DamagedFile_SaysWhere(string json, string expected)
    {
        var path = File("c.json", json);
        Assert.Contains(expected, Assert.Throws<DatasetFormatException>(() => Chickenpox.Read(path)).Message);
    }

    [Fact]
    public void Load_NowhereToBeHad_ListsWhatWasTried()
    {
        var error = Assert.Throws<DatasetNotFoundException>(() => LosLoop.Load(new() { Folder = _folder.Path, CacheFolder = _folder["cache"], Download = false }));
        Assert.Contains($"a folder: {_folder.Path} holds no los_speed.csv and los_adj.csv", error.Message);
        Assert.Contains("downloading is switched off", error.Message);
    }

    [SkippableFact]
    public void Load_FromTheNetwork_IsKeptInTheCache()
    {
        var file = System.IO.File.ReadAllBytes(SharedFiles.RequireData("timeseries/chickenpox/chickenpox.json"));
        using var server = LoopbackServer.Sending(file);
        var options = new SeriesDatasetOptions { CacheFolder = _folder["cache"], DownloadOptions = new() { BaseUrl = server.Url } };
        var (first, second) = (Chickenpox.Load(options), Chickenpox.Load(options with { Download = false }));
        Assert.Equal(["/chickenpox.json"], server.Requests);
        Assert.Equal(first.Values.ToArray(), second.Values.ToArray());
        Assert.Equal([_folder["cache/timeseries/chickenpox/chickenpox.json"]], Directory.GetFileSystemEntries(_folder["cache/timeseries/chickenpox"]));
    }

    [Fact]
    public void Load_OtherBytesFromTheNetwork_AreRefusedAndNotKept()
    {
        using var server = LoopbackServer.Sending("{}"u8.ToArray());
        var options = new SeriesDatasetOptions { CacheFolder = _folder["cache"], DownloadOptions = new() { BaseUrl = server.Url } };
        Assert.Contains("SHA-256", Assert.Throws<DatasetNotFoundException>(() => Chickenpox.Load(options)).Message);
        Assert.Empty(Directory.GetFileSystemEntries(_folder["cache/timeseries/chickenpox"]));
    }

    private string File(string name, string text)
    {
        System.IO.File.WriteAllText(_folder[name], text);
        return _folder[name];
    }

    private static void Refused(string expected, GraphSeriesFiles files) =>
        Assert.Contains(expected, Assert.Throws<DatasetFormatException>(() => GraphSeriesReader.Read(files)).Message);

    private static List<(int Source, int Target, float Weight)> Edges(GraphTimeSeries series)
    {
        var edges = new List<(int, int, float)>();
        var adjacency = series.Adjacency;
        for (var target = 0; target < adjacency.NumNodes; target++)
            for (var e = adjacency.RowPtr[target]; e < adjacency.RowPtr[target + 1]; e++)
                edges.Add((adjacency.Source[e], target, adjacency.Weight.IsEmpty ? 1 : adjacency.Weight[e]));
        return [.. edges.Order()];
    }
}
