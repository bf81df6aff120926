using GraphSeq.Datasets;

namespace GraphSeq.Tests.Fuzzing;

/// <summary>What must hold of every set that a reader gives out, whatever it was read from.</summary>
internal static class DatasetAssert
{
    /// <param name="dataset">The set.</param>
    /// <param name="finite">Whether the reader refuses numbers that are not finite.</param>
    public static void Consistent(GraphDataset dataset, bool finite = true)
    {
        var ptr = dataset.NodePtr;
        var adjacency = dataset.Adjacency;
        Assert.Equal((0, dataset.NumNodes), (ptr[0], ptr[^1]));
        Assert.Equal((0, dataset.NumEdges, dataset.NumNodes + 1), (adjacency.RowPtr[0], adjacency.RowPtr[^1], adjacency.RowPtr.Length));
        for (var graph = 0; graph < dataset.NumGraphs; graph++)
        {
            Assert.True(ptr[graph] <= ptr[graph + 1]);
            for (var node = ptr[graph]; node < ptr[graph + 1]; node++)
            {
                Assert.True(adjacency.RowPtr[node] <= adjacency.RowPtr[node + 1]);
                foreach (var source in adjacency.Source[adjacency.RowPtr[node]..adjacency.RowPtr[node + 1]]) Assert.InRange(source, ptr[graph], ptr[graph + 1] - 1);
            }
        }
        Assert.Equal(dataset.NumEdges * (long)dataset.NumEdgeFeatures, dataset.EdgeAttr.Length);
        if (finite) Assert.All([.. dataset.Features, .. dataset.EdgeAttr, .. dataset.Targets.Values], value => Assert.True(float.IsFinite(value)));
        Assert.True(dataset.Targets.Task == TaskKind.None || dataset.Targets.Names.Count == dataset.NumOutputs);
        using var batch = dataset.Batch([.. Enumerable.Range(0, dataset.NumGraphs)]);
        Assert.Equal([dataset.NumNodes, .. dataset.NodeShape], batch.X!.shape);
    }
}
