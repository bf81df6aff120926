using GraphSeq.Datasets;
using GraphSeq.Tests.Support;
using GraphSeq.Training.Protocol;

namespace GraphSeq.Tests.Training.Protocol;

public class AblationsTests
{
    private static readonly GraphDataset Data = ToyData.Rings(6);

    [Fact]
    public void Apply_ShuffledNodes_KeepsEachGraphsRows()
    {
        var shuffled = Ablations.Apply(Data, DataAblation.ShuffledNodes, seed: 3);
        Assert.NotEqual(Data.Features.ToArray(), shuffled.Features.ToArray());
        for (var graph = 0; graph < Data.NumGraphs; graph++) Assert.Equal(Rows(Data, graph).Order(), Rows(shuffled, graph).Order());
        Assert.Equal(Data.Adjacency.Source.ToArray(), shuffled.Adjacency.Source.ToArray());
    }

    [Fact]
    public void Apply_ShuffledColumns_RenumbersCategoriesToo()
    {
        var labelled = Data.With(parts => parts with { Categories = [new CategoricalColumn([.. Enumerable.Range(0, Data.NumNodes).Select(n => n % 3)], 3)] });
        var shuffled = Ablations.Apply(labelled, DataAblation.ShuffledColumns, seed: 3);
        var codes = shuffled.Categories[0].Values;
        Assert.Equal((7, 3), (shuffled.NumFeatures, shuffled.Categories[0].Width));
        Assert.NotEqual([0, 1, 2], codes[..3]);
        for (var node = 0; node < Data.NumNodes; node++)
        {
            Assert.Equal(Data.Features.Slice(node * 4, 4).ToArray().Order(), shuffled.Features.Slice(node * 4, 4).ToArray().Order());
            Assert.Equal(codes[node % 3], codes[node]);
        }
        Assert.Same(Data, Ablations.Apply(Data, DataAblation.None, seed: 3));
    }

    [Fact]
    public void Fingerprint_AnyNumberChanged_IsAnother()
    {
        var before = DataFingerprint.Of(Data);
        Assert.Equal(before, DataFingerprint.Of(ToyData.Rings(6)));
        Assert.NotEqual(before, DataFingerprint.Of(Data.With(parts => parts with { Features = [1, .. parts.Features[1..]] })));
        long[] classes = [1, .. Data.Targets.Classes[1..]];
        Assert.NotEqual(before, DataFingerprint.Of(Data.With(parts => parts with { Targets = Targets.OfClasses(classes, ["low", "high"]) })));
    }

    private static IEnumerable<string> Rows(GraphDataset data, int graph) =>
        Enumerable.Range(data.NodePtr[graph], data.NodePtr[graph + 1] - data.NodePtr[graph])
            .Select(node => string.Join(' ', data.Features.Slice(node * 4, 4).ToArray()));
}
