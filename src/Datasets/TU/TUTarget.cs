namespace GraphSeq.Datasets;

/// <summary>Which file of a TU set holds the targets.</summary>
public enum TUTarget
{
    /// <summary><c>graph_attributes</c> where there is one, or else <c>graph_labels</c>, as PyG chooses.</summary>
    Auto,

    /// <summary><c>graph_labels</c>: one class per graph.</summary>
    Labels,

    /// <summary><c>graph_attributes</c>: one or more values per graph (regression).</summary>
    Attributes,

    /// <summary>No targets; neither file is read.</summary>
    None,
}
