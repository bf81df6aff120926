namespace GraphSeq.Datasets;

/// <summary>What would mend a row.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="Column">The field it is done to, where there is one.</param>
/// <param name="Value">What is written there.</param>
internal sealed record Fix(FixKind Kind, int Column = -1, string Value = "")
{
    /// <summary>Leaves the row out.</summary>
    public static Fix Drop { get; } = new(FixKind.Drop);

    /// <summary>Adds the edge the other way round.</summary>
    public static Fix Mirror { get; } = new(FixKind.Mirror);

    /// <summary>Writes the mean of the column's finite numbers.</summary>
    public static Fix Mean(int column) => new(FixKind.Mean, column);

    /// <summary>Writes a text.</summary>
    public static Fix Text(int column, string value) => new(FixKind.Text, column, value);

    /// <summary>Writes the row anew, as every row of a repaired copy is.</summary>
    public static Fix Rewrite(string what) => new(FixKind.Rewrite, Value: what);

    public string Describe() => Kind switch
    {
        FixKind.Drop => "row left out",
        FixKind.Mirror => "reverse edge added",
        FixKind.Mean => "replaced by the mean of the column's finite numbers",
        FixKind.Text => $"'{Value}' written",
        _ => Value,
    };
}
