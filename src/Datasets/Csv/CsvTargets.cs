using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>The target columns of <c>graphs.csv</c> or <c>nodes.csv</c>, row by row.</summary>
internal sealed class CsvTargets
{
    private const string Label = "label", Value = "y";
    private readonly TaskKind _task;
    private readonly int[] _columns;
    private readonly string[] _names;
    private readonly CsvCategories? _classes;
    private readonly List<float> _values = [];

    private CsvTargets(TaskKind task, CsvTable table, IReadOnlyList<string> names, CsvFolderSchema schema)
    {
        _task = task;
        _names = [.. names];
        _columns = [.. names.Select(name => table.Require(name, "is the target"))];
        if (task == TaskKind.Classification) _classes = new CsvCategories(names[0], schema.Classes);
    }

    /// <summary>The columns that are targets.</summary>
    public IReadOnlyList<int> Columns => _columns;

    /// <summary>The targets of a table; null when it has none.</summary>
    /// <exception cref="DatasetFormatException">Columns and schema do not fit together.</exception>
    public static CsvTargets? Find(CsvTable table, CsvFolderSchema schema, string path)
    {
        if (schema.Task == TaskKind.None) return null;
        if (schema.Targets is { } named)
            return new CsvTargets(schema.Task ?? (named is [Label] ? TaskKind.Classification : TaskKind.Regression), table, named, schema);
        string[] values = [.. table.Headers.Where(IsValue)];
        var hasLabel = table.Find(Label) >= 0;
        if (hasLabel && values.Length > 0 && schema.Task is null)
            throw new DatasetFormatException(path, 1,
                $"there are columns '{Label}' (a class) and '{values[0]}' (a value). Say under \"targets\" in {CsvFolderSchema.FileName} which is " +
                "the target.");
        if ((hasLabel && schema.Task is null) || schema.Task == TaskKind.Classification)
            return hasLabel ? new CsvTargets(TaskKind.Classification, table, [Label], schema) : null;
        return values.Length == 0 ? null : new CsvTargets(schema.Task ?? TaskKind.Regression, table, values, schema);

        static bool IsValue(string name) =>
            name == Value || (name.StartsWith(Value, StringComparison.Ordinal)
                && int.TryParse(name.AsSpan(1), NumberStyles.None, CultureInfo.InvariantCulture, out _));
    }

    /// <summary>Takes the current row in.</summary>
    public void Add(CsvTable table)
    {
        if (_classes is not null)
        {
            _classes.Add(table, _columns[0]);
            return;
        }
        foreach (var column in _columns)
        {
            var value = table.Number(column);
            if (_task == TaskKind.MultiLabelClassification && value is not (0 or 1))
                table.Error("wrong-label", $"column '{table.Headers[column]}' is {table.Text(column)} but must be 0 or 1: with several labels it " +
                    "says whether one applies.", Fix.Drop);
            _values.Add(value);
        }
    }

    /// <summary>The targets, rows brought into an order.</summary>
    /// <param name="level">What they belong to.</param>
    /// <param name="order">Row of the table for each row wanted; null for the table's order.</param>
    public Targets Finish(TargetLevel level, int[]? order)
    {
        if (_classes is not null)
        {
            var (values, labels) = _classes.Finish();
            return Targets.OfClasses(Array.ConvertAll(CsvFolderReader.Reorder(values, 1, order), code => (long)code), labels, level);
        }
        return Targets.OfValues(CsvFolderReader.Reorder([.. _values], _names.Length, order), _names, level, _task == TaskKind.MultiLabelClassification);
    }
}
