namespace GraphSeq.Datasets;

/// <summary>A column of node labels that is written out as one-hot features only when a batch is made.</summary>
/// <param name="Values">Category of each node, in <c>[0, Width)</c>.</param>
/// <param name="Width">Number of categories, the width of the one-hot code.</param>
public sealed record CategoricalColumn(int[] Values, int Width);
