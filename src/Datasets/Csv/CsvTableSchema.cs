namespace GraphSeq.Datasets;

/// <summary>Names of the columns of one table of a CSV folder, where they are not those of the defaults.</summary>
public sealed record CsvTableSchema
{
    /// <summary>The column with the graph's id. Default: <c>graph</c>.</summary>
    public string Graph { get; init; } = "graph";

    /// <summary>The column with the node's id. Default: <c>node</c>.</summary>
    public string Node { get; init; } = "node";

    /// <summary>The column with the id of the node an edge comes from. Default: <c>source</c>.</summary>
    public string Source { get; init; } = "source";

    /// <summary>The column with the id of the node an edge goes to. Default: <c>target</c>.</summary>
    public string Target { get; init; } = "target";

    /// <summary>The column with an edge's constant weight, read if it is there. Default: <c>weight</c>.</summary>
    public string Weight { get; init; } = "weight";

    /// <summary>The column with the time step, a whole number. Default: <c>step</c>.</summary>
    public string Step { get; init; } = "step";

    /// <summary>Columns that are numbers; null for all that have no other use and a number in their first row.</summary>
    public IReadOnlyList<string>? Features { get; init; }

    /// <summary>Columns that are categories, each with its values in order (null: those that occur). A column without another use that has no number in its
    /// first row is one without being named.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>?>? Categories { get; init; }

    /// <summary>Columns that are a node's coordinates.</summary>
    public IReadOnlyList<string>? Positions { get; init; }

    /// <summary>Columns that are not read.</summary>
    public IReadOnlyList<string>? Ignore { get; init; }
}
