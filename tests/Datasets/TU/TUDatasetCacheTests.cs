using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public class TUDatasetCacheTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    private TUDatasetOptions Options => new() { Folder = _folder["data"], CacheFolder = _folder["cache"], Download = false };

    private string CacheFile => Directory.GetFiles(_folder["cache/parsed"]).Single();

    [Theory]
    [InlineData(512)]
    [InlineData(2)]                                            // label columns stay categorical
    public void Load_SecondTime_SameSetFromCache(int oneHotLimit)
    {
        TUText.Toy().WriteTo(_folder["data"]);
        var options = Options with { OneHotLimit = oneHotLimit };
        var (first, second) = (TUDataset.Load("TOY", options), TUDataset.Load("TOY", options));
        Assert.False(first.Report!.FromCache);
        AssertSame(first, second);
        Assert.Equal(first.Report with { FromCache = true }, second.Report);
    }

    [Fact]
    public void Load_RegressionOrNoTargets_SurviveTheCache()
    {
        TUText.Toy().With("graph_attributes", "1.5, 2\n-3, 4e1\n").WriteTo(_folder["data"]);
        foreach (var target in Enum.GetValues<TUTarget>())
            AssertSame(TUDataset.Load("TOY", Options with { Target = target }), TUDataset.Load("TOY", Options with { Target = target }));
    }

    [Fact]
    public void Load_TextChangedInOneDigit_IsReadAgain()
    {
        TUText.Toy().WriteTo(_folder["data"]);
        TUDataset.Load("TOY", Options);
        var path = _folder["data/TOY_node_attributes.txt"];
        var written = File.GetLastWriteTimeUtc(path);
        File.WriteAllText(path, File.ReadAllText(path).Replace("2.5", "2.6", StringComparison.Ordinal));
        File.SetLastWriteTimeUtc(path, written);
        var changed = TUDataset.Load("TOY", Options);
        Assert.False(changed.Report!.FromCache);
        Assert.Equal(2.6f, changed.Features[12]);
        Assert.Single(Directory.GetFiles(_folder["cache/parsed"]));
    }

    [Fact]
    public void Load_OtherOptions_DoNotShareACache()
    {
        TUText.Toy().WriteTo(_folder["data"]);
        Assert.Equal(6, TUDataset.Load("TOY", Options).NumFeatures);
        Assert.Equal(2, TUDataset.Load("TOY", Options with { UseNodeLabels = false }).NumFeatures);
        Assert.Equal(6, TUDataset.Load("TOY", Options).NumFeatures);
    }

    [Fact]
    public void Load_CacheDamagedAnywhere_IsReadAgainFromText()
    {
        TUText.Toy().WriteTo(_folder["data"]);
        var expected = TUDataset.Load("TOY", Options);
        var good = File.ReadAllBytes(CacheFile);
        for (var i = 0; i < 600; i++)
        {
            var random = SplitMix64.ForStream(11, i);
            var bad = good.ToArray();
            if (i % 3 == 0) bad = bad[..random.NextInt(bad.Length)];
            else if (i % 3 == 1) bad[random.NextInt(bad.Length)] ^= (byte)(1 << random.NextInt(8));
            else BitConverter.TryWriteBytes(bad.AsSpan(8 * random.NextInt(bad.Length / 8)), random.Next());
            File.WriteAllBytes(CacheFile, bad);
            var read = TUDataset.Load("TOY", Options);
            Assert.True(!read.Report!.FromCache || bad.SequenceEqual(good), $"Mutation {i} was taken for good.");
            AssertSame(expected, read);
        }
        File.WriteAllBytes(CacheFile, [.. good, 0]);
        Assert.False(TUDataset.Load("TOY", Options).Report!.FromCache);
        Assert.True(TUDataset.Load("TOY", Options).Report!.FromCache);
    }

    [Fact]
    public void Load_CacheFolderNotWritable_StillReads()
    {
        TUText.Toy().WriteTo(_folder["data"]);
        File.WriteAllText(_folder["occupied"], "a file where the folder should be");
        Assert.Equal(5, TUDataset.Load("TOY", Options with { CacheFolder = _folder["occupied"] }).NumNodes);
    }

    [Fact]
    public void Load_NeverWritesIntoTheDataFolder()
    {
        TUText.Toy().WriteTo(_folder["data"]);
        var before = Directory.GetFileSystemEntries(_folder["data"]);
        TUDataset.Load("TOY", Options);
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder["data"]));
    }

    [Fact]
    public async Task Load_ManyAtOnce_AllRightAndNothingLeftBehind()
    {
        SampleDataset.WriteTo(_folder["data"], new SampleDatasetOptions { NumGraphs = 30 });
        var sets = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => TUDataset.Load("SAMPLE", Options))));
        Assert.All(sets, set => AssertSame(sets[0], set));
        Assert.EndsWith(".bin", CacheFile, StringComparison.Ordinal);
    }

    private static void AssertSame(GraphDataset expected, GraphDataset actual)
    {
        Assert.Equal(expected.Name, actual.Name);
        Assert.Equal(expected.NodePtr.ToArray(), actual.NodePtr.ToArray());
        Assert.Equal(expected.Adjacency.ToPairs(), actual.Adjacency.ToPairs());
        Assert.Equal(expected.Features.ToArray(), actual.Features.ToArray());
        Assert.Equal(expected.FeatureNames, actual.FeatureNames);
        Assert.Equal(expected.Categories.Select(column => (column.Width, string.Join(' ', column.Values))),
            actual.Categories.Select(column => (column.Width, string.Join(' ', column.Values))));
        Assert.Equal(expected.EdgeAttr.ToArray(), actual.EdgeAttr.ToArray());
        Assert.Equal(expected.Targets.Names, actual.Targets.Names);
        Assert.Equal(expected.Targets.Classes.ToArray(), actual.Targets.Classes.ToArray());
        Assert.Equal(expected.Targets.Values.ToArray(), actual.Targets.Values.ToArray());
        Assert.Equal(expected.Targets.Task, actual.Targets.Task);
    }
}
