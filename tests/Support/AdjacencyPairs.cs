using GraphSeq.Graph;

namespace GraphSeq.Tests.Support;

/// <summary>Adjacencies as plain lists, for comparisons.</summary>
internal static class AdjacencyPairs
{
    /// <summary>Target and source of each entry, in the adjacency's order.</summary>
    public static (int Target, int Source)[] ToPairs(this SparseAdjacency adjacency)
    {
        var pairs = new (int, int)[adjacency.NumEdges];
        for (var target = 0; target < adjacency.NumNodes; target++)
            for (var e = adjacency.RowPtr[target]; e < adjacency.RowPtr[target + 1]; e++) pairs[e] = (target, adjacency.Source[e]);
        return pairs;
    }
}
