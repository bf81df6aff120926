namespace GraphSeq.Datasets;

/// <summary>The time axis of a set of graph sequences. Its frames (snapshots) lie one after the other, each with a row of features for every node it
/// has; a sequence is a run of frames, and runs may overlap: windows of a long series are slices of one array.</summary>
/// <remarks>With it, <see cref="GraphDatasetParts.Features"/> has the frames' rows, <c>[R, ...]</c>, and <see cref="GraphDatasetParts.Adjacency"/> has
/// each graph that occurs once, in blocks.</remarks>
public sealed record SequenceParts
{
    /// <summary>First frame of each sequence, <c>[G]</c>.</summary>
    public required int[] FirstFrame { get; init; }

    /// <summary>Frames of each sequence, <c>[G]</c>, at least 1.</summary>
    public required int[] Steps { get; init; }

    /// <summary>First row of each frame and, last, the number of rows: <c>[F + 1]</c>.</summary>
    public required int[] FramePtr { get; init; }

    /// <summary>Block of the adjacency that has each frame's edges, <c>[F]</c>; a block may serve many frames.</summary>
    public required int[] Topology { get; init; }

    /// <summary>First node of each block of the adjacency and, last, the number of its nodes.</summary>
    public required int[] TopologyPtr { get; init; }

    /// <summary>Node of its sequence that each row is, <c>[R]</c>, no node twice in a frame; null when row i of a frame is node i.</summary>
    public int[]? Nodes { get; init; }
}
