using System.Text.Json.Serialization;

namespace GraphSeq.Datasets.Transforms;

/// <summary>Brings each column of flat node features into the range between two quantiles of the graphs it was fitted on: takes single wild values
/// (a length of -213) away.</summary>
/// <param name="Lower">Share of values that the lower limit leaves below it, in [0, 1). Default: 0.001.</param>
/// <param name="Upper">Share of values that the upper limit leaves below it, in (Lower, 1]. Default: 0.999.</param>
public sealed record ClipToQuantiles(double Lower = 0.001, double Upper = 0.999) : GraphTransform
{
    /// <summary>Smallest value of each column; null until fitted.</summary>
    public IReadOnlyList<float>? Min { get; init; }

    /// <summary>Largest value of each column; null until fitted.</summary>
    public IReadOnlyList<float>? Max { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsFitted => Min is not null && Max is not null;

    /// <inheritdoc/>
    public override GraphTransform Fit(GraphDataset dataset, IReadOnlyList<int> graphs)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(graphs);
        if (!(Lower >= 0 && Lower < Upper && Upper <= 1))
            throw new ArgumentException($"ClipToQuantiles: the shares are {Lower} and {Upper} but must satisfy 0 <= Lower < Upper <= 1.");
        var width = Columns.RequireFlat(dataset, nameof(ClipToQuantiles));
        var nodes = Columns.NodesOf(dataset, graphs);
        if (nodes.Length == 0) throw new ArgumentException("ClipToQuantiles: the graphs to fit on have no nodes. Pass the training part.", nameof(graphs));
        var (min, max, values) = (new float[width], new float[width], new float[nodes.Length]);
        for (var column = 0; column < width; column++)
        {
            for (var i = 0; i < nodes.Length; i++) values[i] = dataset.Features[nodes[i] * width + column];
            Array.Sort(values);
            (min[column], max[column]) = (Quantile(values, Lower), Quantile(values, Upper));
        }
        return this with { Min = min, Max = max };
    }

    /// <inheritdoc/>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        RequireFitted();
        var width = Columns.RequireFlat(dataset, nameof(ClipToQuantiles));
        Columns.RequireWidth(width, Min!.Count, nameof(ClipToQuantiles));
        Columns.RequireWidth(width, Max!.Count, nameof(ClipToQuantiles));
        var features = dataset.Features.ToArray();
        for (var i = 0; i < features.Length; i++) features[i] = Math.Clamp(features[i], Min[i % width], Max![i % width]);
        return dataset.With(parts => parts with { Features = features });
    }

    /// <summary>Between neighbours linearly, as NumPy's and PyTorch's default.</summary>
    private static float Quantile(float[] sorted, double share)
    {
        var position = share * (sorted.Length - 1);
        var below = (int)position;
        var above = Math.Min(below + 1, sorted.Length - 1);
        return (float)(sorted[below] + (position - below) * ((double)sorted[above] - sorted[below]));
    }
}
