using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class PartitionTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 0)]
    [InlineData(1, 9)]
    [InlineData(50, 400)]
    public void EdgeBalanced_AnyChunkCount_CoversEveryRowOnce(int numRows, int numEntries)
    {
        var csr = new TestCsr<float>(Math.Max(numRows, 1), 10, numEntries, seed: 1);
        for (var numChunks = 1; numChunks <= 70; numChunks++)
        {
            var next = 0;
            for (var chunk = 0; chunk < numChunks; chunk++)
            {
                var (begin, end) = Partition.EdgeBalanced(csr.RowPtr, numRows, chunk, numChunks);
                Assert.Equal(next, begin);
                Assert.True(end >= begin);
                next = end;
            }
            Assert.Equal(numRows, next);
        }
    }

    [Fact]
    public void EdgeBalanced_OneHeavyRow_KeepsTheOtherChunksEven()
    {
        var rowPtr = PinnedArray.Of(0, 1000, 1001, 1002, 1003, 1004);
        Assert.Equal((0, 1), Partition.EdgeBalanced(rowPtr, 5, 0, 2));
        Assert.Equal((1, 5), Partition.EdgeBalanced(rowPtr, 5, 1, 2));
    }

    [Theory]
    [InlineData(100, 3, 16)]
    [InlineData(5, 8, 16)]
    [InlineData(0, 2, 1)]
    public void Even_WithMultiple_CoversTheRangeWithAlignedBorders(int count, int numChunks, int multiple)
    {
        var next = 0;
        for (var chunk = 0; chunk < numChunks; chunk++)
        {
            var (begin, end) = Partition.Even(count, chunk, numChunks, multiple);
            Assert.Equal(next, begin);
            Assert.True(end == count || end % multiple == 0);
            next = end;
        }
        Assert.Equal(count, next);
    }

    [Fact]
    public void ChunkCount_GrowsWithTheWorkUpToItsLimit()
    {
        Assert.Equal(1, Partition.ChunkCount(0));
        Assert.Equal(3, Partition.ChunkCount(3 * Partition.WorkPerChunk));
        Assert.Equal(Partition.MaxChunks, Partition.ChunkCount(long.MaxValue));
        Assert.Equal(Partition.MaxPartials, Partition.PartialCount(long.MaxValue));
    }
}
