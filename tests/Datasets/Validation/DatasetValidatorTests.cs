using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public sealed class DatasetValidatorTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private static IEnumerable<(string File, long Line, string Kind)> Found(ValidationResult result) =>
        result.Problems.Select(problem => (Path.GetFileName(problem.Path), problem.Line, problem.Kind));

    [Fact]
    public void Validate_SoundSet_FindsNothing()
    {
        TUText.Toy().WriteTo(_folder["toy"]);
        var result = DatasetValidator.Validate(_folder["toy"]);
        Assert.True(result.IsSound, string.Join('\n', result.Problems));
        Assert.Equal("TOY", result.Name);
    }

    [Fact]
    public void Validate_TUSetWithManyFaults_TellsEachAndRepairsWhatItCan()
    {
        TUText.Toy()
            .With("A", "1, 2\n2, 1\n2, 3\n3, 2\n4, 5\n5, 4\n1, 2\n3, 3\n4, 9\n1, 4\n1, 3\nx, 1\n")
            .With("edge_labels", "0\n0\n1\n1\n0\n0\n0\n0\n0\n0\n1\n0\n")
            .With("edge_attributes", "0.1\n0.2\n0.3\n0.4\n0.5\n0.6\n0.7\n0.8\n0.9\n1.0\ninf\n1.2\n")
            .With("graph_indicator", "1\n1\n2\n1\n2\n")
            .With("node_attributes", "\uFEFF0.5, 1\r\n\r\n1.5, nan\r\n2.5, 3\r\n-3.5e0,  4\r\n 4.5,5\r\n").WriteTo(_folder["bad"]);
        var result = DatasetValidator.Validate(_folder["bad"], new ValidationOptions { RepairTo = _folder["good"] });
        Assert.Equal(
        [
            ("TOY_A.txt", 3L, "joins-graphs"), ("TOY_A.txt", 4, "joins-graphs"), ("TOY_A.txt", 5, "joins-graphs"), ("TOY_A.txt", 6, "joins-graphs"),
            ("TOY_A.txt", 7, "duplicate-edge"), ("TOY_A.txt", 8, "self-loop"), ("TOY_A.txt", 9, "dangling"), ("TOY_A.txt", 10, "missing-reverse"),
            ("TOY_A.txt", 11, "joins-graphs"), ("TOY_A.txt", 12, "not-a-number"),
            ("TOY_edge_attributes.txt", 11, "not-finite"),
            ("TOY_graph_indicator.txt", 4, "unsorted"),
            ("TOY_node_attributes.txt", 1, "byte-order-mark"), ("TOY_node_attributes.txt", 1, "carriage-returns"),
            ("TOY_node_attributes.txt", 2, "blank-line"), ("TOY_node_attributes.txt", 3, "not-finite"),
        ], Found(result).Order());
        Assert.Equal((_folder["good"], 0L), (result.Repair!.Folder, result.Repair.ProblemsLeft));
        Assert.Contains("TOY_A.txt: 5 × joins-graphs: row left out", result.Repair.Changes);
        Assert.Contains("TOY_node_attributes.txt: 1 × not-finite: replaced by the mean of the column's finite numbers", result.Repair.Changes);

        var mended = TUDataset.Load("TOY", new TUDatasetOptions { Folder = _folder["good"], UseCache = false, Download = false });
        Assert.Equal([0, 3, 5], mended.NodePtr.ToArray());
        // Nodes 1, 2, 4 are of graph 1 and 3, 5 of graph 2; of the edges 1-2 and, with its reverse, 1-4 are left.
        Assert.Equal([(0, 1), (0, 2), (1, 0), (2, 0)], mended.Adjacency.ToPairs());
        Assert.Equal([0.5f, 1, 1.5f, 3.25f, -3.5f, 4, 2.5f, 3, 4.5f, 5], Enumerable.Range(0, 5).SelectMany(node => mended.Features.Slice(node * mended.NumFeatures, 2).ToArray()));
    }

    [Fact]
    public void Validate_FaultsForAPerson_WritesNoCopy()
    {
        TUText.Toy().With("graph_labels", "1\nsecond\n").With("node_labels", "0\n1\n").WriteTo(_folder["bad"]);
        var result = DatasetValidator.Validate(_folder["bad"], new ValidationOptions { RepairTo = _folder["good"] });
        Assert.Equal([("TOY_graph_labels.txt", 2L, "not-a-number"), ("TOY_node_labels.txt", 0L, "row-count")], Found(result));
        Assert.Null(result.Repair!.Folder);
        Assert.False(Directory.Exists(_folder["good"]));
    }

    [Fact]
    public void Validate_DirectedSet_MissesReversesOnlyWhenAsked()
    {
        TUText.Toy().Without("edge_labels", "edge_attributes").With("A", "1, 2\n2, 3\n4, 5\n").WriteTo(_folder["directed"]);
        var result = DatasetValidator.Validate(_folder["directed"]);
        Assert.True(result.IsSound);
        Assert.Contains("100 % of the edges are listed in one direction only", Assert.Single(result.Notes));
        var asked = DatasetValidator.Validate(_folder["directed"], new ValidationOptions { Undirected = true, RepairTo = _folder["both"] });
        Assert.Equal(3, asked.Warnings);
        Assert.Equal("1, 2\n2, 1\n2, 3\n3, 2\n4, 5\n5, 4\n", File.ReadAllText(_folder["both/TOY_A.txt"]));
    }

    [Fact]
    public void Validate_ManyOfAKind_ListsAFewAndCountsAll()
    {
        TUText.Toy().Without("edge_labels", "edge_attributes").With("A", "1, 2\n2, 1\n" + string.Concat(Enumerable.Repeat("1, 2\n", 50))).WriteTo(_folder["many"]);
        var result = DatasetValidator.Validate(_folder["many"], new ValidationOptions { ShownPerKind = 3 });
        Assert.Equal(3, result.Problems.Count);
        Assert.Equal(50, Assert.Single(result.Counts).Count);
        Assert.Equal((0, 50), (result.Errors, result.Warnings));
    }

    [Fact]
    public void Validate_CsvFolderWithManyFaults_TellsEachAndRepairs()
    {
        Directory.CreateDirectory(_folder["bad"]);
        File.WriteAllText(_folder["bad/graphs.csv"], "graph,label\na,x\nb,y\na,y\n");
        File.WriteAllText(_folder["bad/nodes.csv"], "\uFEFFgraph,node,size\na,1,10\na,2,NaN\n\na,1,3\nb,1,20\nb,2,oops\nc,1,5\nb,3\n");
        File.WriteAllText(_folder["bad/edges.csv"], "graph,source,target\na,1,2\na,2,1\na,1,2\nb,1,2\nb,2,1\nb,1,1\nb,1,7\n");
        var result = DatasetValidator.Validate(_folder["bad"], new ValidationOptions { RepairTo = _folder["good"] });
        Assert.Equal(
        [
            ("edges.csv", 4L, "duplicate-edge"), ("edges.csv", 7, "self-loop"), ("edges.csv", 8, "dangling"), ("graphs.csv", 4, "duplicate-graph"),
            ("nodes.csv", 1, "byte-order-mark"), ("nodes.csv", 3, "not-finite"), ("nodes.csv", 4, "blank-line"), ("nodes.csv", 5, "duplicate-node"),
            ("nodes.csv", 7, "not-a-number"), ("nodes.csv", 8, "unknown-graph"), ("nodes.csv", 9, "wrong-columns"),
        ], Found(result).Order());
        Assert.Equal(0, result.Repair!.ProblemsLeft);
        Assert.Equal("graph,node,size\na,1,10\na,2,9.5\nb,1,20\nb,2,9.5\n", File.ReadAllText(_folder["good/nodes.csv"]));
        Assert.Equal("graph,source,target\na,1,2\na,2,1\nb,1,2\nb,2,1\n", File.ReadAllText(_folder["good/edges.csv"]));
        Assert.Equal(4, CsvFolderDataset.Load(_folder["good"], new CsvFolderOptions { UseCache = false }).NumEdges);
    }

    [Fact]
    public void Validate_PlacesThatWillNotDo_SayWhy()
    {
        Directory.CreateDirectory(_folder["empty"]);
        Assert.Contains("holds no data set", Assert.Throws<DatasetFormatException>(() => DatasetValidator.Validate(_folder["empty"])).Message);
        TUText.Toy().WriteTo(_folder["toy"]);
        Assert.Contains("pass a new or empty folder, not the set's own",
            Assert.Throws<ArgumentException>(() => DatasetValidator.Validate(_folder["toy"], new ValidationOptions { RepairTo = _folder["toy"] })).Message);
        TUText.Toy().WriteTo(_folder["toy"], "OTHER");
        Assert.Contains("holds several sets: OTHER, TOY", Assert.Throws<DatasetFormatException>(() => DatasetValidator.Validate(_folder["toy"])).Message);
        var places = new TUDatasetOptions { Folder = _folder["empty"], CacheFolder = _folder["cache"] };
        Assert.Throws<DatasetNotFoundException>(() => DatasetValidator.Validate("TOY", places));
    }

    [SkippableTheory]
    [InlineData("ENZYMES", 0)]
    [InlineData("MUTAG", 0)]
    [InlineData("Cuneiform", 0)]
    [InlineData("IMDB-BINARY", 193062)]                                 // every edge twice
    public void Validate_RealSet_FindsWhatItsReadmeTells(string name, int duplicates)
    {
        var result = DatasetValidator.Validate(SharedFiles.RequireData($"tu/{name}"));
        Assert.Equal(0, result.Errors);
        Assert.Equal(duplicates, result.Counts.Sum(count => count.Kind == "duplicate-edge" ? count.Count : 1_000_000));
    }
}
