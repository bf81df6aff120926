using GraphSeq.Graph;

namespace GraphSeq.Benchmarks;

/// <summary>A graph whose degrees fall off as a power law, the same on every machine: anyone can make it again in any language.</summary>
/// <remarks>
/// SplitMix64 with seed 1, its outputs 0..E-1 for sources and E..2E-1 for targets; <c>u = (z >> 11) * 2^-53</c>, <c>rank = floor(N u^3)</c>,
/// <c>node = rank * 2654435761 mod N</c>.
/// </remarks>
internal static class PowerLawGraph
{
    public static (int[] Source, int[] Target) Create(int numNodes, int numEdges)
    {
        var random = new SplitMix64(1);
        var source = Draw(ref random, numNodes, numEdges);
        return (source, Draw(ref random, numNodes, numEdges));
    }

    private static int[] Draw(ref SplitMix64 random, int numNodes, int count)
    {
        var nodes = new int[count];
        for (var i = 0; i < count; i++)
        {
            var u = random.NextDouble();
            var rank = (ulong)(numNodes * (u * u * u));
            nodes[i] = (int)(rank * 2654435761UL % (ulong)numNodes);
        }
        return nodes;
    }
}
