using GraphSeq.Datasets;
using GraphSeq.Datasets.Transforms;
using GraphSeq.Graph;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets.Transforms;

public class TransformsTests
{
    // A path 0 - 1 - 2 with an isolated node 3, and a pair 4 - 5; features [2] of each node, features [1] of each edge (both ways alike).
    private static GraphDataset Small(bool bothWays = true) => Make(
        [0, 4, 6], bothWays ? [(0, 1), (1, 0), (1, 2), (2, 1), (4, 5), (5, 4)] : [(0, 1), (1, 2), (4, 5)],
        [1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 9, 90], edge => 10 * Math.Min(edge.Source, edge.Target) + Math.Max(edge.Source, edge.Target));

    private static GraphDataset Make(
        int[] nodePtr, (int Source, int Target)[] edges, float[] features, Func<(int Source, int Target), float>? attr = null, float[]? positions = null)
    {
        var sorted = edges.OrderBy(e => e.Target).ThenBy(e => e.Source).ToArray();
        var adjacency = SparseAdjacency.FromEdges([.. sorted.Select(e => e.Source)], [.. sorted.Select(e => e.Target)], nodePtr[^1]);
        return new GraphDataset(new GraphDatasetParts
        {
            Name = "small",
            NodePtr = nodePtr,
            Adjacency = SparseAdjacency.FromSortedRows(adjacency.RowPtr.ToArray(), adjacency.Source.ToArray()),
            Features = features,
            NodeShape = [features.Length / nodePtr[^1]],
            FeatureNames = [.. Enumerable.Range(1, features.Length / nodePtr[^1]).Select(i => $"f{i}")],
            EdgeAttr = attr is null ? null : [.. sorted.Select(attr)],
            NumEdgeFeatures = attr is null ? 0 : 1,
            EdgeFeatureNames = attr is null ? [] : ["w"],
            Positions = positions,
            NumDimensions = positions is null ? 0 : positions.Length / nodePtr[^1],
            Targets = Targets.OfClasses([.. nodePtr.Skip(1).Select((_, g) => (long)(g % 2))], ["a", "b"]),
        });
    }

    private static (int Source, int Target)[] Edges(GraphDataset data) => [.. data.Adjacency.ToPairs().Select(pair => (pair.Source, pair.Target))];

    [Fact]
    public void Standardize_FittedOnTheFirstGraph_UsesItsNumbersAlone()
    {
        var unfitted = new Standardize { Clip = 3 };
        Assert.Contains("has to be fitted first", Assert.Throws<InvalidOperationException>(() => unfitted.Apply(Small())).Message);
        var fitted = (Standardize)unfitted.Fit(Small(), [0]);
        Assert.Equal([2.5f, 25], fitted.Mean!);
        Assert.Equal(Math.Sqrt(1.25), fitted.Scale![0], 6);
        var features = fitted.Apply(Small()).Features.ToArray();
        Assert.Equal((1 - 2.5) / Math.Sqrt(1.25), features[0], 6);
        Assert.Equal((5 - 2.5) / Math.Sqrt(1.25), features[8], 6);
        Assert.Equal(3, features[10]);                                   // (9 - 2.5) / 1.118 = 5.81, limited
    }

    [Fact]
    public void Standardize_RaggedSeries_LeavesPaddingOutAndAtZero()
    {
        var series = Small().With(parts => parts with { NodeShape = [2, 1], Lengths = [2, 1, 2, 2, 2, 2], Features = [1, 3, 5, 0, 1, 3, 5, 1, 0, 0, 0, 0] });
        var fitted = (Standardize)new Standardize().Fit(series, [0]);
        Assert.Equal(19f / 7, fitted.Mean![0], 6);
        Assert.Equal(0, fitted.Apply(series).Features[3]);
    }

    [Fact]
    public void ClipToQuantiles_OneWildValue_IsBroughtIntoTheRangeOfTheTrainingGraphs()
    {
        var data = Make([0, 5, 6], [(0, 1)], [0, 1, 2, 3, 4, -213]);
        var fitted = (ClipToQuantiles)new ClipToQuantiles(0.25, 0.9).Fit(data, [0]);
        Assert.Equal((1f, 3.6f), (fitted.Min![0], fitted.Max![0]));       // between neighbours linearly: 0.9 * 4 = 3.6
        Assert.Equal([1, 1, 2, 3, 3.6f, 1], fitted.Apply(data).Features.ToArray());
        Assert.Equal([0, 1, 2, 2, 2, 0], new Clip(0, 2).Apply(data).Features.ToArray());
        Assert.Contains("Min is 3", Assert.Throws<ArgumentException>(() => new Clip(3, 2).Apply(data)).Message);
    }

    [Fact]
    public void Degree_PathAndPair_CountsIncomingEdges()
    {
        var data = new AddDegree().Apply(Small());
        Assert.Equal(["f1", "f2", "degree"], data.FeatureNames);
        Assert.Equal([1, 2, 1, 0, 1, 1], Enumerable.Range(0, 6).Select(node => data.Features[node * 3 + 2]));
        var learned = (OneHotDegree)new OneHotDegree().Fit(Small(), [1]);
        Assert.Equal(1, learned.MaxDegree);
        var coded = learned.Apply(Small());
        Assert.Equal(["f1", "f2", "degree=0", "degree=≥1"], coded.FeatureNames);
        Assert.Equal([1, 10, 0, 1, 2, 20, 0, 1, 3, 30, 0, 1, 4, 40, 1, 0], coded.Features[..16].ToArray());
    }

    [Fact]
    public void OneHotCategories_TwoColumns_StandBehindTheFeatures()
    {
        var labelled = Small().With(parts => parts with
        {
            Categories = [new CategoricalColumn([0, 1, 0, 1, 0, 1], 2) { Name = "kind", Labels = ["x", "y"] }, new CategoricalColumn([2, 0, 0, 0, 0, 1], 3)],
        });
        var data = new OneHotCategories().Apply(labelled);
        Assert.Equal(["f1", "f2", "kind=x", "kind=y", "category2=0", "category2=1", "category2=2"], data.FeatureNames);
        Assert.Equal([1, 10, 1, 0, 0, 0, 1, 2, 20, 0, 1, 1, 0, 0], data.Features[..14].ToArray());
        Assert.Empty(data.Categories);
        var wide = Small().With(parts => parts with { Categories = [new CategoricalColumn(new int[6], 1 << 28)] });
        Assert.Contains("Use a model with CategorySizes", Assert.Throws<ArgumentException>(() => new OneHotCategories().Apply(wide)).Message);
    }

    [Fact]
    public void Encodings_EachGraph_EqualThoseOfItsEdgesAlone()
    {
        var data = new Compose([new AddRandomWalkPE(3), new AddLaplacianEigenvectorPE(2)]).Apply(Small());
        Assert.Equal(["f1", "f2", "walk1", "walk2", "walk3", "eigenvector1", "eigenvector2"], data.FeatureNames);
        // From the middle of a path of three every walk is back after two steps; from an end with probability 1/2. The pair: always.
        Assert.Equal([0, 0.5f, 0, 0, 1, 0, 0, 0.5f, 0, 0, 0, 0, 0, 1, 0, 0, 1, 0],
            Enumerable.Range(0, 6).SelectMany(node => data.Features.Slice(node * 7 + 2, 3).ToArray()));
        using var graph = Small()[0];
        using var expected = PositionalEncoding.LaplacianEigenvectors(graph.EdgeIndex, 2, 4);
        Assert.Equal(HostTensors.ToArray<float>(expected), Enumerable.Range(0, 4).SelectMany(node => data.Features.Slice(node * 7 + 5, 2).ToArray()));
        Assert.Equal([0, 0], [data.Features[4 * 7 + 6], data.Features[5 * 7 + 6]]);
        Assert.Contains("Apply AddReverseEdges first", Assert.Throws<ArgumentException>(() => new AddLaplacianEigenvectorPE(1).Apply(Small(bothWays: false))).Message);
    }

    [Fact]
    public void AddReverseEdges_OneWay_MirrorsFeaturesAndLeavesBothWaysAlone()
    {
        var data = new AddReverseEdges().Apply(Small(bothWays: false));
        Assert.Equal(Edges(Small()), Edges(data));
        Assert.Equal(Small().EdgeAttr.ToArray(), data.EdgeAttr.ToArray());
        Assert.True(data.Adjacency.IsSymmetric);
        Assert.Equal(Small().EdgeAttr.ToArray(), new AddReverseEdges().Apply(Small()).EdgeAttr.ToArray());
        var loop = new AddReverseEdges().Apply(Make([0, 2], [(0, 0), (1, 0)], [1, 2]));
        Assert.Equal([(0, 0), (1, 0), (0, 1)], Edges(loop));
    }

    [Fact]
    public void LineGraph_UndirectedPath_JoinsEdgesThatShareAnEnd()
    {
        var data = new LineGraph().Apply(Small());
        Assert.Equal([0, 2, 3], data.NodePtr.ToArray());                  // edges 0-1 and 1-2; edge 4-5
        Assert.Equal([(1, 0), (0, 1)], Edges(data));
        Assert.Equal([1, 12, 45], data.Features.ToArray());
        Assert.Equal(["w"], data.FeatureNames);
        Assert.Equal(0, data.NumEdgeFeatures);
    }

    [Fact]
    public void LineGraph_Directed_JoinsAnEdgeToThoseThatStartWhereItEnds()
    {
        var data = new LineGraph().Apply(Small(bothWays: false));
        Assert.Equal([0, 2, 3], data.NodePtr.ToArray());
        Assert.Equal([(0, 1)], Edges(data));
        // A cycle of three: 0->1 joins 1->2, that joins 2->0, and so round.
        var cycle = new LineGraph().Apply(Make([0, 3], [(0, 1), (1, 2), (2, 0)], [0, 0, 0]));
        Assert.Equal([(2, 0), (0, 1), (1, 2)], Edges(cycle));
        var star = new LineGraph().Apply(Make([0, 4], [(0, 1), (1, 0), (0, 2), (2, 0), (0, 3), (3, 0)], [0, 0, 0, 0]));
        Assert.Equal(6, star.NumEdges);                                   // three edges that all share a node
    }

    [Fact]
    public void LargestComponent_PathAndIsolatedNode_KeepsThePath()
    {
        var data = new LargestComponent().Apply(Small());
        Assert.Equal([0, 3, 5], data.NodePtr.ToArray());
        Assert.Equal([1, 10, 2, 20, 3, 30, 5, 50, 9, 90], data.Features.ToArray());
        Assert.Equal([(1, 0), (0, 1), (2, 1), (1, 2), (4, 3), (3, 4)], Edges(data));
        Assert.Equal([1, 1, 12, 12, 45, 45], data.EdgeAttr.ToArray());
        var twins = new LargestComponent().Apply(Make([0, 5], [(3, 1), (2, 4)], [0, 1, 2, 3, 4]));
        Assert.Equal([1, 3], twins.Features.ToArray());                   // as large as {2, 4}; the smallest id decides
    }

    [Fact]
    public void LargestComponent_NodeTargets_StayWithTheirNodes()
    {
        var data = Small().With(parts => parts with { Targets = Targets.OfClasses([0, 1, 2, 3, 4, 5], ["0", "1", "2", "3", "4", "5"], TargetLevel.Node) });
        Assert.Equal([0, 1, 2, 4, 5], new LargestComponent().Apply(data).Targets.Classes.ToArray());
        Assert.Contains("belong to nodes", Assert.Throws<ArgumentException>(() => new LineGraph().Apply(data)).Message);
    }

    [Fact]
    public void KnnGraph_PointsOnALine_TakesNearestAndOfTiesTheSmallerId()
    {
        var data = Make([0, 4], [(0, 1)], [0, 0, 0, 0], positions: [0, 1, 2, 10]);
        Assert.Equal([(1, 0), (0, 1), (1, 2), (2, 3)], Edges(new KNNGraph(1).Apply(data)));
        Assert.Equal([(0, 0), (1, 1), (2, 2), (3, 3)], Edges(new KNNGraph(1) { Loop = true }.Apply(data)));
        Assert.Equal([(1, 0), (0, 1), (2, 1), (1, 2), (3, 2), (2, 3)], Edges(new KNNGraph(1) { Undirected = true }.Apply(data)));
        Assert.Equal([(1, 0), (0, 1), (2, 1), (1, 2)], Edges(new RadiusGraph(1).Apply(data)));
        Assert.Equal([(1, 0), (0, 1), (1, 2)], Edges(new RadiusGraph(1) { MaxNeighbors = 1 }.Apply(data)));
        Assert.Contains("has no positions", Assert.Throws<ArgumentException>(() => new KNNGraph(1).Apply(Small())).Message);
        Assert.Contains("no feature column 'z'", Assert.Throws<ArgumentException>(() => new KNNGraph(1) { Coordinates = ["z"] }.Apply(Small())).Message);
        // 1 is as far from 0 as from 2, and 2 as far from 1 as from 3.
        Assert.Equal([(1, 0), (0, 1), (1, 2), (2, 3), (5, 4), (4, 5)], Edges(new KNNGraph(1) { Coordinates = ["f1"] }.Apply(Small())));
    }

    [Theory]
    [InlineData(1, 1, 7)]
    [InlineData(40, 1, 3)]
    [InlineData(300, 2, 5)]
    [InlineData(300, 3, 12)]
    public void KdTree_PointsOnACoarseGrid_FindsWhatTheDoubleLoopFinds(int count, int dimensions, int k)
    {
        var random = new SplitMix64(5);
        float[] points = [.. Enumerable.Range(0, count * dimensions).Select(_ => random.NextInt(9) / 2f)];     // many equal distances
        var tree = new KdTree(points, dimensions);
        for (var node = 0; node < count; node++)
        {
            var byDistance = Enumerable.Range(0, count).Where(other => other != node).Select(other => (Distance: Distance(node, other), other)).Order().ToArray();
            Assert.Equal(byDistance.Take(k).Select(pair => pair.other), tree.Neighbours(node, k, double.PositiveInfinity, withItself: false));
            Assert.Equal(byDistance.Where(pair => pair.Distance <= 1).Select(pair => pair.other), tree.Neighbours(node, int.MaxValue, 1, withItself: false));
            Assert.Equal(byDistance.Where(pair => pair.Distance <= 1).Take(4).Select(pair => pair.other), tree.Neighbours(node, 4, 1, withItself: false));
        }

        double Distance(int a, int b) => Enumerable.Range(0, dimensions).Sum(d => Math.Pow((double)points[a * dimensions + d] - points[b * dimensions + d], 2));
    }

    [Fact]
    public void Compose_SavedAndLoaded_GivesTheSameNumbers()
    {
        using var folder = new TemporaryFolder();
        var chain = new Compose(
        [
            new LargestComponent(), new AddReverseEdges(), new AddDegree(), new OneHotDegree(), new ClipToQuantiles(0, 0.9), new AddRandomWalkPE(2),
            new AddLaplacianEigenvectorPE(1), new Standardize { Clip = 2 }, new Clip(-1.5f, 1.5f), new OneHotCategories(),
        ]);
        var fitted = chain.Fit(Small(), [0]);
        Assert.Equal((false, true), (chain.IsFitted, fitted.IsFitted));
        fitted.Save(folder["transform.json"]);
        var loaded = GraphTransform.Load(folder["transform.json"]);
        Assert.Equal(fitted.Apply(Small()).Features.ToArray(), loaded.Apply(Small()).Features.ToArray());
        Assert.Equal(2, ((OneHotDegree)((Compose)loaded).Transforms[3]).MaxDegree);
        foreach (var other in new GraphTransform[] { new KNNGraph(3) { Coordinates = ["x"] }, new RadiusGraph(2) { MaxNeighbors = 4 }, new LineGraph { ForceDirected = true } })
        {
            other.Save(folder["other.json"]);
            var text = File.ReadAllText(folder["other.json"]);
            GraphTransform.Load(folder["other.json"]).Save(folder["again.json"]);
            Assert.Equal(text, File.ReadAllText(folder["again.json"]));
            Assert.Contains(other is KNNGraph ? "\"coordinates\": [" : other is RadiusGraph ? "\"maxNeighbors\": 4" : "\"forceDirected\": true", text);
        }
    }

    [Theory]
    [InlineData("""{"format":1,"transform":{"kind":"run-a-program"}}""")]
    [InlineData("""{"format":2,"transform":{"kind":"add-degree"}}""")]
    [InlineData("""{"format":1,"transform":{"kind":"clip","min":0,"max":1,"more":2}}""")]
    [InlineData("""{"format":1}""")]
    [InlineData("[")]
    [InlineData("null")]
    public void Load_FileThatIsNoTransform_SaysSo(string text)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["transform.json"], text);
        var error = Assert.Throws<DatasetFormatException>(() => GraphTransform.Load(folder["transform.json"]));
        Assert.Contains("transform.json", error.Message);
        Assert.Contains("this is not a saved transform", error.Message);
    }
}
