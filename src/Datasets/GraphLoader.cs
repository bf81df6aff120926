using System.Collections;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Cuts a data set, or a part of it, into batches; every enumeration is one epoch.</summary>
/// <remarks>Dispose each batch after use. Order depends on seed and epoch alone, so an epoch can be entered again at any batch.</remarks>
public sealed class GraphLoader : IEnumerable<GraphBatch>
{
    private readonly GraphDataset _dataset;
    private readonly int[] _graphs;
    private readonly GraphLoaderOptions _options;

    /// <summary>Batches of the given graphs.</summary>
    /// <param name="dataset">The set.</param>
    /// <param name="graphs">Positions in the set; null for all.</param>
    /// <param name="options">Batch size, order, limits; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option is out of range, or there is no such graph.</exception>
    public GraphLoader(GraphDataset dataset, IReadOnlyList<int>? graphs = null, GraphLoaderOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        (_dataset, _options) = (dataset, options ?? new GraphLoaderOptions());
        _options.Validate();
        _graphs = graphs is null ? [.. Enumerable.Range(0, dataset.NumGraphs)] : [.. graphs];
        foreach (var g in _graphs)
            if (g < 0 || g >= dataset.NumGraphs)
                throw new ArgumentException($"GraphLoader: there is no graph {g}; {dataset.Name} has {dataset.NumGraphs}, numbered from 0.", nameof(graphs));
    }

    /// <summary>The epoch that the next enumeration is; counts up with each one.</summary>
    public int Epoch { get; set; }

    /// <summary>Number of graphs.</summary>
    public int NumGraphs => _graphs.Length;

    /// <summary>The graphs of each batch of an epoch.</summary>
    /// <param name="epoch">Counted from 0.</param>
    /// <returns>Positions in the set, batch by batch.</returns>
    public IReadOnlyList<int[]> Plan(int epoch)
    {
        int[] order = [.. _graphs];
        if (_options.Shuffle) SplitMix64.ForStream(_options.Seed, epoch).Shuffle<int>(order);
        List<int[]> batches = [];
        var (from, nodes, edges) = (0, 0L, 0L);
        for (var i = 0; i < order.Length; i++)
        {
            var (graphNodes, graphEdges) = _dataset.SizeOf(order[i]);
            if (i > from && (i - from == _options.BatchSize || nodes + graphNodes > _options.MaxNodes || edges + graphEdges > _options.MaxEdges))
            {
                batches.Add(order[from..i]);
                (from, nodes, edges) = (i, 0, 0);
            }
            (nodes, edges) = (nodes + graphNodes, edges + graphEdges);
        }
        if (from < order.Length && !(_options.DropLast && order.Length - from < _options.BatchSize)) batches.Add(order[from..]);
        return batches;
    }

    /// <summary>The batches of one epoch.</summary>
    public IEnumerator<GraphBatch> GetEnumerator()
    {
        foreach (var graphs in Plan(Epoch++)) yield return _dataset.Batch(graphs);
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
