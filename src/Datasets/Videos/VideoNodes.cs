namespace GraphSeq.Datasets;

/// <summary>What the nodes of a video's graph are.</summary>
public enum VideoNodes
{
    /// <summary>Frames, joined in a chain, each with an image <c>[1, H, W]</c>.</summary>
    Frames,

    /// <summary>Patches of the picture, joined as a grid, each with an image sequence <c>[T, C, h, w]</c>: frames are time.</summary>
    Patches,
}
