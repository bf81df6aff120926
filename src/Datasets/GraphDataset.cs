using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Datasets;

/// <summary>A set of graphs, or of graph sequences, in a few contiguous arrays; a graph is a slice of them, a batch a block-diagonal union of
/// slices.</summary>
/// <remarks>Immutable, and safe from several threads at once. Derived adjacency forms (self-loops, normalisation) are computed once for the whole set and sliced per batch. A set of graph
/// sequences has a time axis (<see cref="Sequences"/>); a graph is then a sequence, its nodes those that appear in it.</remarks>
public sealed class GraphDataset
{
    private readonly GraphDatasetParts _parts;
    private readonly int _denseWidth;
    private readonly SequenceStore? _sequences;
    private int[]? _graphPtr;

    /// <summary>Checks the parts against each other and takes them.</summary>
    /// <param name="parts">The arrays; not copied.</param>
    /// <exception cref="ArgumentException">Two parts do not fit together.</exception>
    public GraphDataset(GraphDatasetParts parts)
    {
        ArgumentNullException.ThrowIfNull(parts);
        _parts = parts;
        if (parts.Sequences is not null) _sequences = new SequenceStore(parts);
        else if (Array.Exists(parts.NodeShape, size => size < 0))
            throw new ArgumentException($"GraphDataset {parts.Name}: NodeShape is {Shapes.Describe(parts.NodeShape)}, with a size below 0.", nameof(parts));
        _denseWidth = checked((int)parts.NodeShape.Skip(_sequences is null ? 0 : 1).Aggregate(1L, (product, size) => checked(product * size)));
        Validate();
        var steps = _sequences is { NodeShape: [> 0 and var fixedSteps, ..] } ? (int)fixedSteps : 1;
        NumFeatures = checked(_denseWidth * steps + parts.Categories.Sum(c => c.Width));
    }

    /// <summary>The set's name.</summary>
    public string Name => _parts.Name;

    /// <summary>Number of graphs, <c>G</c>.</summary>
    public int NumGraphs => _parts.NodePtr.Length - 1;

    /// <summary>Number of nodes in all graphs.</summary>
    public int NumNodes => _parts.NodePtr[^1];

    /// <summary>Number of directed edges in all graphs; of graph sequences, of every graph that occurs, once.</summary>
    public int NumEdges => Adjacency.NumEdges;

    /// <summary>Features per node, whatever their shape, with a one-hot code in place of each column of <see cref="Categories"/>; per node and step where
    /// graph sequences differ in length.</summary>
    public int NumFeatures { get; }

    /// <summary>Shape of one node's dense features: <c>[F]</c>, <c>[T, C]</c>, <c>[C, H, W]</c> or <c>[T, C, H, W]</c>; T is -1 where graph sequences
    /// differ in length.</summary>
    public ReadOnlySpan<long> NodeShape => _parts.NodeShape;

    /// <summary>Features per edge, <c>D</c>.</summary>
    public int NumEdgeFeatures => _parts.NumEdgeFeatures;

    /// <summary>Classes (classification) or target values per row (regression).</summary>
    public int NumOutputs => _parts.Targets.Width;

    /// <summary>First node of each graph and, last, the number of nodes.</summary>
    public ReadOnlySpan<int> NodePtr => _parts.NodePtr;

    /// <summary>The edges of all graphs, block-diagonal; of graph sequences, of every graph that occurs, once.</summary>
    public SparseAdjacency Adjacency => _parts.Adjacency;

    /// <summary>The time axis of a set of graph sequences; null for a set of graphs.</summary>
    public SequenceParts? Sequences => _parts.Sequences;

    /// <summary>True when graph sequences have snapshots with edges or nodes of their own, false when each has one graph.</summary>
    public bool IsChanging => _sequences is { IsChanging: true };

    /// <summary>Dense node features, row-major; of graph sequences frame by frame.</summary>
    public ReadOnlySpan<float> Features => _parts.Features;

    /// <summary>Columns of categories with too many values for one-hot features; a batch has them as numbers.</summary>
    public IReadOnlyList<CategoricalColumn> Categories => _parts.Categories;

    /// <summary>Name of each dense feature column; empty when unnamed.</summary>
    public IReadOnlyList<string> FeatureNames => _parts.FeatureNames;

    /// <summary>Edge features, row-major <c>[E, D]</c>, in the adjacency's order; empty when there are none.</summary>
    public ReadOnlySpan<float> EdgeAttr => _parts.EdgeAttr;

    /// <summary>Name of each edge feature column; empty when unnamed.</summary>
    public IReadOnlyList<string> EdgeFeatureNames => _parts.EdgeFeatureNames;

    /// <summary>Positions of the nodes, row-major <c>[N, P]</c>; empty when there are none.</summary>
    public ReadOnlySpan<float> Positions => _parts.Positions;

    /// <summary>Numbers of a position, <c>P</c>.</summary>
    public int NumDimensions => _parts.NumDimensions;

    /// <summary>True length of each node's series; empty when all are full.</summary>
    public ReadOnlySpan<long> Lengths => _parts.Lengths;

    /// <summary>The targets.</summary>
    public Targets Targets => _parts.Targets;

    /// <summary>What the reader found and did, in numbers; null for a set that no reader made.</summary>
    public ReadReport? Report => _parts.Report;

    /// <summary>What the reader found and did, in words.</summary>
    public IReadOnlyList<string> Notes => _parts.Notes;

    /// <summary>What the set is made of.</summary>
    internal GraphDatasetParts Parts => _parts;

    /// <summary>A set of graph sequences, each with a graph that stays or with snapshots of its own.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="sequences">At least one; features per node and step, and which edge data there are, are the same in all. Copied.</param>
    /// <param name="targets">Rows for sequences, nodes, steps or nodes at steps; null for none.</param>
    /// <exception cref="ArgumentException">There is no sequence, one differs from the first, or the targets are not as many as rows.</exception>
    public static GraphDataset FromSequences(string name, IReadOnlyList<GraphSequence> sequences, Targets? targets = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(sequences);
        if (sequences.Count == 0) throw new ArgumentException("GraphDataset: at least one sequence is needed.", nameof(sequences));
        return new GraphDataset(new SequenceBuilder(sequences).ToParts(name, targets ?? Targets.None));
    }

    /// <summary>One graph.</summary>
    /// <param name="graph">Position in the set.</param>
    /// <returns>The graph, of a sequence with its series; owned by the caller.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such graph.</exception>
    /// <exception cref="InvalidOperationException">It is a sequence of several graphs.</exception>
    public GraphData this[int graph]
    {
        get
        {
            if (IsChanging)
                throw new InvalidOperationException($"{Name}: sequence {graph} has several graphs. Batch([{graph}]).ToGraphs() gives its snapshots.");
            using var batch = Batch([graph]);
            return batch.ToGraphs()[0];
        }
    }

    /// <summary>The same set with other parts, for transforms.</summary>
    /// <param name="change">Gets the parts and returns changed ones (<c>with</c>).</param>
    /// <exception cref="ArgumentException">The changed parts do not fit together.</exception>
    public GraphDataset With(Func<GraphDatasetParts, GraphDatasetParts> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return new GraphDataset(change(_parts));
    }

    /// <summary>Joins graphs into one batch by copying slices; nothing is sorted and no tensor is made per graph.</summary>
    /// <param name="graphs">Positions in the set, in the order wanted.</param>
    /// <returns>The batch, owned by the caller; <c>X</c> is <c>[N, ...NodeShape]</c> float32, T of graph sequences being that of the batch's longest; or,
    /// where they are <see cref="IsChanging"/>, a row per node of every snapshot, <c>[R, ...]</c>. <c>Categories</c> is <c>[N, K]</c> int64.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such graph.</exception>
    public GraphBatch Batch(ReadOnlySpan<int> graphs)
    {
        var blocks = graphs.ToArray();
        var ptr = new int[blocks.Length + 1];
        for (var i = 0; i < blocks.Length; i++)
        {
            if ((uint)blocks[i] >= (uint)NumGraphs)
                throw new ArgumentOutOfRangeException(nameof(graphs), $"{Name}: there is no graph {blocks[i]}; the set has {NumGraphs}, numbered from 0.");
            ptr[i + 1] = checked(ptr[i] + _parts.NodePtr[blocks[i] + 1] - _parts.NodePtr[blocks[i]]);
        }
        if (_sequences is null) return Batch(blocks, ptr);
        var own = _parts.Lengths is { } lengths ? HostTensors.ToArray<long>(NodeRows(lengths, 1, blocks, [ptr[^1]])) : null;
        return _sequences.Batch(blocks, ptr, own, BatchTargets(blocks), Targets.Level);
    }

    /// <summary>First row of each graph in targets of a level and, last, the number of rows: <c>[G + 1]</c>.</summary>
    /// <param name="level">What a row belongs to.</param>
    /// <exception cref="ArgumentException">Rows are of steps, but this is no set of graph sequences.</exception>
    public ReadOnlySpan<int> TargetPtr(TargetLevel level) => level switch
    {
        TargetLevel.Node => _parts.NodePtr,
        TargetLevel.Step => RequireSequences().StepPtr,
        TargetLevel.NodeStep => RequireSequences().RowPtr,
        _ => _graphPtr ??= [.. Enumerable.Range(0, NumGraphs + 1)],
    };

    /// <summary>Nodes and edges that a graph adds to a batch, of sequences those of every snapshot.</summary>
    internal (long Nodes, long Edges) SizeOf(int graph)
    {
        if (_sequences is not null) return (_sequences.RowPtr[graph + 1] - _sequences.RowPtr[graph], _sequences.EdgesOf(graph));
        var (first, end) = (_parts.NodePtr[graph], _parts.NodePtr[graph + 1]);
        return (end - first, Adjacency.RowPtr[end] - Adjacency.RowPtr[first]);
    }

    private GraphBatch Batch(int[] blocks, int[] ptr)
    {
        var adjacency = Adjacency.SelectBlocks(blocks, _parts.NodePtr);
        return new GraphBatch(adjacency, new BatchIndex(ptr))
        {
            X = Own(NodeRows(_parts.Features, _denseWidth, blocks, [ptr[^1], .. _parts.NodeShape])),
            Categories = Categories.Count > 0 ? Own(BatchCategories(blocks, ptr[^1])) : null,
            Pos = _parts.Positions is { } positions ? Own(NodeRows<float>(positions, NumDimensions, blocks, [ptr[^1], NumDimensions])) : null,
            EdgeAttr = _parts.EdgeAttr is { } attr ? Own(BatchEdgeAttr(attr, blocks, adjacency.NumEdges)) : null,
            Y = Own(BatchTargets(blocks)),
            Lengths = _parts.Lengths is { } lengths ? Own(NodeRows(lengths, 1, blocks, [ptr[^1]])) : null,
            HasNodeTargets = Targets.Level == TargetLevel.Node,
            GraphIds = blocks,
        };
    }

    private Tensor BatchCategories(int[] blocks, int numNodes)
    {
        var categories = empty(numNodes, Categories.Count, dtype: ScalarType.Int64);
        var to = HostTensors.View<long>(categories);
        var at = 0;
        foreach (var b in blocks)
            for (var node = _parts.NodePtr[b]; node < _parts.NodePtr[b + 1]; node++)
                foreach (var column in Categories) to[at++] = column.Values[node];
        return categories;
    }

    private Tensor BatchEdgeAttr(float[] attr, int[] blocks, int numEdges)
    {
        var (tensor, at, width) = (empty(numEdges, NumEdgeFeatures, dtype: ScalarType.Float32), 0, NumEdgeFeatures);
        var to = HostTensors.View<float>(tensor);
        foreach (var b in blocks)
        {
            var (from, end) = (Adjacency.RowPtr[_parts.NodePtr[b]], Adjacency.RowPtr[_parts.NodePtr[b + 1]]);
            attr.AsSpan(from * width, (end - from) * width).CopyTo(to[at..]);
            at += (end - from) * width;
        }
        return tensor;
    }

    private Tensor? BatchTargets(int[] blocks)
    {
        if (Targets.Task == TaskKind.None) return null;
        var ptr = TargetPtr(Targets.Level);
        var count = 0;
        foreach (var b in blocks) count += ptr[b + 1] - ptr[b];
        if (Targets.Task == TaskKind.Classification) return GatherRows(Targets.Classes, 1, ptr, blocks, [count]);
        var (values, width, at) = (empty(count, Targets.Width, dtype: ScalarType.Float32), Targets.Width, 0);
        var to = HostTensors.View<float>(values);
        foreach (var b in blocks)
            for (var row = ptr[b]; row < ptr[b + 1]; row++, at += width) Targets.CopyRow(row, to[at..]);
        return values;
    }

    private SequenceStore RequireSequences() =>
        _sequences ?? throw new ArgumentException($"{Name}: targets of steps belong to graph sequences, but this is a set of graphs.");

    private Tensor NodeRows<T>(ReadOnlySpan<T> all, int width, int[] blocks, long[] shape) where T : unmanaged =>
        GatherRows(all, width, _parts.NodePtr, blocks, shape);

    private static Tensor GatherRows<T>(ReadOnlySpan<T> all, int width, ReadOnlySpan<int> ptr, int[] blocks, long[] shape) where T : unmanaged
    {
        var tensor = empty(shape, dtype: typeof(T) == typeof(long) ? ScalarType.Int64 : ScalarType.Float32);
        var to = HostTensors.View<T>(tensor);
        var at = 0;
        foreach (var b in blocks)
        {
            var length = (ptr[b + 1] - ptr[b]) * width;
            all.Slice(ptr[b] * width, length).CopyTo(to[at..]);
            at += length;
        }
        return tensor;
    }

    private static Tensor? Own(Tensor? tensor) => tensor?.DetachFromDisposeScope();

    private void Validate()
    {
        var (parts, index) = (_parts, new BatchIndex(_parts.NodePtr));
        Require(parts.Adjacency.EdgeId.IsEmpty || parts.Adjacency.NumEdges == 0, "the adjacency's edges are not in row order");
        if (_sequences is null) RequireNodes();
        foreach (var column in parts.Categories)
        {
            Require(column.Values.Length == index.NumNodes, $"a label column has {column.Values.Length} values for {index.NumNodes} nodes");
            Require(column.Labels.Count == 0 || column.Labels.Count == column.Width, $"a label column has {column.Labels.Count} names for {column.Width} categories");
            Require(!Array.Exists(column.Values, v => v < 0 || v >= column.Width), $"a label column has a value outside [0, {column.Width})");
        }
        Require(parts.Positions is null || parts.Positions.LongLength == (long)index.NumNodes * parts.NumDimensions, "positions do not fill one row per node");
        Require(
            parts.EdgeAttr is null || parts.EdgeAttr.LongLength == (long)parts.Adjacency.NumEdges * parts.NumEdgeFeatures,
            "edge features do not fill one row per edge");
        Require(parts.Lengths is null || parts.Lengths.Length == index.NumNodes, "lengths do not have one value per node");
        var rows = parts.Targets.Task == TaskKind.None ? 0 : TargetPtr(parts.Targets.Level)[^1];
        Require(parts.Targets.Count == rows, $"there are {parts.Targets.Count} targets for {rows} rows");

        void RequireNodes()
        {
            Require(parts.Adjacency.NumNodes == index.NumNodes, $"the adjacency has {parts.Adjacency.NumNodes} nodes, NodePtr {index.NumNodes}");
            Require(
                parts.Features.LongLength == (long)index.NumNodes * _denseWidth,
                $"{parts.Features.LongLength} features do not fill {index.NumNodes} rows of {_denseWidth}");
        }

        void Require(bool holds, string problem)
        {
            if (!holds) throw new ArgumentException($"GraphDataset {parts.Name}: {problem}.", nameof(parts));
        }
    }
}
