namespace GraphSeq.Graph;

/// <summary>How the messages that reach a node become one row (PyG: <c>aggr</c>). A node without messages gets zeros.</summary>
public enum Aggregation
{
    /// <summary>Their sum (PyG: <c>add</c>).</summary>
    Sum,

    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The largest, column by column.</summary>
    Max,

    /// <summary>The smallest, column by column.</summary>
    Min,
}
