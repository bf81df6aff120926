namespace GraphSeq.Datasets.Transforms;

/// <summary>Replaces the edges of each graph: every node gets one from each of its nearest nodes by Euclidean distance (PyG's <c>KNNGraph</c>). Exact;
/// of equally distant nodes those with smaller ids come first.</summary>
/// <param name="K">Neighbours of a node, at least 1; smaller graphs have fewer.</param>
public sealed record KNNGraph(int K = 6) : GraphTransform
{
    /// <summary>Names of the feature columns that are the coordinates; null for <see cref="GraphDataset.Positions"/>.</summary>
    public IReadOnlyList<string>? Coordinates { get; init; }

    /// <summary>Whether a node is its own first neighbour. Default: false.</summary>
    public bool Loop { get; init; }

    /// <summary>Adds the reverse edges that are missing. Default: false.</summary>
    public bool Undirected { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are no positions, or one is not finite.</exception>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(K, 1);
        var joined = PositionEdges.Replace(dataset, Coordinates, nameof(KNNGraph), (tree, node) => tree.Neighbours(node, K, double.PositiveInfinity, Loop));
        return Undirected ? new AddReverseEdges().Apply(joined) : joined;
    }
}
