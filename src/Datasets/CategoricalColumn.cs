namespace GraphSeq.Datasets;

/// <summary>A column of categories of the nodes that is kept as numbers, not as one-hot features: a batch holds it in <c>Categories</c>, for a model to
/// look up an embedding.</summary>
/// <param name="Values">Category of each node, in <c>[0, Width)</c>.</param>
/// <param name="Width">Number of categories: rows of the embedding, or the width of a one-hot code.</param>
public sealed record CategoricalColumn(int[] Values, int Width)
{
    /// <summary>The column's name; empty when unnamed.</summary>
    public string Name { get; init; } = "";

    /// <summary>What the files call each category, <see cref="Width"/> of them; empty when unnamed.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];
}
