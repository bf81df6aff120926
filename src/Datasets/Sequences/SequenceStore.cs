using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Datasets;

/// <summary>Makes batches of graph sequences from slices of the set's arrays.</summary>
internal sealed class SequenceStore
{
    private readonly GraphDatasetParts _parts;
    private readonly SequenceParts _time;
    private readonly int _width;

    /// <exception cref="ArgumentException">Two parts do not fit together.</exception>
    public SequenceStore(GraphDatasetParts parts)
    {
        (_parts, _time) = (parts, parts.Sequences!);
        if (parts.NodeShape.Length is not (2 or 4)) Fail($"node features {Shapes.Describe(parts.NodeShape)} have no time axis; [T, C] and [T, C, H, W] do");
        _width = checked((int)parts.NodeShape.Skip(1).Aggregate(1L, (product, size) => product * size));
        Validate();
        (StepPtr, RowPtr) = (new int[NumSequences + 1], new int[NumSequences + 1]);
        for (var g = 0; g < NumSequences; g++)
        {
            var (first, end) = Frames(g);
            StepPtr[g + 1] = checked(StepPtr[g] + _time.Steps[g]);
            RowPtr[g + 1] = checked(RowPtr[g] + _time.FramePtr[end] - _time.FramePtr[first]);
            MaxSteps = Math.Max(MaxSteps, _time.Steps[g]);
        }
        IsChanging = _time.Nodes is not null || Enumerable.Range(0, NumSequences).Any(Changes);
        if (IsChanging && parts.Lengths is not null) Fail("lengths per node are for graphs that stay; a node that is absent has no row");
        var isRagged = _time.Steps.Any(steps => steps != MaxSteps);
        NodeShape = [isRagged ? -1 : MaxSteps, .. parts.NodeShape[1..]];
        if (parts.NodeShape[0] != NodeShape[0]) Fail($"NodeShape is {Shapes.Describe(parts.NodeShape)} but the sequences' is {Shapes.Describe(NodeShape)}");
    }

    /// <summary>True when a sequence's frames have edges or nodes of their own.</summary>
    public bool IsChanging { get; }

    /// <summary>Steps of the longest sequence.</summary>
    public int MaxSteps { get; }

    /// <summary><c>[T, ...]</c>, T being -1 where sequences differ in length.</summary>
    public long[] NodeShape { get; }

    /// <summary>Number of the first step of each sequence, counted sequence by sequence, and, last, their number.</summary>
    public int[] StepPtr { get; }

    /// <summary>Number of the first row of each sequence, counted likewise, and, last, their number; overlapping windows count each of their own.</summary>
    public int[] RowPtr { get; }

    private int NumSequences => _time.Steps.Length;

    /// <summary>Directed edges of all frames of a sequence.</summary>
    public int EdgesOf(int sequence)
    {
        var (first, end) = Frames(sequence);
        var edges = 0;
        for (var frame = first; frame < end; frame++) edges += EdgesOfBlock(_time.Topology[frame]).Count;
        return edges;
    }

    /// <summary>A batch.</summary>
    /// <param name="sequences">Positions in the set.</param>
    /// <param name="nodePtr">First node of each sequence in the batch and, last, their number.</param>
    /// <param name="lengths">The nodes' own lengths in the batch; null where each is its sequence's.</param>
    /// <param name="y">The batch's targets; become the batch's.</param>
    /// <param name="level">What a row of them belongs to.</param>
    public GraphBatch Batch(int[] sequences, int[] nodePtr, long[]? lengths, Tensor? y, TargetLevel level)
    {
        y?.DetachFromDisposeScope();
        return IsChanging ? Changing(sequences, nodePtr, y, level) : Staying(sequences, nodePtr, lengths, y, level);
    }

    private GraphBatch Staying(int[] sequences, int[] nodePtr, long[]? lengths, Tensor? y, TargetLevel level)
    {
        var blocks = Array.ConvertAll(sequences, g => _time.Topology[_time.FirstFrame[g]]);
        var steps = Array.ConvertAll(sequences, g => _time.Steps[g]);
        var adjacency = _parts.Adjacency.SelectBlocks(blocks, _time.TopologyPtr);
        var longest = NodeShape[0] < 0 ? steps.DefaultIfEmpty(0).Max() : MaxSteps;
        return new GraphBatch(adjacency, new BatchIndex(nodePtr))
        {
            X = Series(sequences, nodePtr, longest).DetachFromDisposeScope(),
            EdgeAttr = EdgeAttr(blocks)?.DetachFromDisposeScope(),
            Lengths = Lengths(steps, nodePtr, longest, lengths)?.DetachFromDisposeScope(),
            StepsArray = steps,
            Y = y,
            HasNodeTargets = level is TargetLevel.Node or TargetLevel.NodeStep,
            HasStepTargets = level is TargetLevel.Step or TargetLevel.NodeStep,
            GraphIds = sequences,
        };
    }

    private GraphBatch Changing(int[] sequences, int[] nodePtr, Tensor? y, TargetLevel level)
    {
        var sequencePtr = new int[sequences.Length + 1];
        for (var i = 0; i < sequences.Length; i++) sequencePtr[i + 1] = sequencePtr[i] + _time.Steps[sequences[i]];
        var (rowPtr, blocks) = (new int[sequencePtr[^1] + 1], new int[sequencePtr[^1]]);
        List<int> nodes = [];
        for (var i = 0; i < sequences.Length; i++)
        {
            var (first, end) = Frames(sequences[i]);
            for (var (frame, snapshot) = (first, sequencePtr[i]); frame < end; frame++, snapshot++)
            {
                var (row, rowEnd) = (_time.FramePtr[frame], _time.FramePtr[frame + 1]);
                (blocks[snapshot], rowPtr[snapshot + 1]) = (_time.Topology[frame], rowPtr[snapshot] + rowEnd - row);
                for (var r = row; r < rowEnd; r++) nodes.Add(nodePtr[i] + (_time.Nodes is { } ids ? ids[r] : r - row));
            }
        }
        var x = empty([rowPtr[^1], .. _parts.NodeShape[1..]], dtype: ScalarType.Float32);
        var at = 0;
        foreach (var g in sequences) at += CopyTo(Rows(g), HostTensors.View<float>(x)[at..]);
        return new GraphBatch(_parts.Adjacency.SelectBlocks(blocks, _time.TopologyPtr), new BatchIndex(nodePtr))
        {
            X = x.DetachFromDisposeScope(),
            EdgeAttr = EdgeAttr(blocks)?.DetachFromDisposeScope(),
            Snapshots = new SnapshotIndex(sequencePtr, rowPtr, [.. nodes], nodePtr[^1], _parts.Adjacency, blocks, _time.TopologyPtr),
            StepsArray = Array.ConvertAll(sequences, g => _time.Steps[g]),
            Y = y,
            HasNodeTargets = level is TargetLevel.Node or TargetLevel.NodeStep,
            HasStepTargets = level is TargetLevel.Step or TargetLevel.NodeStep,
            GraphIds = sequences,
        };
    }

    /// <summary>From frames, node by node in each, to series, step by step of each node; 0 behind a sequence's end.</summary>
    private Tensor Series(int[] sequences, int[] nodePtr, int longest)
    {
        var x = zeros([nodePtr[^1], longest, .. _parts.NodeShape[1..]], dtype: ScalarType.Float32);
        var to = HostTensors.View<float>(x);
        for (var i = 0; i < sequences.Length; i++)
        {
            var rows = Rows(sequences[i]);
            var numNodes = nodePtr[i + 1] - nodePtr[i];
            for (var step = 0; step < _time.Steps[sequences[i]]; step++)
                for (var node = 0; node < numNodes; node++)
                    rows.Slice((step * numNodes + node) * _width, _width).CopyTo(to[(((nodePtr[i] + node) * longest + step) * _width)..]);
        }
        return x;
    }

    private static Tensor? Lengths(int[] steps, int[] nodePtr, int longest, long[]? own)
    {
        if (own is null && Array.TrueForAll(steps, count => count == longest)) return null;
        var lengths = own ?? new long[nodePtr[^1]];
        if (own is null)
            for (var i = 0; i < steps.Length; i++) lengths.AsSpan(nodePtr[i]..nodePtr[i + 1]).Fill(steps[i]);
        return HostTensors.Create<long>(lengths, [lengths.Length]);
    }

    private Tensor? EdgeAttr(int[] blocks)
    {
        if (_parts.EdgeAttr is not { } attr) return null;
        var width = _parts.NumEdgeFeatures;
        var (tensor, at) = (empty(blocks.Sum(block => EdgesOfBlock(block).Count), width, dtype: ScalarType.Float32), 0);
        foreach (var block in blocks)
        {
            var (first, count) = EdgesOfBlock(block);
            at += CopyTo(attr.AsSpan(first * width, count * width), HostTensors.View<float>(tensor)[at..]);
        }
        return tensor;
    }

    private (int First, int Count) EdgesOfBlock(int block)
    {
        var first = _parts.Adjacency.RowPtr[_time.TopologyPtr[block]];
        return (first, _parts.Adjacency.RowPtr[_time.TopologyPtr[block + 1]] - first);
    }

    private (int First, int End) Frames(int sequence) => (_time.FirstFrame[sequence], _time.FirstFrame[sequence] + _time.Steps[sequence]);

    private ReadOnlySpan<float> Rows(int sequence)
    {
        var (first, end) = Frames(sequence);
        return _parts.Features.AsSpan(_time.FramePtr[first] * _width, (_time.FramePtr[end] - _time.FramePtr[first]) * _width);
    }

    private static int CopyTo(ReadOnlySpan<float> from, Span<float> to)
    {
        from.CopyTo(to);
        return from.Length;
    }

    private bool Changes(int sequence)
    {
        var (first, end) = Frames(sequence);
        for (var frame = first; frame < end; frame++)
            if (_time.Topology[frame] != _time.Topology[first] || NodesIn(frame) != _parts.NodePtr[sequence + 1] - _parts.NodePtr[sequence]) return true;
        return false;
    }

    private int NodesIn(int frame) => _time.FramePtr[frame + 1] - _time.FramePtr[frame];

    private void Validate()
    {
        var (rows, blocks) = (new BatchIndex(_time.FramePtr), new BatchIndex(_time.TopologyPtr));
        var numFrames = rows.NumGraphs;
        if (_time.FirstFrame.Length != NumSequences || _parts.NodePtr.Length != NumSequences + 1)
            Fail($"there are {_time.FirstFrame.Length} first frames, {NumSequences} numbers of steps and {_parts.NodePtr.Length - 1} numbers of nodes; all must be as many");
        if (_time.Topology.Length != numFrames) Fail($"{_time.Topology.Length} blocks are named for {numFrames} frames");
        if (_time.Nodes is { } ids && ids.Length != rows.NumNodes) Fail($"{ids.Length} nodes are named for {rows.NumNodes} rows");
        if (_parts.Categories.Count > 0 || _parts.Positions is not null) Fail("categories and positions are for sets of graphs, not of graph sequences");
        if (_parts.Adjacency.NumNodes != blocks.NumNodes) Fail($"the adjacency has {_parts.Adjacency.NumNodes} nodes, TopologyPtr {blocks.NumNodes}");
        if (_parts.Features.LongLength != (long)rows.NumNodes * _width) Fail($"{_parts.Features.LongLength} features do not fill {rows.NumNodes} rows of {_width}");
        for (var frame = 0; frame < numFrames; frame++)
        {
            var block = _time.Topology[frame];
            if ((uint)block >= (uint)blocks.NumGraphs) Fail($"frame {frame} names block {block}, but there are {blocks.NumGraphs}");
            if (NodesIn(frame) != _time.TopologyPtr[block + 1] - _time.TopologyPtr[block])
                Fail($"frame {frame} has {NodesIn(frame)} rows, but block {block} of the adjacency has {_time.TopologyPtr[block + 1] - _time.TopologyPtr[block]} nodes");
        }
        for (var g = 0; g < NumSequences; g++)
        {
            if (_time.Steps[g] < 1 || _time.FirstFrame[g] < 0 || _time.FirstFrame[g] > numFrames - _time.Steps[g])
                Fail($"sequence {g} has {_time.Steps[g]} frames from {_time.FirstFrame[g]} on, but there are {numFrames} and it must have one at least");
            RequireNodes(g);
        }
    }

    /// <summary>Every row of a sequence is one of its nodes, and every node of it appears.</summary>
    private void RequireNodes(int sequence)
    {
        var numNodes = _parts.NodePtr[sequence + 1] - _parts.NodePtr[sequence];
        var (first, end) = Frames(sequence);
        if (_time.Nodes is null)
        {
            var most = 0;
            for (var frame = first; frame < end; frame++) most = Math.Max(most, NodesIn(frame));
            if (most != numNodes) Fail($"sequence {sequence} has {numNodes} nodes, but {most} appear in its frames");
            return;
        }
        var lastSeen = new int[numNodes];
        for (var frame = first; frame < end; frame++)
            for (var row = _time.FramePtr[frame]; row < _time.FramePtr[frame + 1]; row++)
            {
                var node = _time.Nodes[row];
                if ((uint)node >= (uint)numNodes) Fail($"sequence {sequence} has {numNodes} nodes, but frame {frame} names node {node}");
                if (lastSeen[node] == frame + 1) Fail($"frame {frame} names node {node} twice");
                lastSeen[node] = frame + 1;
            }
        if (Array.IndexOf(lastSeen, 0) is var missing and >= 0) Fail($"node {missing} of sequence {sequence} appears in none of its frames");
    }

    private void Fail(string problem) => throw new ArgumentException($"GraphDataset {_parts.Name}: {problem}.", "parts");
}
