using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public sealed class CsvFolderDatasetTests : IDisposable
{
    private static readonly CsvFolderOptions Fresh = new() { UseCache = false };
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    // Two molecules with ids in text, nodes not grouped by graph, an edge feature of each kind.
    private static readonly Dictionary<string, string> Molecules = new()
    {
        ["graphs.csv"] = "graph,label\nwater,polar\nmethane,apolar\n",
        ["nodes.csv"] = "graph,node,mass,element\nwater,O,16,O\nmethane,C,12,C\nwater,H1,1,H\nmethane,H1,1.5,H\nwater,H2,1,H\n",
        ["edges.csv"] = "graph,source,target,length,bond\nwater,O,H1,0.96,single\nwater,O,H2,0.97,single\nmethane,C,H1,1.09,double\n",
    };

    private GraphDataset Load(Dictionary<string, string> files, CsvFolderOptions? options = null)
    {
        Write(files);
        return CsvFolderDataset.Load(_folder["set"], options ?? Fresh);
    }

    private void Write(Dictionary<string, string> files)
    {
        if (Directory.Exists(_folder["set"])) Directory.Delete(_folder["set"], recursive: true);
        Directory.CreateDirectory(_folder["set"]);
        foreach (var (name, text) in files) File.WriteAllText(Path.Combine(_folder["set"], name), text);
    }

    private static Dictionary<string, string> With(params (string Name, string Text)[] changes)
    {
        Dictionary<string, string> files = new(Molecules);
        foreach (var (name, text) in changes) files[name] = text;
        return files;
    }

    [Fact]
    public void Load_IdsInText_AreNumberedAsListed()
    {
        var data = Load(Molecules);
        Assert.Equal("set", data.Name);
        Assert.Equal([0, 3, 5], data.NodePtr.ToArray());
        Assert.Equal(["mass", "element=C", "element=H", "element=O"], data.FeatureNames);
        Assert.Equal([16, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1, 0, 12, 1, 0, 0, 1.5f, 0, 1, 0], data.Features.ToArray());
        Assert.Equal([(1, 0), (2, 0), (4, 3)], data.Adjacency.ToPairs());                            // target, source
        Assert.Equal(["length", "bond=double", "bond=single"], data.EdgeFeatureNames);
        Assert.Equal([0.96f, 0, 1, 0.97f, 0, 1, 1.09f, 1, 0], data.EdgeAttr.ToArray());
        Assert.Equal(["apolar", "polar"], data.Targets.Names);
        Assert.Equal([1, 0], data.Targets.Classes.ToArray());
        Assert.False(data.Adjacency.IsSymmetric);
    }

    [Fact]
    public void Load_Schema_RenamesOrdersAndMirrors()
    {
        var data = Load(With(
            ("schema.json", """
                {
                  "name": "molecules", "separator": ";", "undirected": true,
                  "targets": ["class"], "classes": ["polar", "apolar", "unknown"], "task": "classification",
                  "graphs": { "graph": "id" },
                  "nodes": { "node": "atom", "features": ["mass"], "categories": { "element": ["H", "C", "N", "O"] }, "positions": ["x", "z"] }, // N is not there
                  "edges": { "source": "from", "target": "to", "weight": "length", "ignore": ["bond"] },
                }
                """),
            ("graphs.csv", "id;class\nwater;polar\nmethane;apolar\n"),
            ("nodes.csv", "graph;atom;mass;element;x;z;comment\nwater;O;16;O;0;1;a\nwater;H1;1;H;2;3;b\nmethane;C;12;C;4;5;c\n"),
            ("edges.csv", "graph;from;to;length;bond\nwater;O;H1;0.96;single\n")));
        Assert.Equal("molecules", data.Name);
        Assert.Equal(["mass", "element=H", "element=C", "element=N", "element=O"], data.FeatureNames);
        Assert.Equal([16, 0, 0, 0, 1, 1, 1, 0, 0, 0, 12, 0, 1, 0, 0], data.Features.ToArray());
        Assert.Equal([0, 1, 2, 3, 4, 5], data.Positions.ToArray());
        Assert.Equal([(0, 1), (1, 0)], data.Adjacency.ToPairs());
        Assert.Equal([0.96f, 0.96f], data.Adjacency.Weight.ToArray());
        Assert.Equal((0, 3), (data.NumEdgeFeatures, data.NumOutputs));
        Assert.Equal([0, 1], data.Targets.Classes.ToArray());
        using var batch = data.Batch([1, 0]);
        TensorAssert.Values([4, 5, 0, 1, 2, 3], batch.Pos!);
        Assert.Contains("1 reverse edges added, as the schema says.", data.Notes);
    }

    [Fact]
    public void Load_ValuesForGraphsOrClassesOfNodes_AreTargets()
    {
        var values = Load(With(("graphs.csv", "graph,y1,y2\nwater,0.5,1\nmethane,2,-3\n")));
        Assert.Equal((TaskKind.Regression, 2), (values.Targets.Task, values.NumOutputs));
        Assert.Equal([0.5f, 1, 2, -3], values.Targets.Values.ToArray());
        var nodes = Load(new() { ["nodes.csv"] = "node,label,f\na,10,1\nb,9,2\nc,10,3\n", ["edges.csv"] = "source,target\na,b\nb,c\n" });
        Assert.Equal((1, TargetLevel.Node), (nodes.NumGraphs, nodes.Targets.Level));
        Assert.Equal(["9", "10"], nodes.Targets.Names);                                              // numbers ascending
        Assert.Equal([1, 0, 1], nodes.Targets.Classes.ToArray());
        Assert.Equal(["f"], nodes.FeatureNames);
        var labels = Load(With(("graphs.csv", "graph,toxic,soluble\nwater,0,1\nmethane,1,0\n"), ("schema.json", """{"task":"multi-label-classification","targets":["toxic","soluble"]}""")));
        Assert.Equal((TaskKind.MultiLabelClassification, 2), (labels.Targets.Task, labels.NumOutputs));
        Assert.Equal(TaskKind.None, Load(With(("schema.json", """{"task":"none"}"""))).Targets.Task);
    }

    [Fact]
    public void Load_Sequences_AreRaggedSeriesWithTheNodesNumbersBehind()
    {
        var data = Load(new()
        {
            ["nodes.csv"] = "node,height\nlow,1\nhigh,9\n",
            ["sequences.csv"] = "node,step,speed,wind\nlow,5,10,1\nhigh,0,30,3\nlow,6,11,2\nhigh,2,32,5\nhigh,1,31,4\n",
        });
        Assert.Equal([3, 3], data.NodeShape.ToArray());
        Assert.Equal(["speed", "wind", "height"], data.FeatureNames);
        Assert.Equal([2, 3], data.Lengths.ToArray());
        Assert.Equal([10, 1, 1, 11, 2, 1, 0, 0, 0, 30, 3, 9, 31, 4, 9, 32, 5, 9], data.Features.ToArray());
        Assert.Equal(0, data.NumEdges);
    }

    [Fact]
    public void Load_ManyCategories_StayNumbers()
    {
        var data = Load(Molecules, Fresh with { OneHotLimit = 2 });
        Assert.Equal(["mass"], data.FeatureNames);
        Assert.Equal(("element", "C H O"), (data.Categories[0].Name, string.Join(' ', data.Categories[0].Labels)));
        Assert.Equal([2, 1, 1, 0, 1], data.Categories[0].Values);
    }

    [Fact]
    public void Load_DuplicatesAndLoops_StayUnlessTheyAreDeclined()
    {
        var files = With(("edges.csv", "graph,source,target,weight,length\nwater,O,H1,1,2\nwater,O,H1,10,20\nwater,O,O,5,5\n"));
        var kept = Load(files);
        Assert.Equal([(0, 0), (1, 0), (1, 0)], kept.Adjacency.ToPairs());
        var merged = Load(files, Fresh with { KeepDuplicateEdges = false, KeepSelfLoops = false });
        Assert.Equal([(1, 0)], merged.Adjacency.ToPairs());
        Assert.Equal((11f, 22f), (merged.Adjacency.Weight[0], merged.EdgeAttr[0]));
        Assert.Equal((1, 1), (merged.Report!.SelfLoopsRemoved, merged.Report.DuplicateEdgesMerged));
    }

    [Theory]
    [InlineData("nodes.csv", "graph,node,mass\nwater,O,16\nwater,O,1\n", 3, "node 'O' stands in graph 'water' twice")]
    [InlineData("nodes.csv", "graph,node,mass\nwater,O,16\nwater,H1,heavy\n", 3, "column 'mass' is 'heavy' but must be a finite number")]
    [InlineData("nodes.csv", "graph,node,mass\nwater,O,16\nwater,H1,NaN\n", 3, "column 'mass' is 'NaN' but must be a finite number")]
    [InlineData("nodes.csv", "graph,node,mass\nwater,O,16\nwater,H1,1e39\n", 3, "'1e39'")]
    [InlineData("nodes.csv", "graph,node,mass\nwater,O\n", 2, "the row has 2 fields, but the header names 3 columns")]
    [InlineData("nodes.csv", "graph,node,mass\nice,O,1\n", 2, "graph 'ice' is not in graphs.csv, which lists 2")]
    [InlineData("nodes.csv", "graph,atom,mass\nwater,O,1\n", 1, "there is no column 'node', which holds the nodes' ids; the columns are 'graph', 'atom', 'mass'")]
    [InlineData("nodes.csv", "graph,node,node\nwater,O,1\n", 1, "two columns are called 'node'")]
    [InlineData("nodes.csv", "graph,node,mass\nwater,\"O,1\nwater,H,1\n", 2, "the quotes of the row are not in order")]
    [InlineData("nodes.csv", "", 0, "the file is empty")]
    [InlineData("nodes.csv", "graph,node\n", 0, "the file lists no nodes")]
    [InlineData("graphs.csv", "graph,label\nwater,a\nwater,b\n", 3, "graph 'water' stands in the file twice")]
    [InlineData("graphs.csv", "graph,label,y\nwater,a,1\nmethane,b,2\n", 1, "there are columns 'label' (a class) and 'y' (a value)")]
    [InlineData("edges.csv", "graph,source,target\nwater,O,X\n", 2, "target 'X' is not a node of graph 'water'")]
    [InlineData("edges.csv", "graph,source,target\nice,O,O\n", 2, "graph 'ice' has no nodes")]
    [InlineData("edges.csv", "source,target\nO,H1\n", 2, "target 'H1' is a node of several graphs")]
    [InlineData("edges.csv", "source,target\nO,C\n", 2, "the edge joins graph 'water' to graph 'methane'")]
    [InlineData("sequences.csv", "graph,node,step,v\nwater,O,0,1\nwater,O,0,2\n", 3, "has step 0 twice, first on line 2")]
    [InlineData("sequences.csv", "graph,node,step,v\nwater,O,0,1\nwater,O,2,2\n", 3, "step 2 follows a gap")]
    [InlineData("sequences.csv", "graph,node,step,v\nwater,O,2147483647,1\nwater,O,-2147483648,2\n", 2, "follows a gap")]
    [InlineData("sequences.csv", "graph,node,step,v\nwater,O,0,1\n", 0, "4 nodes have no step")]
    [InlineData("sequences.csv", "graph,node,step,v\nwater,O,half,1\n", 2, "column 'step' is 'half' but must be a whole number")]
    [InlineData("schema.json", "{\"nodez\":{}}", 1, "nodez")]
    [InlineData("schema.json", "{\n\"task\": \"guess\"}", 2, "this is not a schema")]
    [InlineData("schema.json", "{\"separator\":\"ab\"}", 0, "separator is 'ab'")]
    [InlineData("schema.json", "{\"classes\":[\"polar\",\"acid\"]}", 3, "column 'label' is 'apolar', which is not among the 2 values that schema.json lists (polar, acid)")]
    [InlineData("schema.json", "{\"nodes\":{\"features\":[\"volume\"]}}", 1, "there is no column 'volume', which the schema names as a feature")]
    public void Load_FileThatIsWrong_SaysWhereAndWhatToDo(string file, string text, int line, string problem)
    {
        var error = Assert.Throws<DatasetFormatException>(() => Load(With((file, text))));
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.Equal(line, error.Line);
    }

    [Fact]
    public void Load_Twice_SecondComesFromTheCacheUntilAFileChanges()
    {
        Write(With(("nodes.csv", "graph,node,mass,x\nwater,O,16,1\nmethane,C,12,2\n"), ("edges.csv", "graph,source,target,weight\nwater,O,O,0.5\n"),
            ("schema.json", """{"nodes":{"positions":["x"]}}""")));
        var options = new CsvFolderOptions { CacheFolder = _folder["cache"] };
        var first = CsvFolderDataset.Load(_folder["set"], options);
        var second = CsvFolderDataset.Load(_folder["set"], options);
        Assert.Equal((false, true), (first.Report!.FromCache, second.Report!.FromCache));
        AssertEqual(first, second);
        File.AppendAllText(_folder["set/nodes.csv"], "water,H,1,3\n");
        var third = CsvFolderDataset.Load(_folder["set"], options);
        Assert.Equal((false, 3), (third.Report!.FromCache, third.NumNodes));
        Assert.False(CsvFolderDataset.Load(_folder["set"], options with { KeepSelfLoops = false }).Report!.FromCache);
    }

    [Fact]
    public void Save_EveryKindOfPart_LoadsTheSameSet()
    {
        var ragged = ToyData.Rings(5, TaskKind.Regression, TargetLevel.Node, nodeShape: [3, 2]).With(parts => parts with
        {
            Lengths = [.. Enumerable.Range(0, parts.NodePtr[^1]).Select(node => 1L + node % 3)],
            Features = Padded(parts.Features, 3, 2),
            FeatureNames = ["speed", "wind, \"gusts\""],
            Positions = [.. Enumerable.Range(0, 2 * parts.NodePtr[^1]).Select(i => i / 7f)],
            NumDimensions = 2,
            Adjacency = GraphSeq.Graph.SparseAdjacency.FromSortedRows([.. parts.Adjacency.RowPtr], [.. parts.Adjacency.Source], [.. Enumerable.Range(0, parts.Adjacency.NumEdges).Select(e => e / 3f)]),
        });
        foreach (var data in new[] { ragged, ToyData.Rings(4, TaskKind.MultiLabelClassification), ToyData.Rings(4), ToyData.Rings(3, TaskKind.None), ToyData.Rings(3, level: TargetLevel.Node) })
        {
            CsvFolderDataset.Save(_folder["saved"], data);
            var loaded = CsvFolderDataset.Load(_folder["saved"], Fresh);
            AssertEqual(data.FeatureNames.Count > 0 ? data : data.With(parts => parts with { FeatureNames = loaded.FeatureNames }), loaded);
            Directory.Delete(_folder["saved"], recursive: true);
        }
        var images = ToyData.Rings(2, nodeShape: [1, 2, 2]);
        Assert.Contains("tables hold flat ones and series", Assert.Throws<ArgumentException>(() => CsvFolderDataset.Save(_folder["images"], images)).Message);

        static float[] Padded(float[] features, int steps, int channels) =>
            [.. features.Select((value, i) => i / channels % steps < 1 + i / (steps * channels) % 3 ? value : 0)];
    }

    [SkippableTheory]
    [InlineData("ENZYMES")]
    [InlineData("MUTAG")]
    [InlineData("PROTEINS")]
    [InlineData("IMDB-BINARY")]
    [InlineData("AIDS")]
    [InlineData("Cuneiform")]
    public void SaveAndLoad_RealSetThroughBothFormats_StaysTheSameSet(string name)
    {
        var places = new TUDatasetOptions { UseCache = false, Download = false, KeepDuplicateEdges = true, KeepSelfLoops = true };
        var original = TUDataset.Load(name, places with { Folder = SharedFiles.RequireData("tu") });
        CsvFolderDataset.Save(_folder["csv"], original);
        var tables = CsvFolderDataset.Load(_folder["csv"], Fresh);
        AssertEqual(original, tables);
        TUDataset.Save(_folder["tu"], tables);
        AssertEqual(original, TUDataset.Load(name, places with { Folder = _folder["tu"] }));
    }

    [Fact]
    public void SaveTU_NamesThatAreNoNumbers_AreNumberedWithAReadme()
    {
        TUDataset.Save(_folder["tu"], Load(Molecules));
        Assert.Equal(["1", "0"], File.ReadAllLines(_folder["tu/set_graph_labels.txt"]));
        Assert.Equal(["2", "1", "1", "0", "1"], File.ReadAllLines(_folder["tu/set_node_labels.txt"]));
        Assert.Contains("element: 2 is O", File.ReadAllLines(_folder["tu/set_label_readme.txt"]));
        Assert.Equal(["1, 2", "1, 3", "4, 5"], File.ReadAllLines(_folder["tu/set_A.txt"]));
        Assert.Contains("has edge weights, which the TU format has no place for", Assert.Throws<ArgumentException>(() =>
            TUDataset.Save(_folder["no"], Load(With(("edges.csv", "graph,source,target,weight\nwater,O,H1,2\n"))))).Message);
    }

    private static void AssertEqual(GraphDataset expected, GraphDataset actual)
    {
        Assert.Equal((expected.Name, expected.NumFeatures, expected.NumEdgeFeatures), (actual.Name, actual.NumFeatures, actual.NumEdgeFeatures));
        Assert.Equal(expected.NodePtr.ToArray(), actual.NodePtr.ToArray());
        Assert.Equal(expected.NodeShape.ToArray(), actual.NodeShape.ToArray());
        Assert.Equal(expected.FeatureNames, actual.FeatureNames);
        Assert.Equal(expected.Features.ToArray(), actual.Features.ToArray());
        Assert.Equal(expected.Positions.ToArray(), actual.Positions.ToArray());
        Assert.Equal(expected.Lengths.ToArray(), actual.Lengths.ToArray());
        Assert.Equal(expected.Adjacency.RowPtr.ToArray(), actual.Adjacency.RowPtr.ToArray());
        Assert.Equal(expected.Adjacency.Source.ToArray(), actual.Adjacency.Source.ToArray());
        Assert.Equal(expected.Adjacency.Weight.ToArray(), actual.Adjacency.Weight.ToArray());
        Assert.Equal(expected.EdgeFeatureNames, actual.EdgeFeatureNames);
        Assert.Equal(expected.EdgeAttr.ToArray(), actual.EdgeAttr.ToArray());
        Assert.Equal((expected.Targets.Task, expected.Targets.Level), (actual.Targets.Task, actual.Targets.Level));
        Assert.Equal(expected.Targets.Names, actual.Targets.Names);
        Assert.Equal(expected.Targets.Classes.ToArray(), actual.Targets.Classes.ToArray());
        Assert.Equal(expected.Targets.Values.ToArray(), actual.Targets.Values.ToArray());
    }

    [Fact]
    public void Save_Cancelled_LeavesNothing()
    {
        Assert.Throws<OperationCanceledException>(() => CsvFolderDataset.Save(_folder["new/set"], ToyData.Rings(4), new CancellationToken(canceled: true)));
        Assert.Throws<OperationCanceledException>(() => TUDataset.Save(_folder["new/tu"], ToyData.Rings(4), new CancellationToken(canceled: true)));
        Assert.Empty(Directory.GetFileSystemEntries(_folder["new"]));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Load_NodesWithoutFeatures_GetWhatTheOptionsSay(bool useCache)
    {
        var files = With(("nodes.csv", "graph,node\nwater,O\nmethane,C\nwater,H1\nmethane,H1\nwater,H2\n"));
        var options = new CsvFolderOptions { UseCache = useCache, CacheFolder = _folder["cache"] };
        var plain = Load(files, options);
        Assert.Equal(0, plain.NumFeatures);
        Assert.Contains("Nodes have no features; MissingFeatures gives them a constant or their degree.", plain.Notes);
        Assert.Equal([1, 1, 1, 1, 1], Load(files, options with { MissingFeatures = MissingFeatures.Constant }).Features.ToArray());
        var degree = Load(files, options with { MissingFeatures = MissingFeatures.DegreeOneHot });          // edges run to the hydrogen atoms alone
        Assert.Equal(["degree=0", "degree=1"], degree.FeatureNames);
        Assert.Equal([1, 0, 0, 1, 0, 1, 1, 0, 0, 1], degree.Features.ToArray());
        Assert.Contains("The files give nodes no features; they got DegreeOneHot.", degree.Notes);
        Assert.Equal(
            Load(Molecules).Features.ToArray(), Load(Molecules, Fresh with { MissingFeatures = MissingFeatures.Constant }).Features.ToArray());
    }
}
