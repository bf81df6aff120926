using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Edges of grids and chains, both ways, for many graphs at once.</summary>
internal static class RegularAdjacency
{
    /// <summary>The same grid, nodes row by row, for every graph.</summary>
    public static SparseAdjacency Grids(int numGraphs, int rows, int columns, GridNeighbours neighbours)
    {
        var (rowPtr, source) = (new List<int> { 0 }, new List<int>());
        for (var row = 0; row < rows; row++)
            for (var column = 0; column < columns; column++)
            {
                for (var dy = -1; dy <= 1; dy++)
                    for (var dx = -1; dx <= 1; dx++)
                    {
                        var joined = (dy, dx) != (0, 0) && (neighbours == GridNeighbours.Eight || dy == 0 || dx == 0);
                        if (joined && (uint)(row + dy) < (uint)rows && (uint)(column + dx) < (uint)columns)
                            source.Add((row + dy) * columns + column + dx);
                    }
                rowPtr.Add(source.Count);
            }
        return Repeat([.. rowPtr], [.. source], numGraphs);
    }

    /// <summary>For every graph a chain in which each node is joined to those up to <paramref name="reach"/> before and behind it.</summary>
    /// <param name="nodePtr">First node of each graph and, last, the number of nodes.</param>
    /// <param name="reach">At least 1.</param>
    public static SparseAdjacency Chains(ReadOnlySpan<int> nodePtr, int reach)
    {
        var (rowPtr, source) = (new int[nodePtr[^1] + 1], new List<int>());
        for (var graph = 0; graph < nodePtr.Length - 1; graph++)
            for (var node = nodePtr[graph]; node < nodePtr[graph + 1]; node++)
            {
                for (var other = Math.Max(nodePtr[graph], node - reach); other <= Math.Min(nodePtr[graph + 1] - 1, node + reach); other++)
                    if (other != node) source.Add(other);
                rowPtr[node + 1] = source.Count;
            }
        return SparseAdjacency.FromSortedRows(rowPtr, [.. source]);
    }

    /// <summary>First node of each graph where all have equally many.</summary>
    public static int[] EqualPtr(int numGraphs, int nodesPerGraph)
    {
        var ptr = new int[numGraphs + 1];
        for (var graph = 0; graph <= numGraphs; graph++) ptr[graph] = checked(graph * nodesPerGraph);
        return ptr;
    }

    private static SparseAdjacency Repeat(int[] rowPtr, int[] source, int times)
    {
        var numNodes = rowPtr.Length - 1;
        var (allPtr, allSources) = (new int[checked(times * numNodes) + 1], new int[checked(times * source.Length)]);
        for (var graph = 0; graph < times; graph++)
        {
            for (var node = 0; node < numNodes; node++) allPtr[graph * numNodes + node + 1] = graph * source.Length + rowPtr[node + 1];
            for (var e = 0; e < source.Length; e++) allSources[graph * source.Length + e] = graph * numNodes + source[e];
        }
        return SparseAdjacency.FromSortedRows(allPtr, allSources);
    }
}
