using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>Edges and what messages along them are multiplied by: the adjacency's constant weights, or ones that a gradient passes through.</summary>
/// <param name="Adjacency">The edges that messages run along.</param>
/// <param name="Weight">Weight of each entry, <c>[E]</c>; null for the adjacency's own.</param>
internal readonly record struct WeightedEdges(SparseAdjacency Adjacency, Tensor? Weight)
{
    /// <summary>The edges as they are.</summary>
    /// <param name="adjacency">The edges.</param>
    /// <param name="edgeWeight">Weights instead of the adjacency's own, <c>[E]</c> in the order edges were given, or null.</param>
    public static WeightedEdges Plain(SparseAdjacency adjacency, Tensor? edgeWeight) =>
        new(adjacency, edgeWeight is null ? null : Aggregate.ToEntries(adjacency, edgeWeight));

    /// <summary>PyG's <c>gcn_norm</c>: <c>D^-1/2 (A + I) D^-1/2</c>; constant weights are normalised once and kept by the adjacency.</summary>
    /// <param name="adjacency">The edges.</param>
    /// <param name="edgeWeight">Weights instead of the adjacency's own, <c>[E]</c> in the order edges were given, or null.</param>
    /// <param name="addSelfLoops">False leaves I out.</param>
    /// <param name="improved">Added self-loops weigh 2. As in PyG this shows only where edges have weights.</param>
    public static WeightedEdges Normalized(SparseAdjacency adjacency, Tensor? edgeWeight, bool addSelfLoops = true, bool improved = false)
    {
        if (edgeWeight is null) return new(adjacency.Derive(AdjacencyForm.Gcn(improved && !adjacency.Weight.IsEmpty, addSelfLoops)), null);
        var form = AdjacencyForm.Gcn(improved, addSelfLoops);
        var structure = adjacency.Derive(form with { Scaling = AdjacencyScaling.None, LoopFill = 1 });
        return new(structure, GcnNormalization.Normalize(structure, Aggregate.ToEntries(structure, edgeWeight, form.LoopFill)));
    }

    /// <summary>While training, each edge's weight is dropped with the given chance and the others grow to make up for it.</summary>
    /// <param name="chance">Chance of an edge to be dropped.</param>
    /// <param name="training">Whether the layer is in training mode.</param>
    /// <param name="like">Gives element type and device.</param>
    public WeightedEdges WithDropout(double chance, bool training, Tensor like)
    {
        if (chance == 0 || !training) return this;
        var weight = Weight ?? Adjacency.Tensors.Weight(like.dtype, like.device) ?? ones(Adjacency.NumEdges, like.dtype, like.device);
        return this with { Weight = nn.functional.dropout(weight, chance, training: true) };
    }

    /// <summary>Passes rows along the edges and reduces them per target: <c>[N, ...] -> [N, ...]</c>.</summary>
    public Tensor Propagate(Tensor x, Aggregation aggregation) => Aggregate.Reduce(Adjacency, x, Weight, aggregation);
}
