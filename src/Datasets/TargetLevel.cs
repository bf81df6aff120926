namespace GraphSeq.Datasets;

/// <summary>What a row of targets belongs to.</summary>
public enum TargetLevel
{
    /// <summary>A whole graph, or a whole graph sequence.</summary>
    Graph,

    /// <summary>A node.</summary>
    Node,

    /// <summary>A step of a graph sequence; rows sequence by sequence, step by step.</summary>
    Step,

    /// <summary>A node at a step of a graph sequence; rows sequence by sequence, step by step, node by node of the step's snapshot.</summary>
    NodeStep,
}
