using GraphSeq.Datasets;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Datasets;

public class TUDatasetTests
{
    [Fact]
    public void Read_EveryKindOfFile_HandComputedSet()
    {
        var dataset = TUText.Toy().Read();

        Assert.Equal([0, 3, 5], dataset.NodePtr.ToArray());
        Assert.Equal([(0, 1), (1, 0), (1, 2), (2, 1), (3, 4), (4, 3)], dataset.Adjacency.ToPairs());
        Assert.Equal(6, dataset.NumFeatures);                   // 2 attributes, labels 0..3 although 2 never occurs
        Assert.Equal([0.5f, 1, 1, 0, 0, 0, 1.5f, 2, 0, 1, 0, 0, 2.5f, 3, 1, 0, 0, 0, -3.5f, 4, 0, 0, 0, 1, 4.5f, 5, 0, 1, 0, 0], dataset.Features.ToArray());
        Assert.Equal(["attribute1", "attribute2", "label=0", "label=1", "label=2", "label=3"], dataset.FeatureNames);
        // Edge 2 -> 1 (row 2) ends at node 0 and comes first, 1 -> 2 (row 1) second.
        Assert.Equal([0.2f, 1, 0, 0.1f, 1, 0, 0.4f, 0, 1, 0.3f, 0, 1, 0.6f, 1, 0, 0.5f, 1, 0], dataset.EdgeAttr.ToArray());
        Assert.Equal([1, 0], dataset.Targets.Classes.ToArray());
        Assert.Equal(["-1", "1"], dataset.Targets.Names);
        Assert.Equal((6, 0, 0, 0, 0), (dataset.Report!.EdgeRows, dataset.Report.SelfLoopsRemoved, dataset.Report.DuplicateEdgesMerged,
            dataset.Report.IsolatedNodes, dataset.Report.EmptyGraphs));
    }

    [Fact]
    public void Read_SelfLoopsAndDuplicates_RemovedAndSummedAndCounted()
    {
        var text = TUText.Toy().With("A", "1, 2\n2, 1\n2, 2\n1, 2\n4, 5\n3, 3\n");
        var dataset = text.Read();

        Assert.Equal([(0, 1), (1, 0), (4, 3)], dataset.Adjacency.ToPairs());
        Assert.Equal([0.2f, 1, 0, 0.1f + 0.4f, 1, 1, 0.5f, 1, 0], dataset.EdgeAttr.ToArray());
        Assert.Equal((6, 2, 1, 1), (dataset.Report!.EdgeRows, dataset.Report.SelfLoopsRemoved, dataset.Report.DuplicateEdgesMerged, dataset.Report.IsolatedNodes));
        var all = text.Read(new TUDatasetOptions { KeepSelfLoops = true, KeepDuplicateEdges = true });
        Assert.Equal([(0, 1), (1, 0), (1, 0), (1, 1), (2, 2), (4, 3)], all.Adjacency.ToPairs());
        Assert.Equal([0.2f, 1, 0, 0.1f, 1, 0, 0.4f, 0, 1, 0.3f, 0, 1, 0.6f, 1, 0, 0.5f, 1, 0], all.EdgeAttr.ToArray());
    }

    [Fact]
    public void Read_PartsDeclined_AreLeftOut()
    {
        var dataset = TUText.Toy().Read(new TUDatasetOptions
        {
            UseNodeAttributes = false,
            UseEdgeAttributes = false,
            UseEdgeLabels = false,
            Target = TUTarget.None,
        });
        Assert.Equal((4, 0, TaskKind.None, 2), (dataset.NumFeatures, dataset.NumEdgeFeatures, dataset.Targets.Task, dataset.NumGraphs));
        Assert.Equal(2, TUText.Toy().Read(new TUDatasetOptions { UseNodeLabels = false }).NumFeatures);
    }

    [Fact]
    public void Read_GraphAttributes_AreRegressionTargets()
    {
        var text = TUText.Toy().With("graph_attributes", "1.5, 2\n-3, 4e1\n");
        var dataset = text.Read();
        Assert.Equal((TaskKind.Regression, 2), (dataset.Targets.Task, dataset.NumOutputs));
        Assert.Equal([1.5f, 2, -3, 40], dataset.Targets.Values.ToArray());
        Assert.Equal(TaskKind.Classification, text.Read(new TUDatasetOptions { Target = TUTarget.Labels }).Targets.Task);
        Assert.Equal(TaskKind.Regression, text.Without("graph_labels").Read().Targets.Task);
    }

    [Fact]
    public void Read_SeveralLabelColumns_OneHotSideBySide()
    {
        var dataset = TUText.Toy().Without("node_attributes").With("node_labels", "5, 0\n6, 1\n5, 1\n5, 0\n6, 0\n").Read();
        Assert.Equal(["label1=5", "label1=6", "label2=0", "label2=1"], dataset.FeatureNames);
        Assert.Equal([1, 0, 1, 0, 0, 1, 0, 1], dataset.Features[..8].ToArray());
    }

    [Fact]
    public void Read_LabelsBeyondOneHotLimit_StayNumbersInTheBatch()
    {
        var (dense, sparse) = (TUText.Toy().Read(), TUText.Toy().Read(new TUDatasetOptions { OneHotLimit = 3 }));
        Assert.Equal((0, 1), (dense.Categories.Count, sparse.Categories.Count));
        using var expected = dense.Batch([1, 0]);
        using var actual = sparse.Batch([1, 0]);
        TensorAssert.Same(actual.X!, expected.X![.., ..2]);
        TensorAssert.Same(actual.Categories!.squeeze(1), expected.X[.., 2..].argmax(1));
        Assert.Equal(("label", "0 1 2 3"), (sparse.Categories[0].Name, string.Join(' ', sparse.Categories[0].Labels)));
        Assert.Equal(["attribute1", "attribute2"], sparse.FeatureNames);
        using var graph = sparse[1];
        TensorAssert.Same(graph.Categories!, tensor(new long[,] { { 3 }, { 1 } }));
    }

    [Fact]
    public void Read_LabelsFarApart_AreNumberedWithoutGaps()
    {
        var dataset = TUText.Toy().Without("node_attributes").With("node_labels", "0\n2000000000\n-2000000000\n0\n0\n").Read();
        Assert.Equal(["label=-2000000000", "label=0", "label=2000000000"], dataset.FeatureNames);
        Assert.Equal([0, 1, 0, 0, 0, 1, 1, 0, 0], dataset.Features[..9].ToArray());
    }

    [Theory]
    [InlineData("\uFEFF1\n1\n1\n2\n2\n")]                       // byte order mark
    [InlineData("1\r\n1\r\n1\r\n2\r\n2\r\n")]
    [InlineData("1\n1\n1\n2\n2")]                               // no newline at the end
    [InlineData("1\n1\n1\n2\n2\n\n  \n")]                       // trailing blank lines
    [InlineData("1 \n 1\t\n1\n+2\n02\n")]
    [InlineData("# graph of each node\n1\n1\n1\n  # next\n2\n2\n")]
    public void Read_IndicatorSpelledOtherwise_SameSet(string indicator)
    {
        var dataset = TUText.Toy().With("graph_indicator", indicator).Read();
        Assert.Equal([0, 3, 5], dataset.NodePtr.ToArray());
        Assert.Equal(indicator.Count(c => c == '#'), dataset.Report!.CommentLines);
    }

    [Fact]
    public void Read_GraphWithoutNodes_IsKeptAndCounted()
    {
        var dataset = TUText.Toy().With("graph_indicator", "1\n1\n1\n3\n3\n").With("graph_labels", "0\n1\n1\n").Read();
        Assert.Equal([0, 3, 3, 5], dataset.NodePtr.ToArray());
        Assert.Equal(1, dataset.Report!.EmptyGraphs);
        using var batch = dataset.Batch([1, 2]);
        Assert.Equal((2, 2), (batch.NumGraphs, batch.NumNodes));
    }

    [Fact]
    public void Read_UtfSixteen_IsUnderstood()
    {
        var text = TUText.Toy();
        text["graph_labels"] = [.. System.Text.Encoding.Unicode.GetPreamble(), .. System.Text.Encoding.Unicode.GetBytes("1\n-1\n")];
        Assert.Equal(["-1", "1"], text.Read().Targets.Names);
    }

    [Theory]
    [InlineData("A", "1, 2\n2\n", 2, "1 column but must have 2")]
    [InlineData("A", "1, 2\n2, 1, 3\n", 2, "3 columns but must have 2")]
    [InlineData("A", "1, 2\n2, 1,\n", 2, "3 columns but must have 2")]
    [InlineData("A", "1, 2\n7, 1\n", 2, "edge source 7 is not a node; TOY_graph_indicator.txt lists 5 (ids 1..5)")]
    [InlineData("A", "1, 2\n2, 50000000\n", 2, "edge target 50000000 is not a node")]
    [InlineData("A", "# ids\n0, 1\n", 2, "edge source 0 is not a node; node ids start at 1. Are they counted from 0?")]
    [InlineData("A", "-1, 1\n", 1, "edge source -1 is not a node")]
    [InlineData("A", "1, 2\n3, 4\n", 2, "edge 3 -> 4 joins graph 1 to graph 2")]
    [InlineData("A", "1, 2\n\n2, 1\n", 2, "the line is blank, but more rows follow")]
    [InlineData("A", "1, 2\n2, x\n", 2, "column 2 is 'x' but must be a whole number")]
    [InlineData("A", "1, 2\n2, 1.5\n", 2, "column 2 is '1.5'")]
    [InlineData("A", "1, 2\n, 1\n", 2, "column 1 is empty")]
    [InlineData("A", "1, 2\n30000000000, 1\n", 2, "column 1 is '30000000000'")]
    [InlineData("A", "1, 2\n\"2, 1\"\n", 2, "column 1 is '\"2'")]
    [InlineData("A", "", 0, "the file is empty")]
    [InlineData("graph_indicator", "0\n0\n0\n1\n1\n", 1, "graph id is 0 but ids start at 1. Are they counted from 0?")]
    [InlineData("graph_indicator", "1\n2\n1\n2\n2\n", 3, "graph id 1 follows 2")]
    [InlineData("graph_indicator", "1\n1\n1\n2\n20000000\n", 5, "graph id is 20000000, but TOY_graph_labels.txt lists 2 graphs")]
    [InlineData("graph_indicator", "1\n1\n1\n1\n1\n", 5, "the last graph with nodes is 1, but TOY_graph_labels.txt lists 2 graphs. Is the file cut off?")]
    [InlineData("graph_indicator", "", 0, "the file is empty")]
    [InlineData("graph_labels", "", 0, "the file is empty")]
    [InlineData("graph_labels", "1, 2\n2, 1\n", 1, "2 columns but must have 1")]
    [InlineData("node_labels", "0\n1\n0\n1\n", 0, "4 rows, but TOY_graph_indicator.txt lists 5 nodes")]
    [InlineData("node_attributes", "1, 2\n3\n", 2, "1 column but must have 2, as in the rows before")]
    [InlineData("node_attributes", "1\n2\nNaN\n4\n5\n", 3, "column 1 is 'NaN' but must be a finite number")]
    [InlineData("node_attributes", "1\n2\n-inf\n4\n5\n", 3, "'-inf'")]
    [InlineData("node_attributes", "1\n2\n1e39\n4\n5\n", 3, "column 1 is '1e39' but must be a finite number of magnitude up to 3.4028235E+38")]
    [InlineData("edge_labels", "0\n1\n", 0, "2 rows, but TOY_A.txt lists 6 edges")]
    [InlineData("edge_attributes", "0\n1\n", 0, "2 rows, but TOY_A.txt lists 6 edges")]
    public void Read_MalformedFile_SaysWhereAndWhat(string kind, string content, int line, string problem)
    {
        var error = Assert.Throws<DatasetFormatException>(() => TUText.Toy().With(kind, content).Read());
        Assert.Equal(line, error.Line);
        Assert.EndsWith($"TOY_{kind}.txt", error.Path, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
        Assert.StartsWith(line > 0 ? $"{error.Path}:{line}: " : $"{error.Path}: ", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("A")]
    [InlineData("graph_indicator")]
    [InlineData("graph_labels")]
    public void Read_FileMissing_IsNamed(string kind)
    {
        var error = Assert.Throws<DatasetFormatException>(() => TUText.Toy().Without(kind).Read());
        Assert.Contains($"TOY_{kind}.txt: the file is missing", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_EndlessLine_IsRefused()
    {
        var error = Assert.Throws<DatasetFormatException>(() => TUText.Toy().With("A", new string('1', 40_000_000)).Read());
        Assert.Equal(1, error.Line);
    }

    [Fact]
    public void Load_BadOptions_AllNamedAtOnce()
    {
        var error = Assert.Throws<ArgumentException>(() => TUDataset.Load("TOY", new TUDatasetOptions { Folder = "", MaxDegree = 0, OneHotLimit = -1 }));
        Assert.All(["Folder is empty", "MaxDegree is 0", "OneHotLimit is -1"], problem => Assert.Contains(problem, error.Message, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("../MUTAG")]
    [InlineData("a/b")]
    [InlineData("a\\b")]
    [InlineData("..")]
    public void Load_NameThatIsAPath_IsRefused(string name) => Assert.Throws<ArgumentException>(() => TUDataset.Load(name));
}
