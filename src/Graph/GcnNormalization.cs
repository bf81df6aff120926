using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Symmetric normalisation of weights that a gradient passes through.</summary>
internal static class GcnNormalization
{
    /// <summary><c>w_e / sqrt(d_source d_target)</c>, d the sum of a node's incoming weights; a node of degree 0 gives 0, with gradient 0.</summary>
    /// <param name="adjacency">Entries, self-loops included.</param>
    /// <param name="weight">Weight of each entry, <c>[E]</c>.</param>
    public static Tensor Normalize(SparseAdjacency adjacency, Tensor weight)
    {
        var degree = Segments.Sum(weight, Aggregate.EntriesByTarget(adjacency));
        var scale = InversePower(degree, -0.5);
        return Aggregate.SourceRows(adjacency, scale) * weight * Aggregate.TargetRows(adjacency, scale);
    }

    /// <summary>A negative power of the degrees; 0, with gradient 0, where the degree is 0.</summary>
    public static Tensor InversePower(Tensor degree, double power)
    {
        // The power is taken of 1 where the degree is 0, so that no infinite derivative meets a zero gradient.
        var isolated = degree == 0;
        return degree.masked_fill(isolated, 1).pow(power).masked_fill(isolated, 0);
    }
}
