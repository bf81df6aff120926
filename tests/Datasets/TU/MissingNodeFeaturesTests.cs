using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public class MissingNodeFeaturesTests
{
    [Fact]
    public void Load_NoNodeFiles_FeaturesAsChosen()
    {
        using var folder = new TemporaryFolder();
        TUText.Toy().Without("node_labels", "node_attributes").WriteTo(folder.Path);
        GraphDataset Load(MissingFeatures missing, int maxDegree = 255, int limit = 512) => TUDataset.Load("TOY", new TUDatasetOptions
        {
            Folder = folder.Path,
            CacheFolder = folder["cache"],
            MissingFeatures = missing,
            MaxDegree = maxDegree,
            OneHotLimit = limit,
        });

        Assert.Equal(0, Load(MissingFeatures.None).NumFeatures);
        Assert.Equal([1, 1, 1, 1, 1], Load(MissingFeatures.Constant).Features.ToArray());
        var degree = Load(MissingFeatures.DegreeOneHot);            // degrees 1, 2, 1, 1, 1
        Assert.Equal(["degree=0", "degree=1", "degree=2"], degree.FeatureNames);
        Assert.Equal([0, 1, 0, 0, 0, 1, 0, 1, 0, 0, 1, 0, 0, 1, 0], degree.Features.ToArray());
        var capped = Load(MissingFeatures.DegreeOneHot, maxDegree: 1);
        Assert.Equal(["degree=0", "degree=≥1"], capped.FeatureNames);
        Assert.Equal([0, 1, 0, 1, 0, 1, 0, 1, 0, 1], capped.Features.ToArray());
        using var expected = degree.Batch([0, 1]);
        using var actual = Load(MissingFeatures.DegreeOneHot, limit: 2).Batch([0, 1]);
        TensorAssert.Same(actual.Categories!.squeeze(1), expected.X!.argmax(1));
    }
}
