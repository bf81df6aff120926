namespace GraphSeq.Graph.Normalization;

/// <summary>What <see cref="LayerNorm"/> takes mean and variance over.</summary>
public enum LayerNormMode
{
    /// <summary>All nodes and columns of a graph.</summary>
    Graph,

    /// <summary>The columns of a node.</summary>
    Node,
}
