using System.Globalization;

namespace GraphSeq.Datasets.Transforms;

/// <summary>Writes a set's <see cref="GraphDataset.Categories"/> out as one-hot columns behind its flat features. For wide columns an embedding
/// (<c>CategorySizes</c> of a model) computes the same as a linear layer on these codes, without storing them.</summary>
public sealed record OneHotCategories : GraphTransform
{
    private const long MaxValues = 1L << 28;                // 1 GiB

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">The codes would be more than 1 GiB.</exception>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.Categories.Count == 0) return dataset;
        var width = dataset.Categories.Sum(column => (long)column.Width);
        if (width * dataset.NumNodes > MaxValues)
            throw new ArgumentException(
                $"OneHotCategories: {dataset.NumNodes} nodes with {width} categories would make {width * dataset.NumNodes} numbers, more than {MaxValues}. " +
                "Use a model with CategorySizes, which embeds them.", nameof(dataset));
        var codes = new float[dataset.NumNodes * width];
        for (var node = 0; node < dataset.NumNodes; node++)
        {
            var at = node * width;
            foreach (var column in dataset.Categories)
            {
                codes[at + column.Values[node]] = 1;
                at += column.Width;
            }
        }
        var names = dataset.Categories.SelectMany((column, i) => FeatureNaming.OneHot(
            column.Name.Length > 0 ? column.Name : string.Create(CultureInfo.InvariantCulture, $"category{i + 1}"),
            column.Labels.Count > 0 ? column.Labels : Enumerable.Range(0, column.Width).Select(code => code.ToString(CultureInfo.InvariantCulture))));
        return Columns.Append(dataset, codes, [.. names], nameof(OneHotCategories)).With(parts => parts with { Categories = [] });
    }
}
