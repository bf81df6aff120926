using System.Globalization;
using CsvHelper;

namespace GraphSeq.Datasets;

/// <summary>Feature columns as tables write them: numbers, and behind them one-hot codes, told by their names (<c>label=0</c>, <c>label=1</c> …) and by
/// holding nothing else, folded back into a column of categories each.</summary>
internal sealed class ColumnGroups
{
    private readonly int _width;

    private ColumnGroups(int width, IReadOnlyList<string> numbers, IReadOnlyList<Group> groups) => (_width, Numbers, Groups) = (width, numbers, groups);

    /// <summary>A one-hot code.</summary>
    internal sealed record Group(string Name, int First, string[] Labels);

    /// <summary>Names of the columns that are numbers.</summary>
    public IReadOnlyList<string> Numbers { get; }

    /// <summary>The one-hot codes.</summary>
    public IReadOnlyList<Group> Groups { get; }

    /// <summary>Names of all columns as written.</summary>
    public IReadOnlyList<string> Names => [.. Numbers, .. Groups.Select(group => group.Name)];

    public static ColumnGroups OfNodes(GraphDataset dataset) =>
        Of(dataset.Features, (int)dataset.NodeShape[^1], dataset.FeatureNames, fold: dataset.NodeShape.Length == 1);

    public static ColumnGroups OfEdges(GraphDataset dataset) => Of(dataset.EdgeAttr, dataset.NumEdgeFeatures, dataset.EdgeFeatureNames, fold: true);

    /// <summary>The category of a group in a row.</summary>
    public int CategoryOf(ReadOnlySpan<float> values, int row, Group group) => values.Slice(row * _width + group.First, group.Labels.Length).IndexOf(1f);

    /// <summary>The numbers of a row.</summary>
    public ReadOnlySpan<float> NumbersOf(ReadOnlySpan<float> values, int row) => values.Slice(row * _width, Numbers.Count);

    public void WriteRow(CsvWriter writer, ReadOnlySpan<float> values, int row)
    {
        foreach (var value in NumbersOf(values, row)) writer.WriteField(value, default);
        foreach (var group in Groups) writer.WriteField(group.Labels[CategoryOf(values, row, group)]);
    }

    private static ColumnGroups Of(ReadOnlySpan<float> values, int width, IReadOnlyList<string> names, bool fold)
    {
        if (names.Count != width) names = [.. Enumerable.Range(1, width).Select(i => string.Create(CultureInfo.InvariantCulture, $"feature{i}"))];
        List<Group> groups = [];
        var end = width;
        while (fold && end > 0 && LastGroup(names, end) is { } group && IsOneHot(values, width, group))
        {
            groups.Insert(0, group);
            end = group.First;
        }
        return new ColumnGroups(width, [.. names.Take(end)], groups);
    }

    private static Group? LastGroup(IReadOnlyList<string> names, int end)
    {
        var equals = names[end - 1].IndexOf('=', StringComparison.Ordinal);
        if (equals < 1) return null;
        var prefix = names[end - 1][..(equals + 1)];
        var first = end - 1;
        while (first > 0 && names[first - 1].StartsWith(prefix, StringComparison.Ordinal)) first--;
        return new Group(prefix[..^1], first, [.. Enumerable.Range(first, end - first).Select(i => names[i][prefix.Length..])]);
    }

    private static bool IsOneHot(ReadOnlySpan<float> values, int width, Group group)
    {
        for (var row = 0; row < values.Length / width; row++)
        {
            var code = values.Slice(row * width + group.First, group.Labels.Length);
            var one = code.IndexOf(1f);
            if (one < 0 || code[..one].ContainsAnyExcept(0f) || code[(one + 1)..].ContainsAnyExcept(0f)) return false;
        }
        return values.Length > 0;
    }
}
