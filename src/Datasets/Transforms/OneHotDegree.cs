using System.Globalization;
using System.Text.Json.Serialization;

namespace GraphSeq.Datasets.Transforms;

/// <summary>Appends the one-hot code of the number of edges that enter a node to its flat features; all degrees from the highest on share its column.</summary>
/// <param name="MaxDegree">Highest degree with a column of its own, at least 0; null to learn it: the highest among the graphs fitted on.</param>
public sealed record OneHotDegree(int? MaxDegree = null) : GraphTransform
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsFitted => MaxDegree is not null;

    /// <inheritdoc/>
    public override GraphTransform Fit(GraphDataset dataset, IReadOnlyList<int> graphs)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(graphs);
        if (IsFitted) return this;
        var degrees = Columns.Degrees(dataset);
        return new OneHotDegree(Columns.NodesOf(dataset, graphs).Select(node => degrees[node]).DefaultIfEmpty().Max());
    }

    /// <inheritdoc/>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        RequireFitted();
        var highest = MaxDegree!.Value;
        ArgumentOutOfRangeException.ThrowIfNegative(highest, nameof(MaxDegree));
        var (degrees, width) = (Columns.Degrees(dataset), highest + 1);
        var codes = new float[checked(degrees.Length * width)];
        for (var node = 0; node < degrees.Length; node++) codes[node * width + Math.Min(degrees[node], highest)] = 1;
        var labels = Enumerable.Range(0, width).Select(degree => string.Create(CultureInfo.InvariantCulture, $"{(degree == highest ? "≥" : "")}{degree}"));
        return Columns.Append(dataset, codes, [.. FeatureNaming.OneHot("degree", labels)], nameof(OneHotDegree));
    }
}
