using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class PartialSumsTests
{
    [Fact]
    public void Add_ThreeRows_SumsColumns()
    {
        var partials = PinnedArray.Of(1f, 2f, 10f, 20f, 100f, 200f);
        var sum = new PinnedArray<float>(2);
        PartialSums.Add<float>(partials, 3, 2, sum);
        Assert.Equal([111f, 222f], sum.Values);
    }

    [Fact]
    public void Add_EveryCountAndLevel_GivesTheBitsOfAPlainLoop()
    {
        for (var count = 1; count <= 300; count++)
        {
            var partials = PinnedArray.Random<float>(8 * count, seed: count);
            var expected = new float[count];
            for (var p = 0; p < 8; p++)
                for (var i = 0; i < count; i++) expected[i] = p == 0 ? partials[i] : expected[i] + partials[p * count + i];
            KernelTest.AtEveryLevel(_ =>
            {
                var sum = PinnedArray.Unwritten<float>(count);
                PartialSums.Add<float>(partials, 8, count, sum);
                Assert.Equal(expected, sum.Values);
            });
        }
    }

    [Fact]
    public void Add_MoreThanAThreadsShare_GivesTheSameBitsOnAnyThreads()
    {
        const int Count = 70_001;
        var partials = PinnedArray.Random<float>(8 * Count, seed: 3);
        KernelTest.AssertSameBitsOnAnyThreads<float>(() =>
        {
            var sum = PinnedArray.Unwritten<float>(Count);
            PartialSums.Add<float>(partials, 8, Count, sum);
            return [sum];
        });
        Assert.True(Partition.ChunkCount(8L * Count) > 1);
    }

    [Fact]
    public void Drain_Block_IsAddedAndCleared()
    {
        var (block, sum) = (PinnedArray.Of(1f, 2f), PinnedArray.Of(10f, 20f));
        PartialSums.Drain<float>(block, sum, 2);
        Assert.Equal([11f, 22f], sum.Values);
        Assert.Equal([0f, 0f], block.Values);
    }
}
