namespace GraphSeq.Datasets.Transforms;

/// <summary>Appends the number of edges that enter a node to its flat features, as column <c>degree</c>.</summary>
public sealed record AddDegree : GraphTransform
{
    /// <inheritdoc/>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        return Columns.Append(dataset, Array.ConvertAll(Columns.Degrees(dataset), degree => (float)degree), ["degree"], nameof(AddDegree));
    }
}
