using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Datasets;

/// <summary>Puts graph sequences into the arrays of a data set.</summary>
internal sealed class SequenceBuilder
{
    private readonly List<int> _nodePtr = [0], _firstFrame = [], _steps = [], _framePtr = [0], _topology = [], _topologyPtr = [0];
    private readonly List<int> _source = [], _target = [], _nodes = [];
    private readonly List<float> _features = [], _weights = [], _edgeAttr = [];
    private readonly List<long> _lengths = [];
    private readonly bool _hasWeights, _hasLengths, _hasNodes;
    private readonly int _edgeWidth;
    private readonly long[] _frameShape;
    private int _sequence;

    public SequenceBuilder(IReadOnlyList<GraphSequence> sequences)
    {
        var first = sequences[0];
        _frameShape = FrameShape(first);
        (_hasWeights, _edgeWidth) = (first.Snapshots[0].EdgeWeight is not null, Width(first.Snapshots[0].EdgeAttr));
        _hasLengths = sequences.Any(sequence => sequence.Snapshots[0].Lengths is not null);
        _hasNodes = sequences.Any(sequence => sequence.NodesOf(0) is not null);
        foreach (var sequence in sequences) Add(sequence);
    }

    public GraphDatasetParts ToParts(string name, Targets targets)
    {
        using var scope = NewDisposeScope();
        var adjacency = SparseAdjacency.FromEdges([.. _source], [.. _target], _topologyPtr[^1], [.. _weights]);
        var edgeAttr = _edgeWidth == 0 ? null : InOrder(adjacency.EdgeId);
        var steps = _steps.ToArray();
        return new GraphDatasetParts
        {
            Name = name,
            NodePtr = [.. _nodePtr],
            Adjacency = SparseAdjacency.FromSortedRows(adjacency.RowPtr.ToArray(), adjacency.Source.ToArray(), _hasWeights ? adjacency.Weight.ToArray() : null),
            Features = [.. _features],
            NodeShape = [steps.Distinct().Count() == 1 ? steps[0] : -1, .. _frameShape],
            EdgeAttr = edgeAttr,
            NumEdgeFeatures = _edgeWidth,
            Lengths = _hasLengths ? [.. _lengths] : null,
            Targets = targets,
            Sequences = new SequenceParts
            {
                FirstFrame = [.. _firstFrame],
                Steps = steps,
                FramePtr = [.. _framePtr],
                Topology = [.. _topology],
                TopologyPtr = [.. _topologyPtr],
                Nodes = _hasNodes ? [.. _nodes] : null,
            },
        };
    }

    private void Add(GraphSequence sequence)
    {
        if (!FrameShape(sequence).AsSpan().SequenceEqual(_frameShape))
            Fail($"has features {Shapes.Describe(FrameShape(sequence))} per node and step, sequence 0 {Shapes.Describe(_frameShape)}");
        _firstFrame.Add(_topology.Count);
        _steps.Add(sequence.NumSteps);
        _nodePtr.Add(checked(_nodePtr[^1] + sequence.NumNodes));
        if (sequence.IsChanging) AddSnapshots(sequence);
        else AddSeries(sequence.Snapshots[0], sequence.NumSteps);
        _sequence++;
    }

    private void AddSeries(GraphData graph, int steps)
    {
        AddTopology(graph);
        using var scope = NewDisposeScope();
        _features.AddRange(HostTensors.ToArray<float>(graph.X!.transpose(0, 1).narrow(0, 0, steps)));
        for (var step = 0; step < steps; step++) AddFrame(graph.NumNodes, null);
        if (!_hasLengths) return;
        if (graph.Lengths is null) _lengths.AddRange(Enumerable.Repeat((long)steps, graph.NumNodes));
        else _lengths.AddRange(HostTensors.ToArray<long>(graph.Lengths));
    }

    private void AddSnapshots(GraphSequence sequence)
    {
        if (_hasLengths) Fail("has snapshots, but another sequence has lengths per node; a set has one or the other");
        for (var t = 0; t < sequence.NumSteps; t++)
        {
            AddTopology(sequence.Snapshots[t]);
            _features.AddRange(HostTensors.ToArray<float>(sequence.Snapshots[t].X!));
            AddFrame(sequence.Snapshots[t].NumNodes, sequence.NodesOf(t));
        }
    }

    private void AddFrame(int numNodes, int[]? nodes)
    {
        _framePtr.Add(checked(_framePtr[^1] + numNodes));
        _topology.Add(_topologyPtr.Count - 2);
        if (_hasNodes) _nodes.AddRange(nodes ?? Enumerable.Range(0, numNodes));
    }

    private void AddTopology(GraphData graph)
    {
        if (graph.EdgeWeight is not null != _hasWeights) Fail("has edge weights, or lacks them, other than sequence 0; all or none must have them");
        if (Width(graph.EdgeAttr) != _edgeWidth) Fail($"has {Width(graph.EdgeAttr)} features per edge, sequence 0 {_edgeWidth}");
        var (ids, first) = (HostTensors.ToArray<long>(graph.EdgeIndex), _topologyPtr[^1]);
        for (var e = 0; e < graph.NumEdges; e++)
        {
            _source.Add(first + (int)ids[e]);
            _target.Add(first + (int)ids[graph.NumEdges + e]);
        }
        if (_hasWeights) _weights.AddRange(HostTensors.ToArray<float>(graph.EdgeWeight!));
        if (_edgeWidth > 0) _edgeAttr.AddRange(HostTensors.ToArray<float>(graph.EdgeAttr!));
        _topologyPtr.Add(checked(first + graph.NumNodes));
    }

    private float[] InOrder(ReadOnlySpan<int> edgeId)
    {
        var given = _edgeAttr.ToArray();
        if (edgeId.IsEmpty) return given;
        var ordered = new float[given.Length];
        for (var e = 0; e < edgeId.Length; e++) given.AsSpan(edgeId[e] * _edgeWidth, _edgeWidth).CopyTo(ordered.AsSpan(e * _edgeWidth));
        return ordered;
    }

    private static long[] FrameShape(GraphSequence sequence) => sequence.Snapshots[0].X!.shape[(sequence.IsChanging ? 1 : 2)..];

    private static int Width(Tensor? edgeAttr) => edgeAttr is null ? 0 : checked((int)edgeAttr.shape[1]);

    private void Fail(string problem) => throw new ArgumentException($"GraphDataset: sequence {_sequence} {problem}.", "sequences");
}
