using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>A column of names on its way to numbers: classes, or categories of nodes or edges.</summary>
/// <param name="name">The column's name.</param>
/// <param name="declared">All values there may be, in order; null for those that occur.</param>
internal sealed class CsvCategories(string name, IReadOnlyList<string>? declared)
{
    private readonly Dictionary<string, int> _codes = declared is null ? [] : declared.Index().ToDictionary(item => item.Item, item => item.Index);
    private readonly List<int> _values = [];

    public string Name => name;

    /// <summary>Takes the current row's value in.</summary>
    public void Add(CsvTable table, int column)
    {
        var text = table.Text(column);
        if (_codes.TryGetValue(text, out var code)) _values.Add(code);
        else if (declared is not null)
        {
            table.Error(
                "unknown-category", $"column '{name}' is {CsvTable.Show(text)}, which is not among the {declared.Count} values that " +
                    $"{CsvFolderSchema.FileName} lists " +
                $"({string.Join(", ", declared.Take(8))}{(declared.Count > 8 ? " …" : "")}). Correct the value, or add it to the list.", Fix.Drop);
            _values.Add(0);
        }
        else
        {
            if (text.Length == 0) table.Error("empty-field", $"column '{name}' is empty but must name a category. Write a name, such as unknown.",
                Fix.Text(column, "unknown"));
            _codes.Add(text, _codes.Count);
            _values.Add(_codes.Count - 1);
        }
    }

    /// <summary>Numbers and names: as declared, or the names that occur, numbers ascending, others in ordinal order.</summary>
    public (int[] Values, string[] Labels) Finish()
    {
        if (declared is not null) return ([.. _values], [.. declared]);
        string[] labels = [.. Ordered(_codes.Keys)];
        var place = new int[labels.Length];
        for (var i = 0; i < labels.Length; i++) place[_codes[labels[i]]] = i;
        return ([.. _values.Select(code => place[code])], labels);
    }

    /// <summary>Names in the order in which they are numbered where none is declared.</summary>
    public static IEnumerable<string> Ordered(ICollection<string> names) => names.All(IsWhole)
        ? names.OrderBy(text => long.Parse(text, CultureInfo.InvariantCulture)).ThenBy(text => text, StringComparer.Ordinal)
        : names.Order(StringComparer.Ordinal);

    private static bool IsWhole(string text) => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _);
}
