namespace GraphSeq.Graph.Convolutions;

/// <summary>How <see cref="SAGEConv"/> reduces its neighbours.</summary>
public enum SageAggregation
{
    /// <summary>Their mean.</summary>
    Mean,

    /// <summary>The largest, column by column.</summary>
    Max,

    /// <summary>The smallest, column by column.</summary>
    Min,

    /// <summary>Their sum (PyG: <c>add</c>).</summary>
    Sum,

    /// <summary>The last state of an LSTM over them; depends on the order of the edges, and on the largest degree of the batch.</summary>
    Lstm,
}
