using System.Globalization;
using System.Runtime.CompilerServices;

namespace GraphSeq.Datasets;

/// <summary>One column of labels, numbered from 0: PyG counts from the smallest label to the largest, whether each occurs or not.</summary>
/// <param name="Codes">Category of each row, in <c>[0, Width)</c>.</param>
/// <param name="Width">Number of categories.</param>
/// <param name="Labels">What the file calls each category, if they are not simply consecutive from <paramref name="Smallest"/>; else null.</param>
/// <param name="Smallest">The smallest label.</param>
internal sealed record LabelColumn(int[] Codes, int Width, int[]? Labels, int Smallest)
{
    // A one-hot code over a range that is mostly unused helps nobody, and a damaged label could make it billions of columns wide.
    private const int AlwaysRanged = 1024;
    private const int MaxUnusedShare = 4;

    /// <summary>No column of so many rows has more categories.</summary>
    public static long MaxWidth(int rows) => Math.Max(AlwaysRanged, MaxUnusedShare * (long)rows);

    /// <summary>The label of a category, as the file spells it.</summary>
    public string NameOf(int category) => (Labels is null ? (long)Smallest + category : Labels[category]).ToString(CultureInfo.InvariantCulture);

    /// <summary>The labels of all categories, in order.</summary>
    public string[] Names() => [.. Enumerable.Range(0, Width).Select(NameOf)];

    /// <summary>Names of the columns that the one-hot codes of label columns have, side by side.</summary>
    public static IEnumerable<string> OneHotNames(LabelColumn[] columns) =>
        columns.Zip(FeatureNaming.Numbered("label", columns.Length), (column, name) => FeatureNaming.OneHot(name, column.Names())).SelectMany(names => names);

    /// <summary>Numbers one column of a table. A wide range with few labels in use is numbered without its gaps.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static LabelColumn FromTable(NumberTable<int> table, int column)
    {
        var codes = new int[table.Rows];
        var (smallest, largest) = (int.MaxValue, int.MinValue);
        for (var row = 0; row < codes.Length; row++)
        {
            var label = table.Values[row * (long)table.Columns + column];
            (codes[row], smallest, largest) = (label, Math.Min(label, smallest), Math.Max(label, largest));
        }
        if (codes.Length == 0) return new LabelColumn(codes, 0, null, 0);
        var range = (long)largest - smallest + 1;
        if (range > AlwaysRanged && range > MaxUnusedShare * (long)InUse(codes).Length) return Compact(codes);
        for (var row = 0; row < codes.Length; row++) codes[row] -= smallest;
        return new LabelColumn(codes, (int)range, null, smallest);
    }

    /// <summary>Numbers the labels in use, ascending (PyG's <c>unique</c> for classes). Overwrites the array with categories.</summary>
    public static LabelColumn Compact(int[] labels)
    {
        var inUse = InUse(labels);
        for (var row = 0; row < labels.Length; row++) labels[row] = Array.BinarySearch(inUse, labels[row]);
        return new LabelColumn(labels, inUse.Length, inUse, inUse.Length > 0 ? inUse[0] : 0);
    }

    /// <summary>Each label once, ascending.</summary>
    private static int[] InUse(int[] labels)
    {
        int[] sorted = [.. labels];
        Array.Sort(sorted);
        var count = 0;
        foreach (var label in sorted)
            if (count == 0 || label != sorted[count - 1]) sorted[count++] = label;
        return sorted[..count];
    }
}
