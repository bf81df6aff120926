using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Datasets.Transforms;

/// <summary>Computes columns of node features graph by graph, from the edges.</summary>
internal static class GraphByGraph
{
    /// <summary>The set with the columns that a function of each graph's edges gives.</summary>
    /// <param name="dataset">The set.</param>
    /// <param name="names">A name per column.</param>
    /// <param name="owner">Who asks, in messages.</param>
    /// <param name="encode">From edge index, number of nodes and edge weights (null for 1) to <c>[N, columns]</c>.</param>
    public static GraphDataset Append(GraphDataset dataset, IReadOnlyList<string> names, string owner, Func<Tensor, int, Tensor?, Tensor> encode)
    {
        Columns.RequireFlat(dataset, owner);
        var columns = new float[checked(dataset.NumNodes * names.Count)];
        for (var graph = 0; graph < dataset.NumGraphs; graph++)
        {
            var (first, end) = (dataset.NodePtr[graph], dataset.NodePtr[graph + 1]);
            if (end == first) continue;
            using var scope = NewDisposeScope();
            var (edgeIndex, weight) = Edges(dataset, first, end);
            HostTensors.View<float>(encode(edgeIndex, end - first, weight).contiguous()).CopyTo(columns.AsSpan(first * names.Count));
        }
        return Columns.Append(dataset, columns, names, owner);
    }

    private static (Tensor EdgeIndex, Tensor? Weight) Edges(GraphDataset dataset, int first, int end)
    {
        var ptr = dataset.Adjacency.RowPtr;
        var source = dataset.Adjacency.Source;
        var (from, count) = (ptr[first], ptr[end] - ptr[first]);
        var ids = new long[2 * count];
        for (var node = first; node < end; node++)
            for (var e = ptr[node]; e < ptr[node + 1]; e++) (ids[e - from], ids[count + e - from]) = (source[e] - first, node - first);
        var weight = dataset.Adjacency.Weight.IsEmpty ? null : HostTensors.Create(dataset.Adjacency.Weight.Slice(from, count), [count]);
        return (HostTensors.Create(ids, [2, count]), weight);
    }
}
