namespace GraphSeq.Datasets.Transforms;

/// <summary>Brings every node feature into a fixed range: <c>min(max(x, Min), Max)</c>.</summary>
/// <param name="Min">Smallest value that comes out.</param>
/// <param name="Max">Largest value that comes out.</param>
public sealed record Clip(float Min, float Max) : GraphTransform
{
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Min is above Max.</exception>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!(Min <= Max)) throw new ArgumentException($"Clip: Min is {Min} and Max {Max}; Min must not be above Max.");
        return dataset.With(parts => parts with { Features = Array.ConvertAll(parts.Features, value => Math.Clamp(value, Min, Max)) });
    }
}
