namespace GraphSeq.Graph;

/// <summary>What is masked together.</summary>
public enum FeatureMaskMode
{
    /// <summary>A column, for all nodes.</summary>
    Column,

    /// <summary>A row: all features of a node.</summary>
    Row,

    /// <summary>Each value by itself.</summary>
    All,
}
