namespace GraphSeq.Datasets;

/// <summary>Videos as graphs: their frames are nodes, or time.</summary>
public static class VideoGraphs
{
    /// <summary>A graph per video.</summary>
    /// <param name="videos">The videos; their targets become the set's.</param>
    /// <param name="nodes">What the nodes are.</param>
    /// <param name="patches">How to cut frames; for <see cref="VideoNodes.Patches"/>, null for the defaults.</param>
    /// <returns>The set; pixels are from 0 to 1, and edges go both ways.</returns>
    /// <exception cref="ArgumentException">The patches do not cover a frame exactly, or are given where frames are nodes; or the set would have more
    /// values than an array holds.</exception>
    public static GraphDataset ToGraphs(LabelledVideos videos, VideoNodes nodes, PatchOptions? patches = null)
    {
        ArgumentNullException.ThrowIfNull(videos);
        if (!Enum.IsDefined(nodes))
            throw new ArgumentException($"VideoGraphs: nodes is {nodes}, which is none of {string.Join(", ", Enum.GetNames<VideoNodes>())}.", nameof(nodes));
        return new GraphDataset((nodes == VideoNodes.Frames ? OfFrames(videos, patches) : OfPatches(videos, patches ?? new PatchOptions())) with
        {
            Targets = videos.Targets,
            Notes = videos.Notes,
        });
    }

    /// <summary>A sequence of graphs per video: each frame is a snapshot whose nodes are the patches that are not black all over, joined to those of
    /// their neighbours that are not black either. Nodes and edges change from frame to frame.</summary>
    /// <param name="videos">The videos; their targets become the set's.</param>
    /// <param name="patches">How to cut frames; null for the defaults.</param>
    /// <returns>The set, features <c>[T, C, h, w]</c>; pixels are from 0 to 1, and edges go both ways. A frame that is black has its first patch alone.</returns>
    /// <exception cref="ArgumentException">The patches do not cover a frame exactly, or the set would have more values than an array holds.</exception>
    public static GraphDataset ToSequences(LabelledVideos videos, PatchOptions? patches = null)
    {
        ArgumentNullException.ThrowIfNull(videos);
        return VideoSnapshots.ToDataset(videos, patches ?? new PatchOptions());
    }

    private static GraphDatasetParts OfFrames(LabelledVideos videos, PatchOptions? patches)
    {
        if (patches is not null) throw new ArgumentException("VideoGraphs: frames as nodes are not cut into patches; pass null.", nameof(patches));
        var size = videos.Height * videos.Width;
        var features = ImagePatches.Allocate((long)videos.Count * videos.Frames * size, videos.Name);
        for (var video = 0; video < videos.Count; video++)
            for (var t = 0; t < videos.Frames; t++)
            {
                var from = videos[video, t];
                var to = features.AsSpan((video * videos.Frames + t) * size, size);
                for (var i = 0; i < size; i++) to[i] = from[i] / 255f;
            }
        var nodePtr = RegularAdjacency.EqualPtr(videos.Count, videos.Frames);
        return new GraphDatasetParts
        {
            Name = videos.Name,
            NodePtr = nodePtr,
            Adjacency = RegularAdjacency.Chains(nodePtr, reach: 1),
            Features = features,
            NodeShape = [1, videos.Height, videos.Width],
        };
    }

    private static GraphDatasetParts OfPatches(LabelledVideos videos, PatchOptions options)
    {
        var grid = GridOf(videos, options);
        var numNodes = grid.Rows * grid.Columns;
        var features = ImagePatches.Allocate((long)videos.Count * numNodes * videos.Frames * grid.NumValues, videos.Name);
        var at = 0;
        for (var video = 0; video < videos.Count; video++)
            for (var node = 0; node < numNodes; node++)
                for (var t = 0; t < videos.Frames; t++, at += grid.NumValues)
                    grid.Copy(videos[video, t], node / grid.Columns, node % grid.Columns, features.AsSpan(at, grid.NumValues));
        return new GraphDatasetParts
        {
            Name = videos.Name,
            NodePtr = RegularAdjacency.EqualPtr(videos.Count, numNodes),
            Adjacency = RegularAdjacency.Grids(videos.Count, grid.Rows, grid.Columns, options.Neighbours),
            Features = features,
            NodeShape = [videos.Frames, .. grid.Shape],
        };
    }

    internal static PatchGrid GridOf(LabelledVideos videos, PatchOptions options) => options.Time == PatchTime.None
        ? new PatchGrid(1, videos.Height, videos.Width, options)
        : throw new ArgumentException("VideoGraphs: frames are time already; PatchOptions.Time must be None.", nameof(options));
}
