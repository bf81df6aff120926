namespace GraphSeq.Datasets;

/// <summary>Which patches of a grid are joined.</summary>
public enum GridNeighbours
{
    /// <summary>Those above, below, left and right.</summary>
    Four,

    /// <summary>The diagonal ones as well.</summary>
    Eight,
}
