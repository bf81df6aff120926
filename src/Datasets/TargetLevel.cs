namespace GraphSeq.Datasets;

/// <summary>What a row of targets belongs to.</summary>
public enum TargetLevel
{
    /// <summary>A whole graph.</summary>
    Graph,

    /// <summary>A node.</summary>
    Node,
}
