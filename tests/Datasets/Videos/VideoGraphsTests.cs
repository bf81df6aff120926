using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Datasets;

public class VideoGraphsTests
{
    /// <summary>Two videos of 3 frames of 4 × 4; in the first a pixel of 51 moves from the upper left to the upper right and a pixel of 102 rests below,
    /// in the second nothing is to be seen.</summary>
    private static LabelledVideos Videos()
    {
        var pixels = new byte[2 * 3 * 16];
        for (var t = 0; t < 3; t++)
        {
            pixels[t * 16 + t] = 51;
            pixels[t * 16 + 12] = 102;
        }
        return new LabelledVideos("TOY", pixels, 3, 4, 4, Targets.OfClasses([1, 0], ["still", "moving"]));
    }

    [Fact]
    public void ToGraphs_Frames_AreAChain()
    {
        var dataset = VideoGraphs.ToGraphs(Videos(), VideoNodes.Frames);
        Assert.Equal([0, 3, 6], dataset.NodePtr.ToArray());
        Assert.Equal([1, 4, 4], dataset.NodeShape.ToArray());
        Assert.Equal([(0, 1), (1, 0), (1, 2), (2, 1), (3, 4), (4, 3), (4, 5), (5, 4)], dataset.Adjacency.ToPairs());
        Assert.Equal([0.2f, 0.4f], [dataset.Features[16 + 1], dataset.Features[16 + 12]]);
        Assert.Equal([1, 0], dataset.Targets.Classes.ToArray());
    }

    [Fact]
    public void ToGraphs_Patches_FramesAreTime()
    {
        var dataset = VideoGraphs.ToGraphs(Videos(), VideoNodes.Patches, new PatchOptions { Size = 2 });
        Assert.Equal([0, 4, 8], dataset.NodePtr.ToArray());
        Assert.Equal([3, 1, 2, 2], dataset.NodeShape.ToArray());
        Assert.Equal([0.2f, 0, 0, 0, 0, 0.2f, 0, 0, 0, 0, 0, 0], dataset.Features[..12].ToArray());
        Assert.Equal([0, 0, 0, 0, 0, 0, 0, 0, 0.2f, 0, 0, 0], dataset.Features[12..24].ToArray());
        Assert.Equal((16, true), (dataset.NumEdges, dataset.Adjacency.IsSymmetric));
    }

    [Fact]
    public void ToSequences_PatchesThatAreNotBlack_ComeAndGo()
    {
        using var scope = NewDisposeScope();
        var dataset = VideoGraphs.ToSequences(Videos(), new PatchOptions { Size = 2 });
        Assert.Equal([3, 1, 2, 2], dataset.NodeShape.ToArray());
        Assert.Equal([0, 3, 4], dataset.NodePtr.ToArray());     // upper left, upper right, lower left; and one of the black video
        using var batch = dataset.Batch([0]);
        var snapshots = batch.ToGraphs();
        Assert.Equal([2L, 2, 2], snapshots.Select(snapshot => (long)snapshot.NumNodes));
        TensorAssert.Values([0.2f, 0, 0, 0, 0, 0, 0.4f, 0], snapshots[0].X!);       // the resting pixel is the lower left one of its patch
        TensorAssert.Values([0.2f, 0, 0, 0, 0, 0, 0.4f, 0], snapshots[2].X!);
        Assert.Equal([(1, 0), (0, 1)], Pairs(snapshots[0].EdgeIndex));           // one below the other
        Assert.Empty(Pairs(snapshots[2].EdgeIndex));                             // upper right and lower left touch at a corner
        Assert.Equal([0, 2, 0, 2, 1, 2], dataset.Sequences!.Nodes![..6]);
        var diagonal = VideoGraphs.ToSequences(Videos(), new PatchOptions { Size = 2, Neighbours = GridNeighbours.Eight });
        Assert.Equal(dataset.NumEdges + 2, diagonal.NumEdges);
    }

    [Fact]
    public void ToSequences_AgainstSnapshotsOneByOne_IsTheSame()
    {
        using var scope = NewDisposeScope();
        var images = new LabelledImages("TOY", [.. Enumerable.Range(0, 9 * 4).Select(i => (byte)(7 * i + 1))], 1, 3, 3, [0, 1, 2, 3], ["a", "b", "c", "d"]);
        var videos = MovingDigits.Generate(images, new MovingDigitsOptions { NumVideos = 4, Frames = 5, FrameSize = 8, Seed = 2 });
        var options = new PatchOptions { Size = 2, Positions = true, Neighbours = GridNeighbours.Eight };
        var expected = GraphDataset.FromSequences("TOY", [.. Enumerable.Range(0, 4).Select(video => Sequence(videos, video, options))], videos.Targets);
        var found = VideoGraphs.ToSequences(videos, options);
        using var left = expected.Batch([2, 0]);
        using var right = found.Batch([2, 0]);
        TensorAssert.Same(right.X!, left.X!);
        TensorAssert.Same(right.Y!, left.Y!);
        Assert.Equal(Pairs(left.Adjacency.ToEdgeIndex()), Pairs(right.Adjacency.ToEdgeIndex()));
        Assert.Equal(expected.NodePtr.ToArray(), found.NodePtr.ToArray());
        Assert.Equal(expected.Sequences!.Nodes, found.Sequences!.Nodes);
    }

    [Fact]
    public void ToGraphs_OptionsThatDoNotFit_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => VideoGraphs.ToGraphs(Videos(), VideoNodes.Frames, new PatchOptions()));
        Assert.Throws<ArgumentException>(() => VideoGraphs.ToGraphs(Videos(), VideoNodes.Patches, new PatchOptions { Size = 2, Time = PatchTime.Rows }));
        Assert.Contains("do not cover a height of 4", Assert.Throws<ArgumentException>(() => VideoGraphs.ToSequences(Videos(), new PatchOptions { Size = 3 })).Message, StringComparison.Ordinal);
        Assert.Contains("15 pixels are not 1 videos of [1, 4, 4]", Assert.Throws<ArgumentException>(
            () => new LabelledVideos("X", new byte[15], 1, 4, 4, Targets.OfClasses([0], ["a"]))).Message, StringComparison.Ordinal);
    }

    /// <summary>A video's snapshots from the grid of all its patches, by way of whole graphs.</summary>
    private static GraphSequence Sequence(LabelledVideos videos, int video, PatchOptions options)
    {
        var (snapshots, ids) = (new List<GraphData>(), new List<Tensor>());
        for (var t = 0; t < videos.Frames; t++)
        {
            var frame = new LabelledImages("frame", videos[video, t].ToArray(), 1, videos.Height, videos.Width, [0], ["x"]);
            var grid = ImagePatches.ToGraphs(frame, options)[0];
            var inked = grid.X!.select(1, 0).flatten(1).sum(1).gt(0).nonzero().reshape(-1);
            var rank = inked.data<long>().ToArray().Select((patch, row) => (patch, row)).ToDictionary(pair => (int)pair.patch, pair => pair.row);
            var edges = Pairs(grid.EdgeIndex).Where(pair => rank.ContainsKey(pair.Source) && rank.ContainsKey(pair.Target)).ToArray();
            long[] ends = [.. edges.Select(pair => (long)rank[pair.Source]), .. edges.Select(pair => (long)rank[pair.Target])];
            snapshots.Add(new GraphData(grid.X![inked], tensor(ends).reshape(2, -1)));
            ids.Add(inked);
        }
        return new GraphSequence(snapshots, ids);
    }

    private static (int Source, int Target)[] Pairs(Tensor edgeIndex)
    {
        var ends = HostTensors.ToArray<long>(edgeIndex);
        return [.. Enumerable.Range(0, ends.Length / 2).Select(edge => ((int)ends[edge], (int)ends[ends.Length / 2 + edge]))];
    }
}
