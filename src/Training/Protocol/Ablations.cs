using GraphSeq.Datasets;
using GraphSeq.Graph;

namespace GraphSeq.Training.Protocol;

/// <summary>Makes the data sets of <see cref="DataAblation"/>.</summary>
public static class Ablations
{
    private const long ColumnStream = 11, NodeStream = 12, CategoryStream = 1 << 20;

    /// <summary>The data set without what the ablation takes.</summary>
    /// <param name="dataset">It stays as it is.</param>
    /// <param name="ablation">What to take.</param>
    /// <param name="seed">Decides the order.</param>
    /// <exception cref="ArgumentException">It is a set of graph sequences.</exception>
    public static GraphDataset Apply(GraphDataset dataset, DataAblation ablation, long seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.Sequences is not null && ablation != DataAblation.None)
            throw new ArgumentException($"{dataset.Name}: ablations are for sets of graphs, not of graph sequences.", nameof(dataset));
        return ablation switch
        {
            DataAblation.ShuffledColumns => ShuffleColumns(dataset, seed),
            DataAblation.ShuffledNodes => ShuffleNodes(dataset, seed),
            _ => dataset,
        };
    }

    private static GraphDataset ShuffleColumns(GraphDataset dataset, long seed)
    {
        var dense = dataset.Features;
        var shape = dataset.NodeShape.ToArray();
        var order = new int[(int)shape[0]];
        for (var i = 0; i < order.Length; i++) order[i] = i;
        SplitMix64.ForStream(seed, ColumnStream).Shuffle<int>(order);
        var width = dataset.NumNodes == 0 ? 0 : dense.Length / dataset.NumNodes;
        var inner = order.Length == 0 ? 0 : width / order.Length;
        var features = new float[dense.Length];
        for (var node = 0; node < dataset.NumNodes; node++)
            for (var i = 0; i < order.Length; i++)
                dense.Slice(node * width + order[i] * inner, inner).CopyTo(features.AsSpan(node * width + i * inner));
        return dataset.With(parts => parts with { Features = features, FeatureNames = [], Categories = [.. parts.Categories.Select(Renumber)] });

        CategoricalColumn Renumber(CategoricalColumn column, int index)
        {
            var codes = new int[column.Width];
            for (var i = 0; i < codes.Length; i++) codes[i] = i;
            SplitMix64.ForStream(seed, CategoryStream + index).Shuffle<int>(codes);
            return column with { Values = Array.ConvertAll(column.Values, code => codes[code]), Labels = [] };
        }
    }

    private static GraphDataset ShuffleNodes(GraphDataset dataset, long seed)
    {
        var from = new int[dataset.NumNodes];
        for (var node = 0; node < from.Length; node++) from[node] = node;
        for (var graph = 0; graph < dataset.NumGraphs; graph++)
            SplitMix64.ForStream(seed, NodeStream + graph).Shuffle(from.AsSpan(dataset.NodePtr[graph]..dataset.NodePtr[graph + 1]));
        var width = dataset.NumNodes == 0 ? 0 : dataset.Features.Length / dataset.NumNodes;
        var features = new float[dataset.Features.Length];
        for (var node = 0; node < from.Length; node++) dataset.Features.Slice(from[node] * width, width).CopyTo(features.AsSpan(node * width));
        var lengths = dataset.Lengths.ToArray();
        return dataset.With(parts => parts with
        {
            Features = features,
            Categories = [.. parts.Categories.Select(column => column with { Values = Array.ConvertAll(from, node => column.Values[node]) })],
            Lengths = parts.Lengths is null ? null : Array.ConvertAll(from, node => lengths[node]),
        });
    }
}
