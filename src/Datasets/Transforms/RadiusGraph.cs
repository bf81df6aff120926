namespace GraphSeq.Datasets.Transforms;

/// <summary>Replaces the edges of each graph: every node gets one from each node at most so far away (PyG's <c>RadiusGraph</c>). Exact.</summary>
/// <param name="Radius">Largest Euclidean distance, itself included; at least 0.</param>
public sealed record RadiusGraph(double Radius) : GraphTransform
{
    /// <summary>Neighbours of a node at most: the nearest, of equally distant ones those with smaller ids. Null for all (PyG: any 32).</summary>
    public int? MaxNeighbors { get; init; }

    /// <summary>Names of the feature columns that are the coordinates; null for <see cref="GraphDataset.Positions"/>.</summary>
    public IReadOnlyList<string>? Coordinates { get; init; }

    /// <summary>Whether a node is its own neighbour. Default: false.</summary>
    public bool Loop { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There are no positions, or one is not finite.</exception>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        if (!(Radius >= 0)) throw new ArgumentException($"RadiusGraph: Radius is {Radius} but must be at least 0.");
        if (MaxNeighbors is < 1) throw new ArgumentException($"RadiusGraph: MaxNeighbors is {MaxNeighbors} but must be at least 1, or null.");
        return PositionEdges.Replace(
            dataset, Coordinates, nameof(RadiusGraph), (tree, node) => tree.Neighbours(node, MaxNeighbors ?? int.MaxValue, Radius, Loop));
    }
}
