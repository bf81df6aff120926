using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>The scaled Laplacian of <see cref="ChebConv"/> as edges with weights, its diagonal as self-loops.</summary>
internal static class Laplacian
{
    /// <summary><c>2 L / lambda_max - I</c>, as PyG computes it: without the graph's self-loops, degrees over a node's outgoing edges.</summary>
    /// <param name="adjacency">The edges as given.</param>
    /// <param name="edgeWeight">Weights instead of the adjacency's own, <c>[E]</c>, or null.</param>
    /// <param name="normalization">Which Laplacian.</param>
    /// <param name="like">Gives element type and device.</param>
    /// <param name="lambdaMax">One value or one per node; null for twice the largest entry of L.</param>
    /// <param name="reversed">Messages run from target to source.</param>
    public static WeightedEdges Scaled(
        SparseAdjacency adjacency, Tensor? edgeWeight, LaplacianNormalization normalization, Tensor like, Tensor? lambdaMax, bool reversed)
    {
        // Loops weigh 0 in A; the diagonal of L takes their place.
        var edges = adjacency.Derive(new AdjacencyForm(AdjacencyScaling.None, SelfLoops.Replace, LoopFill: 0));
        Tensor Weights(SparseAdjacency form) =>
            edgeWeight is null ? form.Tensors.Weight(like.dtype, like.device)! : Aggregate.ToEntries(form, edgeWeight, fill: 0);
        var leaving = edges.Reversed();
        var degree = Segments.Sum(Weights(leaving), Aggregate.EntriesByTarget(leaving));
        var isLoop = (edges.Tensors.EdgeId(like.device)! < 0).to_type(like.dtype);

        var laplacian = normalization switch
        {
            LaplacianNormalization.Symmetric => isLoop - GcnNormalization.Scale(edges, Weights(edges), GcnNormalization.Power(degree, -0.5)),
            LaplacianNormalization.RandomWalk => isLoop - Weights(edges) * Aggregate.SourceRows(edges, GcnNormalization.Power(degree, -1)),
            LaplacianNormalization.None => isLoop * Aggregate.TargetRows(edges, degree) - Weights(edges),
            _ => throw new ArgumentOutOfRangeException(nameof(normalization), normalization, "ChebConv: there is no such normalization."),
        };
        var scaled = 2 * laplacian / Largest(laplacian, lambdaMax, edges);
        // Without edges L = 0 has no largest eigenvalue to divide by.
        var weight = scaled.masked_fill(scaled.isfinite().logical_not(), 0) - isLoop;
        return reversed ? new(leaving, Reorder(weight, edges)) : new(edges, weight);
    }

    private static Tensor Largest(Tensor laplacian, Tensor? lambdaMax, SparseAdjacency edges)
    {
        if (lambdaMax is null) return laplacian.numel() == 0 ? ones_like(laplacian) : 2 * laplacian.max();
        return lambdaMax.numel() == 1 ? lambdaMax : Aggregate.SourceRows(edges, lambdaMax);
    }

    private static Tensor Reorder(Tensor perEntry, SparseAdjacency edges)
    {
        var order = Array.ConvertAll(edges.Transpose().Origin!, entry => (long)entry);
        return perEntry.index_select(0, HostTensors.Create<long>(order, [order.Length], perEntry.device));
    }
}
