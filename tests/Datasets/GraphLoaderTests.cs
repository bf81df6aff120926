using GraphSeq.Datasets;

namespace GraphSeq.Tests.Datasets;

public class GraphLoaderTests
{
    private static readonly GraphDataset Sample = SampleDataset.Load(new SampleDatasetOptions { NumGraphs = 25 });

    [Fact]
    public void GetEnumerator_PlainOrder_EveryGraphOnce()
    {
        var loader = new GraphLoader(Sample, options: new GraphLoaderOptions { BatchSize = 10 });
        List<int> seen = [];
        foreach (var batch in loader)
            using (batch) seen.AddRange(batch.GraphIds);
        Assert.Equal(Enumerable.Range(0, 25), seen);
        Assert.Equal(1, loader.Epoch);
    }

    [Fact]
    public void Plan_Shuffled_DependsOnSeedAndEpochAlone()
    {
        GraphLoader Make(long seed) => new(Sample, options: new GraphLoaderOptions { BatchSize = 4, Shuffle = true, Seed = seed });
        var plan = Make(1).Plan(3);
        Assert.Equal(Enumerable.Range(0, 25), plan.SelectMany(batch => batch).Order());
        Assert.Equal(plan, Make(1).Plan(3));
        Assert.NotEqual(plan, Make(1).Plan(4));
        Assert.NotEqual(plan, Make(2).Plan(3));
    }

    [Fact]
    public void Plan_DropLast_LeavesOutTheRest()
    {
        var loader = new GraphLoader(Sample, options: new GraphLoaderOptions { BatchSize = 10, DropLast = true });
        Assert.Equal([10, 10], loader.Plan(0).Select(batch => batch.Length));
    }

    [Fact]
    public void Plan_NodeAndEdgeBudget_IsKeptExceptByASingleGraph()
    {
        foreach (var options in new[] { new GraphLoaderOptions { MaxNodes = 45 }, new GraphLoaderOptions { MaxEdges = 100 } })
        {
            var plan = new GraphLoader(Sample, options: options).Plan(0);
            Assert.Equal(Enumerable.Range(0, 25), plan.SelectMany(batch => batch));
            Assert.All(plan, graphs =>
            {
                using var batch = Sample.Batch(graphs);
                Assert.True(graphs.Length == 1 || (batch.NumNodes <= (options.MaxNodes ?? int.MaxValue) && batch.NumEdges <= (options.MaxEdges ?? int.MaxValue)));
            });
        }
    }

    [Fact]
    public void Plan_PartOfTheSet_TheseGraphsOnly() => Assert.Equal([3, 5, 3], new GraphLoader(Sample, [3, 5, 3]).Plan(0).Single());

    [Fact]
    public void Constructor_WrongGraphOrOptions_IsRefused()
    {
        Assert.Throws<ArgumentException>(() => new GraphLoader(Sample, [25]));
        var error = Assert.Throws<ArgumentException>(() => new GraphLoader(Sample, options: new GraphLoaderOptions { BatchSize = 0, MaxNodes = 0, MaxEdges = 0 }));
        Assert.All(["BatchSize is 0", "MaxNodes is 0", "MaxEdges is 0"], problem => Assert.Contains(problem, error.Message, StringComparison.Ordinal));
    }
}
