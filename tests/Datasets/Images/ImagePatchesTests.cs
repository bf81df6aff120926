using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public class ImagePatchesTests
{
    /// <summary>Two images of 4 × 4, pixel values 0..15 and 100..115.</summary>
    private static LabelledImages Images() => new(
        "TOY", [.. Enumerable.Range(0, 16).Select(i => (byte)i), .. Enumerable.Range(100, 16).Select(i => (byte)i)], 1, 4, 4, [1, 0], ["a", "b"]);

    [Fact]
    public void ToGraphs_FourPatches_HandComputed()
    {
        var dataset = ImagePatches.ToGraphs(Images(), new PatchOptions { Size = 2 });
        Assert.Equal([0, 4, 8], dataset.NodePtr.ToArray());
        Assert.Equal([1, 2, 2], dataset.NodeShape.ToArray());
        Assert.Equal([1, 0], dataset.Targets.Classes.ToArray());
        Assert.Equal(["a", "b"], dataset.Targets.Names);
        // Row by row: the patch at the upper left, then the one to its right, then the lower ones.
        Assert.Equal([0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15], dataset.Features[..16].ToArray().Select(value => (int)MathF.Round(255 * value)));
        Assert.Equal(100 / 255f, dataset.Features[16]);
        Assert.Equal(
            [(0, 1), (0, 2), (1, 0), (1, 3), (2, 0), (2, 3), (3, 1), (3, 2), (4, 5), (4, 6), (5, 4), (5, 7), (6, 4), (6, 7), (7, 5), (7, 6)],
            dataset.Adjacency.ToPairs().Order());
    }

    [Theory]
    [InlineData(GridNeighbours.Four, 24)]
    [InlineData(GridNeighbours.Eight, 40)]
    public void ToGraphs_GridOfNine_JoinsNeighboursBothWays(GridNeighbours neighbours, int edges)
    {
        var images = new LabelledImages("TOY", new byte[9], 1, 3, 3, [0], ["a"]);
        var dataset = ImagePatches.ToGraphs(images, new PatchOptions { Size = 1, Neighbours = neighbours });
        Assert.Equal(edges, dataset.NumEdges);
        Assert.True(dataset.Adjacency.IsSymmetric);
        Assert.Equal(neighbours == GridNeighbours.Four ? 4 : 8, dataset.Adjacency.ToPairs().Count(pair => pair.Item2 == 4));
    }

    [Fact]
    public void ToGraphs_Overlap_TakesPixelsTwice()
    {
        var dataset = ImagePatches.ToGraphs(Images(), new PatchOptions { Size = 2, Stride = 1 });
        Assert.Equal(18, dataset.NumNodes);
        Assert.Equal([5, 6, 9, 10], dataset.Features.Slice(4 * 4, 4).ToArray().Select(value => (int)MathF.Round(255 * value)));
    }

    [Fact]
    public void ToGraphs_Padding_IsBlackOutside()
    {
        var dataset = ImagePatches.ToGraphs(Images(), new PatchOptions { Size = 3, Padding = 1 });
        Assert.Equal(8, dataset.NumNodes);
        Assert.Equal([0, 0, 0, 0, 0, 1, 0, 4, 5], dataset.Features[..9].ToArray().Select(value => (int)MathF.Round(255 * value)));
    }

    [Fact]
    public void ToGraphs_Positions_AddRowAndColumnOfEachPixel()
    {
        var dataset = ImagePatches.ToGraphs(Images(), new PatchOptions { Size = 2, Positions = true });
        Assert.Equal([3, 2, 2], dataset.NodeShape.ToArray());
        var lowerLeft = dataset.Features.Slice(2 * 12 + 4, 8).ToArray();
        TensorAssert.Values([1 / 3f, 1 / 3f, 1, 1, -1, -1 / 3f, -1, -1 / 3f], TorchSharp.torch.tensor(lowerLeft), 1e-6);
    }

    [Fact]
    public void ToGraphs_RowsAsTime_ColumnsAreNodesWithImageSequences()
    {
        var dataset = ImagePatches.ToGraphs(Images(), new PatchOptions { Size = 2, Time = PatchTime.Rows });
        Assert.Equal([2, 1, 2, 2], dataset.NodeShape.ToArray());
        Assert.Equal([0, 2, 4], dataset.NodePtr.ToArray());
        Assert.Equal([0, 1, 4, 5, 8, 9, 12, 13], dataset.Features[..8].ToArray().Select(value => (int)MathF.Round(255 * value)));
        Assert.Equal([(0, 1), (1, 0), (2, 3), (3, 2)], dataset.Adjacency.ToPairs().Order());
    }

    [Fact]
    public void ToGraphs_SeveralChannels_ChannelByChannel()
    {
        var images = new LabelledImages("RGB", [1, 2, 3, 4, 5, 6, 7, 8], 2, 2, 2, [0], ["a"]);
        var dataset = ImagePatches.ToGraphs(images, new PatchOptions { Size = 2 });
        Assert.Equal([2, 2, 2], dataset.NodeShape.ToArray());
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], dataset.Features.ToArray().Select(value => (int)MathF.Round(255 * value)));
    }

    [Theory]
    [InlineData(3, null, 0, "patches of 3, one every 3, do not cover a height of 4 with padding 0 exactly")]
    [InlineData(5, null, 0, "do not cover a height of 4")]
    [InlineData(0, null, 0, "Size is 0 but must be at least 1")]
    [InlineData(2, 0, -1, "Stride is 0 but must be at least 1, or null. Padding is -1")]
    public void ToGraphs_PatchesThatDoNotFit_AreRefused(int size, int? stride, int padding, string problem) => Assert.Contains(
        problem, Assert.Throws<ArgumentException>(() => ImagePatches.ToGraphs(Images(), new PatchOptions { Size = size, Stride = stride, Padding = padding })).Message, StringComparison.Ordinal);

    [Fact]
    public void LabelledImages_SizesOrLabelsWrong_AreRefused()
    {
        Assert.Contains("5 pixels are not 1 images of [1, 2, 2]", Assert.Throws<ArgumentException>(() => new LabelledImages("X", new byte[5], 1, 2, 2, [0], ["a"])).Message, StringComparison.Ordinal);
        Assert.Contains("label 1 of image 0 is not in [0, 1)", Assert.Throws<ArgumentException>(() => new LabelledImages("X", new byte[4], 1, 2, 2, [1], ["a"])).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentOutOfRangeException>(() => Images()[2].Length);
    }
}
