using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Puts the patches of videos that are not black into the arrays of a set of graph sequences.</summary>
internal sealed class VideoSnapshots
{
    private readonly LabelledVideos _videos;
    private readonly PatchGrid _grid;
    private readonly PatchOptions _options;
    private readonly List<int> _nodePtr = [0], _framePtr = [0], _rowPtr = [0], _source = [], _nodes = [];

    private VideoSnapshots(LabelledVideos videos, PatchOptions options) =>
        (_videos, _options, _grid) = (videos, options, VideoGraphs.GridOf(videos, options));

    public static GraphDataset ToDataset(LabelledVideos videos, PatchOptions options)
    {
        var snapshots = new VideoSnapshots(videos, options);
        return new GraphDataset(snapshots.ToParts());
    }

    private GraphDatasetParts ToParts()
    {
        List<int[]> seen = [];                                  // patches of each frame that are not black, ascending
        for (var video = 0; video < _videos.Count; video++) AddVideo(video, seen);
        var features = ImagePatches.Allocate((long)_framePtr[^1] * _grid.NumValues, _videos.Name);
        var at = 0;
        for (var frame = 0; frame < seen.Count; frame++)
            foreach (var patch in seen[frame])
            {
                var pixels = _videos[frame / _videos.Frames, frame % _videos.Frames];
                _grid.Copy(pixels, patch / _grid.Columns, patch % _grid.Columns, features.AsSpan(at, _grid.NumValues));
                at += _grid.NumValues;
            }
        return new GraphDatasetParts
        {
            Name = _videos.Name,
            NodePtr = [.. _nodePtr],
            Adjacency = SparseAdjacency.FromSortedRows([.. _rowPtr], [.. _source]),
            Features = features,
            NodeShape = [_videos.Frames, .. _grid.Shape],
            Targets = _videos.Targets,
            Notes = _videos.Notes,
            Sequences = new SequenceParts
            {
                FirstFrame = RegularAdjacency.EqualPtr(_videos.Count, _videos.Frames)[..^1],
                Steps = Enumerable.Repeat(_videos.Frames, _videos.Count).ToArray(),
                FramePtr = [.. _framePtr],
                Topology = [.. Enumerable.Range(0, seen.Count)],
                TopologyPtr = [.. _framePtr],
                Nodes = [.. _nodes],
            },
        };
    }

    /// <summary>A video's nodes are the patches that appear in any of its frames, in their order.</summary>
    private void AddVideo(int video, List<int[]> seen)
    {
        var first = seen.Count;
        for (var t = 0; t < _videos.Frames; t++) seen.Add(NotBlack(_videos[video, t]));
        int[] all = [.. seen.Skip(first).SelectMany(patches => patches).Distinct().Order()];
        for (var t = 0; t < _videos.Frames; t++)
        {
            var (patches, firstRow) = (seen[first + t], _framePtr[^1]);
            foreach (var patch in patches)
            {
                for (var other = 0; other < patches.Length; other++)
                    if (_grid.AreJoined(patch, patches[other], _options.Neighbours)) _source.Add(firstRow + other);
                _rowPtr.Add(_source.Count);
                _nodes.Add(Array.BinarySearch(all, patch));
            }
            _framePtr.Add(firstRow + patches.Length);
        }
        _nodePtr.Add(_nodePtr[^1] + all.Length);
    }

    private int[] NotBlack(ReadOnlySpan<byte> frame)
    {
        List<int> patches = [];
        for (var patch = 0; patch < _grid.Rows * _grid.Columns; patch++)
            if (!_grid.IsBlack(frame, patch / _grid.Columns, patch % _grid.Columns)) patches.Add(patch);
        return patches.Count > 0 ? [.. patches] : [0];
    }
}
