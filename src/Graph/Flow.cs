namespace GraphSeq.Graph;

/// <summary>Which way messages run along an edge (PyG: <c>flow</c>).</summary>
public enum Flow
{
    /// <summary>From row 0 of the edge index to row 1.</summary>
    SourceToTarget,

    /// <summary>From row 1 of the edge index to row 0.</summary>
    TargetToSource,
}
