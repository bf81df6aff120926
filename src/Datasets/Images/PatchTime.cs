namespace GraphSeq.Datasets;

/// <summary>What of a grid of patches becomes time.</summary>
public enum PatchTime
{
    /// <summary>Nothing: each patch is a node and carries <c>[C, H, W]</c>.</summary>
    None,

    /// <summary>The grid's rows, top to bottom: each column of the grid is a node and carries an image sequence <c>[T, C, H, W]</c>; nodes are joined
    /// to the columns left and right.</summary>
    Rows,
}
