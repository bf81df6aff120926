using System.Text.Json.Serialization;
using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Datasets.Transforms;

/// <summary>Standardises node features, per feature or per channel of series and images, by the statistics of the graphs it was fitted on:
/// <c>clip((x - mean) / scale, ±limit)</c>.</summary>
/// <remarks>The numbers are those of <see cref="FeatureStatistics"/> and <see cref="FeatureScaler"/>, which a model with <c>Standardize</c> uses itself.
/// Steps behind a series' length stay 0.</remarks>
public sealed record Standardize : GraphTransform
{
    private const int GraphsAtOnce = 256;

    /// <summary>Largest magnitude that comes out, above 0; null for no limit. Default: null.</summary>
    public double? Clip { get; init; }

    /// <summary>Mean of each feature or channel; null until fitted.</summary>
    public IReadOnlyList<float>? Mean { get; init; }

    /// <summary>What each is divided by: the deviation, 1 for a constant; null until fitted.</summary>
    public IReadOnlyList<float>? Scale { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsFitted => Mean is not null && Scale is not null;

    /// <inheritdoc/>
    public override GraphTransform Fit(GraphDataset dataset, IReadOnlyList<int> graphs)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        ArgumentNullException.ThrowIfNull(graphs);
        Columns.RequireFeatures(dataset, nameof(Standardize));
        var statistics = new FeatureStatistics(dataset.NodeShape.ToArray());
        foreach (var batch in new GraphLoader(dataset, graphs, new GraphLoaderOptions { BatchSize = GraphsAtOnce }))
            using (batch) statistics.Add(batch.X!, batch.Lengths);
        if (graphs.Sum(graph => dataset.NodePtr[graph + 1] - dataset.NodePtr[graph]) == 0)
            throw new ArgumentException("Standardize: the graphs to fit on have no nodes. Pass the training part.", nameof(graphs));
        using var scaler = statistics.ToScaler(Clip);
        return this with { Mean = scaler.Means, Scale = scaler.Scales };
    }

    /// <inheritdoc/>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        RequireFitted();
        Columns.RequireFeatures(dataset, nameof(Standardize));
        using var scope = NewDisposeScope();
        using var guard = no_grad();
        using var scaler = new FeatureScaler([.. Mean!], [.. Scale!], dataset.NodeShape.ToArray(), Clip);
        var features = HostTensors.ToArray<float>(scaler.call(HostTensors.Create(dataset.Features, [dataset.NumNodes, .. dataset.NodeShape])));
        Columns.ClearPadding(dataset, features);
        return dataset.With(parts => parts with { Features = features });
    }
}
