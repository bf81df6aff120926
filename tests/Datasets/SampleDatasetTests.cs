using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public class SampleDatasetTests
{
    [Fact]
    public void Load_Defaults_SizesAsDocumented()
    {
        var dataset = SampleDataset.Load();
        Assert.Equal((300, 21, 2), (dataset.NumGraphs, dataset.NumFeatures, dataset.NumOutputs));
        Assert.Equal(150, dataset.Targets.Classes.ToArray().Sum());
        Assert.True(dataset.Adjacency.IsSymmetric);
        for (var g = 0; g < 300; g++) Assert.InRange(dataset.NodePtr[g + 1] - dataset.NodePtr[g], 10, 30);
        Assert.Equal(0, dataset.Report!.IsolatedNodes);
    }

    [Fact]
    public void WriteTo_SameSeed_ReadsAsTheSetInMemory()
    {
        using var folder = new TemporaryFolder();
        var options = new SampleDatasetOptions { NumGraphs = 20, Seed = 7 };
        SampleDataset.WriteTo(folder.Path, options);
        var (written, made) = (TUDataset.Load("SAMPLE", new TUDatasetOptions { Folder = folder.Path, UseCache = false }), SampleDataset.Load(options));
        Assert.Equal(made.Features.ToArray(), written.Features.ToArray());
        Assert.Equal(made.Adjacency.ToPairs(), written.Adjacency.ToPairs());
        Assert.Equal(made.Targets.Classes.ToArray(), written.Targets.Classes.ToArray());
        Assert.NotEqual(made.Features.ToArray(), SampleDataset.Load(options with { Seed = 8 }).Features.ToArray());
    }

    [Fact]
    public void Load_WithoutNoise_ClassIsWhetherNeighboursShareTheirOrderInTime()
    {
        var dataset = SampleDataset.Load(new SampleDatasetOptions { NumGraphs = 60, Noise = 0 });
        var order = new int[dataset.NumNodes];                      // 1: channel 0 first, -1: channel 1 first, 0: both at once
        for (var node = 0; node < order.Length; node++)
        {
            var series = dataset.Features.Slice(node * 21, 21);
            int[] at = [-1, -1];
            for (var i = 0; i < 21; i++)
                if (series[i] == 1) at[i % 3] = i / 3;
            order[node] = Math.Sign(at[1] - at[0]);
        }
        for (var g = 0; g < dataset.NumGraphs; g++)
        {
            var (alike, unlike) = (0, 0);
            for (var node = dataset.NodePtr[g]; node < dataset.NodePtr[g + 1]; node++)
                for (var e = dataset.Adjacency.RowPtr[node]; e < dataset.Adjacency.RowPtr[node + 1]; e++)
                {
                    var product = order[node] * order[dataset.Adjacency.Source[e]];
                    if (product > 0) alike++;
                    if (product < 0) unlike++;
                }
            Assert.Equal(dataset.Targets.Classes[g] == 1, unlike > 0);
            Assert.Equal(dataset.Targets.Classes[g] == 0, alike > 0);
            Assert.Equal(0, order[dataset.NodePtr[g]..dataset.NodePtr[g + 1]].Sum());   // as many of one kind as of the other
        }
    }
}
