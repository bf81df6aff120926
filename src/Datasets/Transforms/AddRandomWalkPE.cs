using GraphSeq.Graph;

namespace GraphSeq.Datasets.Transforms;

/// <summary>Appends to each node's flat features the probabilities that a random walk is back after 1, 2, … steps:
/// <see cref="PositionalEncoding.RandomWalk"/>.</summary>
/// <param name="WalkLength">Number of steps, at least 1.</param>
public sealed record AddRandomWalkPE(int WalkLength) : GraphTransform
{
    /// <inheritdoc/>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return GraphByGraph.Append(
            dataset, FeatureNaming.Numbered("walk", WalkLength), nameof(AddRandomWalkPE),
            (edges, numNodes, weight) => PositionalEncoding.RandomWalk(edges, WalkLength, numNodes, weight));
    }
}
