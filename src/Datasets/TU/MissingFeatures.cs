namespace GraphSeq.Datasets;

/// <summary>What nodes get as features when the files have none (or the options take none of them).</summary>
public enum MissingFeatures
{
    /// <summary>Nothing: the set has 0 features, as PyG reads it.</summary>
    None,

    /// <summary>One feature, 1 for every node.</summary>
    Constant,

    /// <summary>One-hot code of the number of other nodes with an edge to the node, up to <c>MaxDegree</c> of the options, which higher degrees share.</summary>
    DegreeOneHot,
}
