namespace GraphSeq.Datasets.Transforms;

/// <summary>Edges that follow from where nodes are.</summary>
internal static class PositionEdges
{
    /// <summary>The set with an edge to each node from those that a search among its graph's nodes finds.</summary>
    /// <param name="dataset">The set.</param>
    /// <param name="coordinates">Feature columns to take as coordinates; null for the set's positions.</param>
    /// <param name="owner">Who asks, in messages.</param>
    /// <param name="neighbours">Finds a node's neighbours, both counted from the graph's first node.</param>
    public static GraphDataset Replace(GraphDataset dataset, IReadOnlyList<string>? coordinates, string owner, Func<KdTree, int, List<int>> neighbours)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var (positions, dimensions) = Positions(dataset, coordinates, owner);
        var edges = new EdgeSet();
        for (var graph = 0; graph < dataset.NumGraphs; graph++)
        {
            var (first, end) = (dataset.NodePtr[graph], dataset.NodePtr[graph + 1]);
            var tree = new KdTree(positions[(first * dimensions)..(end * dimensions)], dimensions);
            for (var node = first; node < end; node++)
                foreach (var neighbour in neighbours(tree, node - first)) edges.Add(first + neighbour, node);
        }
        return dataset.With(parts => edges.PutInto(parts, dataset.NumNodes));
    }

    private static (float[] Values, int Dimensions) Positions(GraphDataset dataset, IReadOnlyList<string>? coordinates, string owner)
    {
        var (values, dimensions) = coordinates is null
            ? (dataset.Positions.ToArray(), dataset.NumDimensions)
            : (ColumnsNamed(dataset, coordinates, owner), coordinates.Count);
        if (dimensions == 0)
            throw new ArgumentException($"{owner}: {dataset.Name} has no positions. Name the feature columns that are coordinates in Coordinates.",
                nameof(dataset));
        if (Array.FindIndex(values, value => !float.IsFinite(value)) is var wrong and >= 0)
            throw new ArgumentException($"{owner}: a coordinate of node {wrong / dimensions} of {dataset.Name} is {values[wrong]}; it must be finite.", nameof(dataset));
        return (values, dimensions);
    }

    private static float[] ColumnsNamed(GraphDataset dataset, IReadOnlyList<string> names, string owner)
    {
        var width = Columns.RequireFlat(dataset, owner);
        var known = dataset.FeatureNames.ToList();
        int[] columns = [.. names.Select(name => known.IndexOf(name) is var column and >= 0 ? column : throw new ArgumentException(
            $"{owner}: {dataset.Name} has no feature column '{name}'; it has {(known.Count == 0 ? "unnamed ones" : string.Join(", ", known.Take(12)))}.", nameof(names)))];
        var values = new float[dataset.NumNodes * columns.Length];
        for (var i = 0; i < values.Length; i++) values[i] = dataset.Features[i / columns.Length * width + columns[i % columns.Length]];
        return values;
    }
}
