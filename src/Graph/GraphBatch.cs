using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Several graphs, or graph sequences, as one: features stacked, adjacency block-diagonal.</summary>
/// <remarks>Owns what it holds; dispose it after the step. Edge tensors are in the order of <see cref="Adjacency"/>'s edges. Of graph sequences with
/// snapshots of their own (<see cref="Snapshots"/>), features and edges have a row, and a block, for every snapshot. Until it is disposed safe from several
/// threads at once.</remarks>
public sealed class GraphBatch : IDisposable
{
    private readonly Dictionary<int, SnapshotIndex> _unrolled = [];

    internal GraphBatch(SparseAdjacency adjacency, BatchIndex index)
    {
        (Adjacency, Index) = (adjacency, index);
    }

    /// <summary>Node features, <c>[N, ...]</c>; with <see cref="Snapshots"/> a row per node of every snapshot, <c>[R, ...]</c>.</summary>
    public Tensor? X { get; internal init; }

    /// <summary>Edges of all graphs, or of all snapshots.</summary>
    public SparseAdjacency Adjacency { get; }

    /// <summary>The graph of each node.</summary>
    public BatchIndex Index { get; }

    /// <summary>Edge features, <c>[E, D]</c>.</summary>
    public Tensor? EdgeAttr { get; internal init; }

    /// <summary>Targets: <c>[G]</c> int64 classes or <c>[G, K]</c> values; a row per node, per step or per node and step where <see cref="HasNodeTargets"/>
    /// and <see cref="HasStepTargets"/> say so, in the order of <see cref="Unroll()"/>'s snapshots and rows.</summary>
    public Tensor? Y { get; internal init; }

    /// <summary>Node positions, <c>[N, P]</c>.</summary>
    public Tensor? Pos { get; internal init; }

    /// <summary>True length of each node's series, <c>[N]</c> int64.</summary>
    public Tensor? Lengths { get; internal init; }

    /// <summary>Categories of each node, <c>[N, K]</c> int64, one column per kind: what an embedding looks up.</summary>
    public Tensor? Categories { get; internal init; }

    /// <summary>True when <see cref="Y"/> has a row per node instead of one per graph.</summary>
    public bool HasNodeTargets { get; internal init; }

    /// <summary>True when <see cref="Y"/> has a row for every step instead of one for the whole sequence.</summary>
    public bool HasStepTargets { get; internal init; }

    /// <summary>Where the rows of graph sequences with snapshots of their own stand; null where graphs stay the same.</summary>
    public SnapshotIndex? Snapshots { get; internal init; }

    /// <summary>Steps of each sequence, <c>[G]</c>; empty where the graphs are no sequences of a data set.</summary>
    public ReadOnlySpan<int> Steps => StepsArray;

    internal int[]? StepsArray { get; init; }

    /// <summary>Position of each graph in the data set it came from; empty when it came from none.</summary>
    public IReadOnlyList<int> GraphIds { get; internal init; } = [];

    /// <summary>Number of graphs, <c>G</c>.</summary>
    public int NumGraphs => Index.NumGraphs;

    /// <summary>Number of nodes, <c>N</c>.</summary>
    public int NumNodes => Index.NumNodes;

    /// <summary>Number of directed edges, <c>E</c>.</summary>
    public int NumEdges => Adjacency.NumEdges;

    /// <summary>Joins graphs (PyG's <c>Batch.from_data_list</c>).</summary>
    /// <remarks>A graph's target becomes a row of <c>Y</c>: <c>[K]</c> and <c>[1, K]</c> give <c>[G, K]</c>, <c>[]</c> and <c>[1]</c> give <c>[G]</c> (PyG puts
    /// <c>[K]</c> end to end instead). Targets are put end to end, a row per node, only where <see cref="GraphData.HasNodeTargets"/> is true: shapes do not
    /// decide it.</remarks>
    /// <param name="graphs">At least one graph; all have the same optional parts, and targets of graphs or of nodes alike. They stay the caller's.</param>
    /// <exception cref="ArgumentException">No graph is given, one lacks a part that another has, some have targets of nodes and some of graphs, or a graph's
    /// target is no row or not as long as the others'.</exception>
    public static GraphBatch FromGraphs(IReadOnlyList<GraphData> graphs)
    {
        ArgumentNullException.ThrowIfNull(graphs);
        if (graphs.Count == 0) throw new ArgumentException("GraphBatch: at least one graph is needed.", nameof(graphs));
        var ptr = new int[graphs.Count + 1];
        for (var g = 0; g < graphs.Count; g++) ptr[g + 1] = checked(ptr[g] + graphs[g].NumNodes);
        using var scope = NewDisposeScope();
        var edgeIndex = cat([.. graphs.Select((graph, g) => graph.EdgeIndex + ptr[g])], 1);
        var adjacency = SparseAdjacency.FromEdgeIndex(edgeIndex, ptr[^1], Join(graphs, graph => graph.EdgeWeight, nameof(GraphData.EdgeWeight)));
        // Edge tensors are brought into the adjacency's order, so that the batch's edges carry no permutation.
        var edgeAttr = Join(graphs, graph => graph.EdgeAttr, nameof(GraphData.EdgeAttr));
        if (edgeAttr is not null && adjacency.Tensors.EdgeId(edgeAttr.device) is { } order) edgeAttr = edgeAttr.index_select(0, order);
        var batch = new GraphBatch(adjacency.InRowOrder(), new BatchIndex(ptr))
        {
            X = Own(Join(graphs, graph => graph.X, nameof(GraphData.X))),
            EdgeAttr = Own(edgeAttr),
            Y = Own(Join(BatchTargets.Rows(graphs), nameof(GraphData.Y))),
            Pos = Own(Join(graphs, graph => graph.Pos, nameof(GraphData.Pos))),
            Lengths = Own(Join(graphs, graph => graph.Lengths, nameof(GraphData.Lengths))),
            Categories = Own(Join(graphs, graph => graph.Categories, nameof(GraphData.Categories))),
            HasNodeTargets = graphs[0].HasNodeTargets,
        };
        adjacency.Dispose();
        return batch;
    }

    /// <summary>The batch as snapshots: its own, or, where graphs stay the same, one for each step of their series.</summary>
    /// <returns>Owned by the batch.</returns>
    /// <exception cref="InvalidOperationException">The node features have no time axis, <c>[N, T, ...]</c>.</exception>
    public SnapshotIndex Unroll() => Snapshots ?? (X is { Dimensions: 3 or 5 } x
        ? Unroll(checked((int)x.shape[1]))
        : throw new InvalidOperationException($"GraphBatch: node features {(X is null ? "are missing" : Shapes.Describe(X.shape))}, so there are no steps."));

    /// <summary>The batch as snapshots: its own, or, where graphs stay the same, so many of each graph whose nodes' series have no lengths.</summary>
    /// <param name="maxSteps">Steps in the features' time axis; each number has an index of its own.</param>
    /// <returns>Owned by the batch.</returns>
    internal SnapshotIndex Unroll(int maxSteps)
    {
        if (Snapshots is not null) return Snapshots;
        lock (_unrolled)
        {
            if (!_unrolled.TryGetValue(maxSteps, out var unrolled)) _unrolled[maxSteps] = unrolled = UnrollSeries(maxSteps);
            return unrolled;
        }
    }

    private SnapshotIndex UnrollSeries(int maxSteps)
    {
        var lengths = Lengths is null ? null : HostTensors.ToArray<long>(Lengths);
        var steps = StepsArray ?? new int[NumGraphs];
        var isUneven = false;
        for (var g = 0; g < NumGraphs; g++)
        {
            var nodes = lengths.AsSpan(lengths is null ? 0..0 : Index.Ptr[g]..Index.Ptr[g + 1]).ToArray();
            if (StepsArray is null) steps[g] = nodes.Length == 0 ? maxSteps : (int)nodes.Max();
            isUneven |= Array.Exists(nodes, length => length != steps[g]);
        }
        return SnapshotIndex.OfSeries(Index, Adjacency, steps, isUneven ? lengths : null);
    }

    /// <summary>Takes the batch apart (PyG's <c>to_data_list</c>): ids start at 0 in each graph again, edges are sorted by target, then source.</summary>
    /// <returns>As many graphs as went in, without targets of steps; of sequences with <see cref="Snapshots"/>, one for every snapshot, without targets. Owned by
    /// the caller.</returns>
    public GraphData[] ToGraphs()
    {
        using var scope = NewDisposeScope();
        var edgeIndex = Adjacency.ToEdgeIndex();
        var weight = Adjacency.Tensors.Weight(Adjacency.HasDoubleWeights ? ScalarType.Float64 : ScalarType.Float32, CPU);
        var index = Snapshots?.Rows ?? Index;
        var y = Snapshots is null && !HasStepTargets ? Y : null;
        var graphs = new GraphData[index.NumGraphs];
        for (var g = 0; g < graphs.Length; g++)
        {
            var (node, nodeEnd) = (index.Ptr[g], index.Ptr[g + 1]);
            var (edge, edgeEnd) = (Adjacency.RowPtr[node], Adjacency.RowPtr[nodeEnd]);
            Tensor? Nodes(Tensor? all) => all?[node..nodeEnd];
            Tensor? Edges(Tensor? all) => all?[edge..edgeEnd];
            graphs[g] = new GraphData(
                Nodes(X), edgeIndex[.., edge..edgeEnd] - node, Edges(weight), Edges(EdgeAttr), HasNodeTargets ? Nodes(y) : y?[g..(g + 1)],
                Nodes(Pos), Nodes(Lengths), nodeEnd - node, Nodes(Categories))
            {
                HasNodeTargets = HasNodeTargets && y is not null,
            };
        }
        return graphs;
    }

    /// <summary>A copy of this batch on another device.</summary>
    /// <param name="device">Where.</param>
    /// <returns>A new batch, owned by the caller; this one stays as it is.</returns>
    public GraphBatch To(Device device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return new GraphBatch(Adjacency.Share(), new BatchIndex(Index.PtrArray))
        {
            X = Move(X),
            EdgeAttr = Move(EdgeAttr),
            Y = Move(Y),
            Pos = Move(Pos),
            Lengths = Move(Lengths),
            Categories = Move(Categories),
            HasNodeTargets = HasNodeTargets,
            HasStepTargets = HasStepTargets,
            Snapshots = Snapshots?.Share(),
            StepsArray = StepsArray,
            GraphIds = GraphIds,
        };

        // to() hands back the same object when nothing is to be moved; the copy needs one of its own.
        Tensor? Move(Tensor? tensor)
        {
            var moved = tensor?.to(device);
            return Own(ReferenceEquals(moved, tensor) ? tensor?.alias() : moved);
        }
    }

    /// <summary>The same graphs with other node features, and the message along each edge multiplied by a value: what explanations ask.</summary>
    /// <param name="x">Node features of the shape of <see cref="X"/>; differentiable.</param>
    /// <param name="messageScale">A value per edge, <c>[E]</c>, which must outlive the batch; differentiable. Null for 1.</param>
    /// <returns>A new batch, owned by the caller; this one must outlive it.</returns>
    internal GraphBatch With(Tensor x, Tensor? messageScale)
    {
        var adjacency = messageScale is null ? Adjacency.Share() : Adjacency.WithMessageScale(messageScale);
        return new(adjacency, new BatchIndex(Index.PtrArray))
        {
            X = Own(x.alias()),
            EdgeAttr = Own(EdgeAttr?.alias()),
            Y = Own(Y?.alias()),
            Pos = Own(Pos?.alias()),
            Lengths = Own(Lengths?.alias()),
            Categories = Own(Categories?.alias()),
            HasNodeTargets = HasNodeTargets,
            HasStepTargets = HasStepTargets,
            Snapshots = messageScale is null ? Snapshots?.Share() : Snapshots?.On(adjacency),
            StepsArray = StepsArray,
            GraphIds = GraphIds,
        };
    }

    /// <summary>Frees the tensors held here.</summary>
    public void Dispose()
    {
        foreach (var tensor in new[] { X, EdgeAttr, Y, Pos, Lengths, Categories }) tensor?.Dispose();
        Snapshots?.Dispose();
        foreach (var unrolled in _unrolled.Values) unrolled.Dispose();
        Adjacency.Dispose();
        Index.Dispose();
    }

    private static Tensor? Own(Tensor? tensor) => tensor?.DetachFromDisposeScope();

    private static Tensor? Join(IReadOnlyList<GraphData> graphs, Func<GraphData, Tensor?> part, string name) => Join([.. graphs.Select(part)], name);

    private static Tensor? Join(Tensor?[] parts, string name)
    {
        if (parts.All(p => p is null)) return null;
        if (Array.FindIndex(parts, p => p is null) is var missing and >= 0)
            throw new ArgumentException($"GraphBatch: graph {missing} has no {name}, but another graph of the batch has. All or none must have it.", "graphs");
        return cat(parts!, 0);
    }
}
