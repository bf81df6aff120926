using GraphSeq.Datasets;
using GraphSeq.Tests.Support;
using GraphSeq.Training.Reports;

namespace GraphSeq.Tests.Datasets;

public class DatasetStatisticsTests
{
    [Fact]
    public void Of_ToySet_CountsByHand()
    {
        var toy = TUText.Toy().With("A", "1, 2\n2, 1\n4, 5\n5, 4\n4, 4\n4, 5\n").Without("edge_labels", "edge_attributes")
            .Read(new TUDatasetOptions { KeepDuplicateEdges = true, KeepSelfLoops = true });
        var statistics = DatasetStatistics.Of(toy);
        Assert.Equal(new Distribution(2, 3, 2.5, 3, 0.5), statistics.NodesPerGraph);
        Assert.Equal(new Distribution(2, 4, 3, 4, 1), statistics.EdgesPerGraph);
        Assert.Equal([1, 2, 2], statistics.DegreeCounts);                          // node 3 has none, 4 its loop and an edge, 5 two equal ones
        Assert.Equal((1, 1, 1, 0), (statistics.IsolatedNodes, statistics.SelfLoops, statistics.DuplicateEdges, statistics.GraphsWithoutEdges));
        Assert.Equal([1, 1], statistics.ClassCounts);
        Assert.Null(statistics.SizeLeakage);                                       // two graphs are too few
        var first = statistics.Columns[0];
        Assert.Equal(("attribute1", -3.5, 4.5, 1.1), (first.Name, first.Min, first.Max, Math.Round(first.Mean, 6)));
    }

    [Fact]
    public void Of_ConstantEqualAndWildColumns_AreTold()
    {
        var rings = ToyData.Rings(200);                                            // of n values none is more than sqrt(n - 1) deviations off
        var wild = rings.NodePtr[7] + 2;
        var odd = rings.With(parts =>
        {
            float[] features = [.. parts.Features];
            for (var node = 0; node < parts.NodePtr[^1]; node++) (features[node * 4 + 1], features[node * 4 + 3]) = (5, features[node * 4]);
            features[wild * 4 + 2] = -1e6f;
            return parts with { Features = features };
        });
        var columns = DatasetStatistics.Of(odd).Columns;
        Assert.Equal([false, true, false, false], columns.Select(column => column.IsConstant));
        Assert.Equal([null, null, null, 0], columns.Select(column => column.EqualTo));
        Assert.Equal((1, -1e6, (7, 2)), (columns[2].Outliers, columns[2].WorstOutlier!.Value, columns[2].WorstOutlierAt!.Value));
        Assert.Null(columns[0].WorstOutlier);
    }

    [Fact]
    public void SizeLeakage_SizeTellsTheClassOrNothing_IsSeen()
    {
        var rings = ToyData.Rings(200);
        var bySize = rings.With(parts => parts with
        {
            Targets = Targets.OfClasses([.. Enumerable.Range(0, 200).Select(graph => parts.NodePtr[graph + 1] - parts.NodePtr[graph] > 5 ? 1L : 0)], ["small", "large"]),
        });
        var leaking = DatasetStatistics.Of(bySize).SizeLeakage!;
        Assert.Equal((1.0, 1.0, true), (leaking.ByNodes, leaking.ByEdges, leaking.IsNotable));
        var fair = DatasetStatistics.Of(rings).SizeLeakage!;                       // classes alternate, sizes are drawn
        Assert.Equal(0.5, fair.Majority, 6);
        Assert.False(fair.IsNotable);
        var values = rings.With(parts => parts with
        {
            Targets = Targets.OfValues([.. Enumerable.Range(0, 200).Select(graph => 10f * (parts.NodePtr[graph + 1] - parts.NodePtr[graph]))], ["y"]),
        });
        Assert.Equal(1, DatasetStatistics.Of(values).SizeLeakage!.ByNodes, 6);     // R²
    }

    [SkippableFact]
    public void Of_Enzymes_TellsTheEqualColumnsAndTheNegativeLength()
    {
        var enzymes = TUDataset.Load("ENZYMES", new TUDatasetOptions { Folder = SharedFiles.RequireData("tu"), UseCache = false });
        var statistics = DatasetStatistics.Of(enzymes);
        Assert.Equal(8, statistics.Columns[17].EqualTo);
        Assert.Equal(-213, statistics.Columns[0].WorstOutlier);
        Assert.Equal(106, statistics.IsolatedNodes);
        Assert.All(statistics.Columns.Skip(18), column => Assert.Null(column.WorstOutlier));
    }

    [Fact]
    public void Plots_OfEveryKindOfTarget_ArePictures()
    {
        foreach (var data in new[] { ToyData.Rings(30), ToyData.Rings(30, TaskKind.Regression), ToyData.Rings(30, TaskKind.None), ToyData.Rings(3, level: TargetLevel.Node) })
            foreach (var (name, description, draw) in DatasetPlots.Of(data, DatasetStatistics.Of(data)))
            {
                Assert.NotEmpty(description);
                Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], draw(false)[..4]);
            }
    }
}
