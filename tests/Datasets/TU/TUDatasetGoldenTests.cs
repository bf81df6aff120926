using System.Text.Json;
using GraphSeq.Datasets;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Datasets;

/// <summary>Real sets against what PyG read and against the counts in the data's README.</summary>
public class TUDatasetGoldenTests
{
    private const string File = "tu_reading.json";
    private const string Readme = "README.md";

    public static TheoryData<string> Cases => GoldenFile.CaseNames(File);

    [SkippableTheory, MemberData(nameof(Cases))]
    public void Load_EverySetPyGRead_SameNumbers(string name)
    {
        SharedFiles.RequireData("tu");
        var golden = GoldenFile.Json(File).GetProperty("cases").EnumerateArray().Single(entry => entry.GetProperty("name").GetString() == name);
        var dataset = Read(golden.GetProperty("dataset").GetString()!, "tu", options => options with
        {
            UseNodeAttributes = golden.GetProperty("use_node_attr").GetBoolean(),
            UseEdgeAttributes = golden.GetProperty("use_edge_attr").GetBoolean(),
        });

        Assert.Equal(golden.GetProperty("num_graphs").GetInt32(), dataset.NumGraphs);
        Assert.Equal(golden.GetProperty("num_nodes").GetInt32(), dataset.NumNodes);
        Assert.Equal(golden.GetProperty("num_edges").GetInt32(), dataset.NumEdges);
        Assert.Equal(golden.GetProperty("num_features").GetInt32(), dataset.NumFeatures);
        Assert.Equal(golden.GetProperty("num_edge_features").GetInt32(), dataset.NumEdgeFeatures);
        Assert.Equal(golden.GetProperty("num_classes").GetInt32(), dataset.NumOutputs);
        var classes = dataset.Targets.Classes.ToArray();
        Assert.Equal(Integers(golden, "first_50_y"), classes[..50]);
        Assert.Equal(Integers(golden, "class_counts"), classes.CountBy(c => c).OrderBy(pair => pair.Key).Select(pair => (long)pair.Value));
        var (sums, largest, nodeSums) = (new double[dataset.NumFeatures], new float[dataset.NumFeatures], (Source: 0L, Target: 0L));
        for (var i = 0; i < dataset.Features.Length; i++)
        {
            var column = i % dataset.NumFeatures;
            sums[column] += dataset.Features[i];
            largest[column] = Math.Max(largest[column], Math.Abs(dataset.Features[i]));
        }
        using var scope = NewDisposeScope();
        TensorAssert.Close(tensor(sums), GoldenFile.ReadTensor(golden.GetProperty("x_column_sums_f64")), 1e-6, "column sums");
        TensorAssert.Same(tensor(largest), GoldenFile.ReadTensor(golden.GetProperty("x_column_abs_max")), "column magnitudes");
        for (var g = 0; g < dataset.NumGraphs; g++)
        {
            using var graph = dataset[g];
            if (g < 20)
            {
                Assert.Equal(Integers(golden, "nodes_per_graph_first_20")[g], graph.NumNodes);
                Assert.Equal(Integers(golden, "edges_per_graph_first_20")[g], graph.NumEdges);
            }
            nodeSums.Source += graph.EdgeIndex[0].sum().item<long>();
            nodeSums.Target += graph.EdgeIndex[1].sum().item<long>();
            if (golden.GetProperty("graphs").TryGetProperty($"{g}", out var expected))
            {
                TensorAssert.Same(graph.X!, GoldenFile.ReadTensor(expected.GetProperty("x")), "x");
                TensorAssert.Same(graph.Y!, GoldenFile.ReadTensor(expected.GetProperty("y")), "y");
                Assert.Equal(Edges(GoldenFile.ReadTensor(expected.GetProperty("edge_index"))), Edges(graph.EdgeIndex));
            }
        }
        TensorAssert.Same(tensor(new[] { nodeSums.Source, nodeSums.Target }), GoldenFile.ReadTensor(golden.GetProperty("edge_index_row_sums")), "edge sums");
        GoldenTally.Passed(File, name);
    }

    // graphs, nodes, edge rows, edges kept, isolated nodes, features, edge features, classes or target columns
    [SkippableTheory]
    [InlineData("ENZYMES", "tu", false, 600, 19580, 74564, 74564, 106, 21, 0, 6)]
    [InlineData("MUTAG", "tu", false, 188, 3371, 7442, 7442, 0, 7, 4, 2)]
    [InlineData("PROTEINS", "tu", false, 1113, 43471, 162088, 162088, 5, 4, 0, 2)]
    [InlineData("IMDB-BINARY", "tu", false, 1000, 19773, 386124, 193062, 0, 0, 0, 2)]
    [InlineData("AIDS", "tu", false, 2000, 31385, 64780, 64780, 210, 42, 3, 2)]
    [InlineData("Cuneiform", "tu", false, 267, 5680, 23922, 23922, 0, 10, 4, 30)]
    [InlineData("MUTAG", "tu-zip", false, 188, 3371, 7442, 7442, 0, 7, 4, 2)]
    [InlineData("ENZYMES", "tu-zip", false, 600, 19580, 74564, 74564, 106, 21, 0, 6)]
    [InlineData("DBLP_v1", "tu-zip", false, 19456, 203954, 764512, 764512, null, 41325, 3, 2)]
    [InlineData("COLORS-3", "tu-zip", false, 10500, 643773, 955788, 955788, 34993, 5, 0, 1)]
    [InlineData("MUTAG", "tu-zip", true, 135, 2545, 5626, 5626, null, 7, 4, 2)]
    [InlineData("IMDB-BINARY", "tu-zip", true, 493, 11872, 218848, 109424, null, 0, 0, 2)]
    public void Load_EverySetOfTheReadme_HasItsCounts(
        string name, string folder, bool cleaned, int graphs, int nodes, int rows, int edges, int? isolated, int features, int edgeFeatures, int outputs)
    {
        var dataset = Read(name, folder, options => options with { Cleaned = cleaned });

        Assert.Equal((graphs, nodes, edges), (dataset.NumGraphs, dataset.NumNodes, dataset.NumEdges));
        Assert.Equal((features, edgeFeatures, outputs), (dataset.NumFeatures, dataset.NumEdgeFeatures, dataset.NumOutputs));
        Assert.Equal(rows, dataset.Report!.EdgeRows);
        Assert.Equal(0, dataset.Report.SelfLoopsRemoved);
        Assert.Equal(rows - edges, dataset.Report.DuplicateEdgesMerged);
        if (isolated is not null) Assert.Equal(isolated, dataset.Report.IsolatedNodes);
        Assert.Equal(0, dataset.Report.EmptyGraphs);
    }

    [SkippableTheory]
    [InlineData("ENZYMES", "node_attributes", 2691805.474394)]
    [InlineData("ENZYMES", "node_labels", 30161)]
    [InlineData("ENZYMES", "graph_labels", 2100)]
    [InlineData("MUTAG", "node_labels", 1698)]
    [InlineData("MUTAG", "edge_labels", 3462)]
    [InlineData("MUTAG", "graph_labels", 62)]
    [InlineData("PROTEINS", "node_attributes", 343915)]
    [InlineData("PROTEINS", "node_labels", 23709)]
    [InlineData("AIDS", "node_attributes", 261780.55256226636)]
    [InlineData("AIDS", "node_labels", 26778)]
    [InlineData("AIDS", "edge_labels", 17470)]
    [InlineData("Cuneiform", "node_attributes", -33799.67153514931)]
    [InlineData("Cuneiform", "edge_attributes", 0)]
    [InlineData("Cuneiform", "node_labels", 14848)]
    [InlineData("Cuneiform", "edge_labels", 6882)]
    [InlineData("Cuneiform", "graph_labels", 3831)]
    public void Reals_EveryFileOfTheReadme_HasItsSum(string set, string kind, double sum)
    {
        var table = NumberTableReader.Reals(TextSource.OfFile(SharedFiles.RequireData($"tu/{set}/{set}_{kind}.txt")));
        Assert.Equal(sum, table.Values.Sum(value => (double)value), 1e-7 * Math.Max(1, Math.Abs(sum)));
    }

    [SkippableFact]
    public void Load_Colors_ReadsWholeNumbersAsRegressionTargets()
    {
        var dataset = Read("COLORS-3", "tu-zip", options => options);
        Assert.Equal(TaskKind.Regression, dataset.Targets.Task);
        Assert.Equal(49692, dataset.Targets.Values.ToArray().Sum());
        Assert.Equal(828442, dataset.Features.ToArray().Sum(value => (double)value));
        Assert.False(dataset.Adjacency.IsSymmetric);
    }

    [SkippableFact]
    public void Batch_LabelsTooManyForOneHot_AreNumbersInTheBatch()
    {
        var dataset = Read("DBLP_v1", "tu-zip", options => options);
        Assert.Equal(0, dataset.Features.Length);
        using var batch = dataset.Batch([7, 19455]);
        Assert.Equal(((long)batch.NumNodes, 0L), (batch.X!.shape[0], batch.X.shape[1]));
        Assert.Equal([batch.NumNodes, 1], batch.Categories!.shape);
        Assert.InRange(batch.Categories.max().item<long>(), 1, 41324);
        Assert.Equal([9530, 9926], dataset.Targets.Classes.ToArray().CountBy(c => c).OrderBy(pair => pair.Key).Select(pair => pair.Value));
    }

    [SkippableFact]
    public void Load_Cuneiform_EdgeAttributesStayWithTheirEdge()
    {
        var dataset = Read("Cuneiform", "tu", options => options);
        var folder = SharedFiles.RequireData("tu/Cuneiform");
        var attributes = System.IO.File.ReadAllLines(Path.Combine(folder, "Cuneiform_edge_attributes.txt"));
        var labels = System.IO.File.ReadAllLines(Path.Combine(folder, "Cuneiform_edge_labels.txt"));
        var rows = System.IO.File.ReadAllLines(Path.Combine(folder, "Cuneiform_A.txt")).Index().ToDictionary(line => line.Item.Replace(" ", ""), line => line.Index);
        for (var target = 0; target < dataset.NumNodes; target++)
            for (var e = dataset.Adjacency.RowPtr[target]; e < dataset.Adjacency.RowPtr[target + 1]; e++)
            {
                var row = rows[$"{dataset.Adjacency.Source[e] + 1},{target + 1}"];
                float[] expected = [.. attributes[row].Split(',').Select(field => (float)double.Parse(field, System.Globalization.CultureInfo.InvariantCulture)), 0, 0];
                expected[2 + labels[row][0] - '0'] = 1;
                Assert.Equal(expected, dataset.EdgeAttr.Slice(e * 4, 4).ToArray());
            }
    }

    private static GraphDataset Read(string name, string folder, Func<TUDatasetOptions, TUDatasetOptions> change)
    {
        SharedFiles.RequireData(Readme);
        return TUDataset.Load(name, change(new TUDatasetOptions { Folder = SharedFiles.RequireData(folder), UseCache = false, Download = false }));
    }

    private static long[] Integers(JsonElement golden, string name) => [.. golden.GetProperty(name).EnumerateArray().Select(value => value.GetInt64())];

    private static (long, long)[] Edges(Tensor edgeIndex)
    {
        var ids = edgeIndex.data<long>().ToArray();
        return [.. Enumerable.Range(0, ids.Length / 2).Select(e => (ids[e], ids[e + ids.Length / 2])).Order()];
    }
}
