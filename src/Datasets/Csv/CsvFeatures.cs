namespace GraphSeq.Datasets;

/// <summary>The columns of a table that are features: numbers and categories, row by row.</summary>
internal sealed class CsvFeatures
{
    private readonly CsvTableSchema _schema;
    private readonly List<int> _free;
    private readonly List<float> _numbers = [];
    private List<int>? _numberColumns;
    private readonly List<(int Column, CsvCategories Categories)> _categories = [];

    /// <param name="table">The table, before its first row.</param>
    /// <param name="schema">What its columns mean.</param>
    /// <param name="used">Columns that have another use.</param>
    public CsvFeatures(CsvTable table, CsvTableSchema schema, IEnumerable<int> used)
    {
        _schema = schema;
        foreach (var name in schema.Features ?? []) table.Require(name, "the schema names as a feature");
        foreach (var name in schema.Categories?.Keys ?? []) table.Require(name, "the schema names as a category");
        int[] ignored = [.. (schema.Ignore ?? []).Select(name => table.Require(name, "the schema names to be ignored"))];
        _free = [.. Enumerable.Range(0, table.Headers.Count).Except(used).Except(ignored)];
        if (schema.Features is { } named)
            _free.RemoveAll(column => !named.Contains(table.Headers[column]) && schema.Categories?.ContainsKey(table.Headers[column]) != true);
        Names = table.Headers;
    }

    private IReadOnlyList<string> Names { get; }

    /// <summary>Numbers of a row.</summary>
    public int NumNumbers => _numberColumns?.Count ?? 0;

    /// <summary>Names of the columns of numbers.</summary>
    public IReadOnlyList<string> NumberNames => [.. (_numberColumns ?? []).Select(column => Names[column])];

    /// <summary>Row-major numbers of all rows.</summary>
    public float[] Numbers => [.. _numbers];

    /// <summary>The columns of categories.</summary>
    public IEnumerable<CsvCategories> Categories => _categories.Select(pair => pair.Categories);

    /// <summary>Takes the current row in.</summary>
    public void Add(CsvTable table)
    {
        if (_numberColumns is null) Decide(table);
        foreach (var column in _numberColumns!) _numbers.Add(table.Number(column));
        foreach (var (column, categories) in _categories) categories.Add(table, column);
    }

    /// <summary>What the first row holds says what an undeclared column is.</summary>
    private void Decide(CsvTable table)
    {
        _numberColumns = [];
        foreach (var column in _free)
        {
            var name = table.Headers[column];
            IReadOnlyList<string>? labels = null;
            var isCategory = _schema.Categories?.TryGetValue(name, out labels) == true;
            var text = table.Text(column);
            var isNumber = table.IsNumber(column) || text.Length == 0 || text.Equals("nan", StringComparison.OrdinalIgnoreCase);
            if (!isCategory && (isNumber || _schema.Features?.Contains(name) == true)) _numberColumns.Add(column);
            else _categories.Add((column, new CsvCategories(name, labels)));
        }
    }
}
