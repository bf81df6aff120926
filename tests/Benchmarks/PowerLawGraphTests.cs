using GraphSeq.Benchmarks;

namespace GraphSeq.Tests.Benchmarks;

public class PowerLawGraphTests
{
    /// <summary>The published recipe, word for word.</summary>
    [Theory]
    [InlineData(1000, 5000)]
    [InlineData(100_000, 20_000)]
    public void Create_AnySize_FollowsTheRecipe(int numNodes, int numEdges)
    {
        var (source, target) = PowerLawGraph.Create(numNodes, numEdges);
        Assert.Equal(Enumerable.Range(0, numEdges).Select(i => Node((ulong)i, numNodes)), source);
        Assert.Equal(Enumerable.Range(numEdges, numEdges).Select(i => Node((ulong)i, numNodes)), target);
    }

    [Fact]
    public void Create_FirstEdges_AreKnownNumbers()
    {
        // SplitMix64 with seed 1 begins with 0x910A2DEC89025CC1 (also the first output of Java's SplittableRandom(1)): u = 0.56656157,
        // u^3 = 0.18186174, rank 18186, 18186 * 2654435761 mod 100000 = 49546.
        var (source, _) = PowerLawGraph.Create(100_000, 1);
        Assert.Equal((int)(18186UL * 2654435761UL % 100_000), source[0]);
    }

    private static int Node(ulong i, int numNodes)
    {
        var z = unchecked(1 + (i + 1) * 0x9E3779B97F4A7C15);
        z = unchecked((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9);
        z = unchecked((z ^ (z >> 27)) * 0x94D049BB133111EB);
        z ^= z >> 31;
        var u = (z >> 11) * Math.Pow(2, -53);
        var rank = (ulong)Math.Floor(numNodes * Math.Pow(u, 3));
        return (int)(rank * 2654435761 % (ulong)numNodes);
    }
}
