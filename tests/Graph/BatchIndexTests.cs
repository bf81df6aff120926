using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

public class BatchIndexTests
{
    [Fact]
    public void Tensor_OffsetsWithAnEmptyGraph_GraphOfEachNode()
    {
        using var index = new BatchIndex([0, 2, 2, 5]);
        using var expected = tensor(new long[] { 0, 0, 2, 2, 2 });
        TensorAssert.Same(index.Tensor(), expected);
        Assert.Same(index.Tensor(), index.Tensor());
        Assert.Equal((3, 5), (index.NumGraphs, index.NumNodes));
    }

    [Fact]
    public void FromTensor_BatchVector_Offsets()
    {
        using var batch = tensor(new long[] { 0, 0, 2, 2, 2 });
        Assert.Equal([0, 2, 2, 5], BatchIndex.FromTensor(batch).Ptr.ToArray());
        Assert.Equal([0, 2, 2, 5, 5], BatchIndex.FromTensor(batch, 4).Ptr.ToArray());
        using var none = zeros(0, dtype: ScalarType.Int64);
        Assert.Equal([0, 0, 0], BatchIndex.FromTensor(none, 2).Ptr.ToArray());
    }

    [Theory]
    [InlineData(new long[] { 0, 1, 0 }, null, "batch[2] is 0")]
    [InlineData(new long[] { 0, 2 }, 2, "batch[1] is 2 but must ascend within [0, 2)")]
    [InlineData(new long[] { -1, 0 }, null, "batch[0] is -1")]
    public void FromTensor_NotAscending_SaysWhere(long[] values, int? numGraphs, string message)
    {
        using var batch = tensor(values);
        Assert.Contains(message, Assert.Throws<ArgumentException>(() => BatchIndex.FromTensor(batch, numGraphs)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromTensor_OtherType_IsRefused()
    {
        using var floats = zeros(3);
        using var matrix = zeros(3, 1, dtype: ScalarType.Int64);
        Assert.Throws<ArgumentException>(() => BatchIndex.FromTensor(floats));
        Assert.Throws<ArgumentException>(() => BatchIndex.FromTensor(matrix));
    }

    [Fact]
    public void Constructor_OffsetsThatDescendOrDoNotStartAtZero_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => new BatchIndex([]));
        Assert.Throws<ArgumentException>(() => new BatchIndex([1, 2]));
        Assert.Throws<ArgumentException>(() => new BatchIndex([0, 3, 2]));
        Assert.Equal([0, 4], BatchIndex.SingleGraph(4).Ptr.ToArray());
    }

    [Fact]
    public void Dispose_FreesTheTensor()
    {
        using var scope = NewDisposeScope();
        var index = new BatchIndex([0, 2]);
        var batch = index.Tensor();
        index.Dispose();
        Assert.True(batch.IsInvalid);
    }
}
