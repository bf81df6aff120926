using GraphSeq.Graph;

namespace GraphSeq.Datasets.Transforms;

/// <summary>Appends to each node's flat features its entries of the Laplacian's first eigenvectors but one:
/// <see cref="PositionalEncoding.LaplacianEigenvectors"/>, with the fixed signs told there.</summary>
/// <param name="K">Number of eigenvectors, at least 1; smaller graphs get zeros for those they lack.</param>
public sealed record AddLaplacianEigenvectorPE(int K) : GraphTransform
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The set is directed, or a graph has more nodes than the dense solver takes.</exception>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!dataset.Adjacency.IsSymmetric)
            throw new ArgumentException($"AddLaplacianEigenvectorPE: {dataset.Name} has edges without their reverse. Apply AddReverseEdges first.",
                nameof(dataset));
        return GraphByGraph.Append(
            dataset, FeatureNaming.Numbered("eigenvector", K), nameof(AddLaplacianEigenvectorPE),
            (edges, numNodes, weight) => PositionalEncoding.LaplacianEigenvectors(edges, K, numNodes, weight));
    }
}
