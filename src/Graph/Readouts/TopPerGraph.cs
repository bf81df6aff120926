using static TorchSharp.torch;

namespace GraphSeq.Graph.Readouts;

/// <summary>The nodes with the largest scores of each graph.</summary>
internal static class TopPerGraph
{
    /// <summary>Selects per graph, largest first; of equal scores the node given first.</summary>
    /// <param name="score">Score of each node, <c>[N]</c>; no gradient passes through the selection.</param>
    /// <param name="groups">The graph of each node.</param>
    /// <param name="limit">How many nodes to take of a graph of that many.</param>
    /// <param name="width">Places per graph in the table that the second result counts in.</param>
    /// <returns>The nodes selected, graph after graph, and for each its place in a table of one row per graph.</returns>
    public static (long[] Node, long[] Place) Select(Tensor score, RowGroups groups, Func<int, int> limit, long width = 0)
    {
        var values = HostTensors.ToArray<double>(groups.Together(score.detach()));
        var nodes = HostTensors.ToArray<long>(groups.Together(arange(score.shape[0], ScalarType.Int64)));
        List<long> selected = [], places = [];
        for (var g = 0; g < groups.Index.NumGraphs; g++)
        {
            var (first, count) = (groups.Index.Ptr[g], groups.Index.Ptr[g + 1] - groups.Index.Ptr[g]);
            var ranked = Enumerable.Range(first, count).OrderByDescending(i => values[i], NanLargest).Take(limit(count));
            foreach (var (rank, i) in ranked.Index())
            {
                selected.Add(nodes[i]);
                places.Add(g * width + rank);
            }
        }
        return ([.. selected], [.. places]);
    }

    /// <summary>As PyTorch sorts: a NaN counts as larger than any number.</summary>
    private static readonly Comparer<double> NanLargest = Comparer<double>.Create((a, b) =>
        double.IsNaN(a) || double.IsNaN(b) ? double.IsNaN(a).CompareTo(double.IsNaN(b)) : a.CompareTo(b));
}
