namespace GraphSeq.Datasets.Transforms;

/// <summary>What transforms of node features share: checks, and columns appended to flat features.</summary>
internal static class Columns
{
    /// <summary>Requires a set of graphs: the nodes of graph sequences have a row in every frame.</summary>
    public static void RequireGraphs(GraphDataset dataset, string owner)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.Sequences is not null) throw new ArgumentException($"{owner}: {dataset.Name} is a set of graph sequences, but must be one of graphs.", nameof(dataset));
    }

    /// <summary>Requires node features of some kind.</summary>
    public static void RequireFeatures(GraphDataset dataset, string owner)
    {
        RequireGraphs(dataset, owner);
        if (dataset.Features.IsEmpty) throw new ArgumentException($"{owner}: {dataset.Name} has no dense node features.", nameof(dataset));
    }

    /// <summary>Requires flat features, and tells how many.</summary>
    public static int RequireFlat(GraphDataset dataset, string owner)
    {
        if (dataset.NodeShape.Length == 1) return (int)dataset.NodeShape[0];
        var shape = string.Join(", ", dataset.NodeShape.ToArray());
        throw new ArgumentException($"{owner}: node features of {dataset.Name} are [{shape}] but must be flat, [F].", nameof(dataset));
    }

    /// <summary>Requires as many columns as were fitted.</summary>
    public static void RequireWidth(int found, int fitted, string owner)
    {
        if (found != fitted)
            throw new ArgumentException($"{owner}: the data set has {found} feature columns, but the transform was fitted on {fitted}. Apply it " +
                "to sets of one kind.");
    }

    /// <summary>The set with more columns behind its flat features.</summary>
    /// <param name="dataset">The set.</param>
    /// <param name="added">Row-major, one row per node.</param>
    /// <param name="names">A name per column added.</param>
    /// <param name="owner">Who asks, in messages.</param>
    public static GraphDataset Append(GraphDataset dataset, float[] added, IReadOnlyList<string> names, string owner)
    {
        var width = RequireFlat(dataset, owner);
        var (total, extra) = (width + names.Count, names.Count);
        var features = new float[checked(dataset.NumNodes * total)];
        for (var node = 0; node < dataset.NumNodes; node++)
        {
            dataset.Features.Slice(node * width, width).CopyTo(features.AsSpan(node * total));
            added.AsSpan(node * extra, extra).CopyTo(features.AsSpan(node * total + width));
        }
        IEnumerable<string> before = dataset.FeatureNames.Count == width ? dataset.FeatureNames : FeatureNaming.Numbered("feature", width);
        return dataset.With(parts => parts with { Features = features, NodeShape = [total], FeatureNames = [.. before, .. names] });
    }

    /// <summary>All nodes of some graphs.</summary>
    public static int[] NodesOf(GraphDataset dataset, IReadOnlyList<int> graphs)
    {
        foreach (var graph in graphs)
            if (graph < 0 || graph >= dataset.NumGraphs)
                throw new ArgumentException($"{dataset.Name}: there is no graph {graph}; the set has {dataset.NumGraphs}, numbered from 0.", nameof(graphs));
        return [.. graphs.SelectMany(graph => Enumerable.Range(dataset.NodePtr[graph], dataset.NodePtr[graph + 1] - dataset.NodePtr[graph]))];
    }

    /// <summary>Edges that enter each node.</summary>
    public static int[] Degrees(GraphDataset dataset)
    {
        var ptr = dataset.Adjacency.RowPtr;
        var degrees = new int[ptr.Length - 1];
        for (var node = 0; node < degrees.Length; node++) degrees[node] = ptr[node + 1] - ptr[node];
        return degrees;
    }

    /// <summary>Sets the steps behind each series' length to 0.</summary>
    public static void ClearPadding(GraphDataset dataset, float[] features)
    {
        if (dataset.Lengths.IsEmpty) return;
        var width = features.Length / dataset.NumNodes;
        var step = width / (int)dataset.NodeShape[0];
        for (var node = 0; node < dataset.NumNodes; node++)
        {
            var valid = (int)dataset.Lengths[node] * step;
            features.AsSpan(node * width + valid, width - valid).Clear();
        }
    }
}
