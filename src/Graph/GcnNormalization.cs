using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Normalisation of weights that a gradient passes through.</summary>
internal static class GcnNormalization
{
    /// <summary><c>w_e / sqrt(d_source d_target)</c>, d the sum of a node's incoming weights; a node of degree 0 gives 0, with gradient 0.</summary>
    /// <param name="adjacency">Entries, self-loops included.</param>
    /// <param name="weight">Weight of each entry, <c>[E]</c>.</param>
    public static Tensor Normalize(SparseAdjacency adjacency, Tensor weight) =>
        Scale(adjacency, weight, Power(Segments.Sum(weight, Aggregate.EntriesByTarget(adjacency)), -0.5));

    /// <summary><c>w_e s_source s_target</c>.</summary>
    public static Tensor Scale(SparseAdjacency adjacency, Tensor weight, Tensor scale) =>
        Aggregate.SourceRows(adjacency, scale) * weight * Aggregate.TargetRows(adjacency, scale);

    /// <summary>A degree to a negative power; 0, with gradient 0, where the degree is 0.</summary>
    public static Tensor Power(Tensor degree, double exponent)
    {
        // The power is taken of 1 where the degree is 0, so that no infinite derivative meets a zero gradient.
        var isolated = degree == 0;
        return degree.masked_fill(isolated, 1).pow(exponent).masked_fill(isolated, 0);
    }
}
