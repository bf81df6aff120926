using System.Text.Json.Serialization;

namespace GraphSeq.Datasets.Transforms;

/// <summary>Several transforms, one after the other; each is fitted on the data as those before it leave it.</summary>
/// <param name="Transforms">The transforms, in order.</param>
public sealed record Compose(IReadOnlyList<GraphTransform> Transforms) : GraphTransform
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsFitted => Transforms.All(transform => transform.IsFitted);

    /// <inheritdoc/>
    public override GraphTransform Fit(GraphDataset dataset, IReadOnlyList<int> graphs)
    {
        List<GraphTransform> fitted = [];
        foreach (var transform in Transforms)
        {
            fitted.Add(transform.Fit(dataset, graphs));
            if (fitted.Count < Transforms.Count) dataset = fitted[^1].Apply(dataset);
        }
        return new Compose(fitted);
    }

    /// <inheritdoc/>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        RequireFitted();
        return Transforms.Aggregate(dataset, (data, transform) => transform.Apply(data));
    }
}
