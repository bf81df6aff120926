using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>How readers name columns: <c>attribute1</c>, and <c>label=3</c> for a column of a one-hot code.</summary>
internal static class FeatureNaming
{
    /// <summary>The name, numbered from 1 where there are several columns.</summary>
    public static string[] Numbered(string name, int count) =>
        count == 1 ? [name] : [.. Enumerable.Range(1, count).Select(i => $"{name}{i.ToString(CultureInfo.InvariantCulture)}")];

    /// <summary>The columns of a one-hot code.</summary>
    public static IEnumerable<string> OneHot(string name, IEnumerable<string> labels) => labels.Select(label => $"{name}={label}");
}
