using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>One graph: node features, edges and, where there are, weights, edge features, targets, positions and true lengths.</summary>
/// <remarks>Everything is checked once, here. Holds aliases of the tensors given: the caller keeps its own, <see cref="Dispose"/> frees these.</remarks>
public sealed class GraphData : IDisposable
{
    /// <summary>Checks and takes one graph.</summary>
    /// <param name="x">Node features, node-major: <c>[N, F]</c>, <c>[N, T, C]</c>, <c>[N, C, H, W]</c> or <c>[N, T, C, H, W]</c>; null when there are none.</param>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64: row 0 sources, row 1 targets, ids in <c>[0, N)</c>.</param>
    /// <param name="edgeWeight">Weight of each edge, <c>[E]</c>.</param>
    /// <param name="edgeAttr">Features of each edge, <c>[E, D]</c>.</param>
    /// <param name="y">Target: of the graph, or of each node (first dimension <c>N</c>) where <see cref="HasNodeTargets"/> says so.</param>
    /// <param name="pos">Positions of the nodes, <c>[N, P]</c>.</param>
    /// <param name="lengths">True length in time of each node's series, <c>[N]</c> int64, within <c>[1, T]</c>.</param>
    /// <param name="numNodes">Number of nodes; needed only when <paramref name="x"/> is null.</param>
    /// <param name="categories">Categories of each node, <c>[N, K]</c> int64, one column per kind: what an embedding looks up.</param>
    /// <exception cref="ArgumentException">A shape or element type is not as above, or an id is no node.</exception>
    public GraphData(
        Tensor? x, Tensor edgeIndex, Tensor? edgeWeight = null, Tensor? edgeAttr = null, Tensor? y = null, Tensor? pos = null,
        Tensor? lengths = null, long? numNodes = null, Tensor? categories = null)
    {
        Shapes.RequireEdgeIndex(edgeIndex, nameof(GraphData));
        if (x is null && numNodes is null)
            throw new ArgumentException("GraphData: without node features the number of nodes is unknown. Pass numNodes.", nameof(numNodes));
        if (x is not null && x.Dimensions < 2)
            throw new ArgumentException($"GraphData: x is {Shapes.Describe(x)} but must be [numNodes, ...]. Use x.unsqueeze(-1) for one feature.", nameof(x));
        if (x is not null && numNodes is { } claimed && claimed != x.shape[0])
            throw new ArgumentException($"GraphData: numNodes is {claimed} but x has {x.shape[0]} rows.", nameof(numNodes));
        if (numNodes is < 0 or > int.MaxValue)
            throw new ArgumentOutOfRangeException(nameof(numNodes), numNodes, $"GraphData: numNodes must be in [0, {int.MaxValue}].");
        NumNodes = checked((int)(x?.shape[0] ?? numNodes!.Value));
        NumEdges = checked((int)edgeIndex.shape[1]);
        RequireRows(edgeWeight, NumEdges, "edgeWeight", "edge", 1);
        RequireRows(edgeAttr, NumEdges, "edgeAttr", "edge", 2);
        RequireRows(pos, NumNodes, "pos", "node", 2);
        RequireRows(categories, NumNodes, "categories", "node", 2);
        RequireLengths(x, lengths);
        RequireNodes(edgeIndex);
        (X, EdgeIndex, EdgeWeight, EdgeAttr) = (Keep(x), Keep(edgeIndex)!, Keep(edgeWeight), Keep(edgeAttr));
        (Y, Pos, Lengths, Categories) = (Keep(y), Keep(pos), Keep(lengths), Keep(categories));
    }

    /// <summary>Number of nodes, <c>N</c>.</summary>
    public int NumNodes { get; }

    /// <summary>Number of directed edges, <c>E</c>.</summary>
    public int NumEdges { get; }

    /// <summary>Node features, <c>[N, ...]</c>.</summary>
    public Tensor? X { get; }

    /// <summary>Edges, <c>[2, E]</c> int64.</summary>
    public Tensor EdgeIndex { get; }

    /// <summary>Edge weights, <c>[E]</c>.</summary>
    public Tensor? EdgeWeight { get; }

    /// <summary>Edge features, <c>[E, D]</c>.</summary>
    public Tensor? EdgeAttr { get; }

    /// <summary>Target of the graph, or of each node (<see cref="HasNodeTargets"/>).</summary>
    public Tensor? Y { get; }

    /// <summary>True when <see cref="Y"/> has a row per node, false when all of it belongs to the graph. No shape can tell: a graph of K nodes may have K
    /// values.</summary>
    /// <exception cref="ArgumentException">Set to true without a row per node in <see cref="Y"/>.</exception>
    public bool HasNodeTargets
    {
        get;
        init
        {
            if (value && (Y is null || Y.Dimensions == 0 || Y.shape[0] != NumNodes))
                throw new ArgumentException(
                    $"GraphData: y is {(Y is null ? "null" : Shapes.Describe(Y))} but must be [{NumNodes}, ...], one row per node, where HasNodeTargets is true.",
                    nameof(value));
            field = value;
        }
    }

    /// <summary>Node positions, <c>[N, P]</c>.</summary>
    public Tensor? Pos { get; }

    /// <summary>True length of each node's series, <c>[N]</c> int64.</summary>
    public Tensor? Lengths { get; }

    /// <summary>Categories of each node, <c>[N, K]</c> int64.</summary>
    public Tensor? Categories { get; }

    /// <summary>The edges as compressed sparse rows, with <see cref="EdgeWeight"/> as constant weights.</summary>
    /// <returns>A new adjacency, owned by the caller.</returns>
    public SparseAdjacency ToAdjacency() => SparseAdjacency.FromEdgeIndex(EdgeIndex, NumNodes, EdgeWeight);

    /// <summary>Frees the tensors held here.</summary>
    public void Dispose()
    {
        foreach (var tensor in new[] { X, EdgeIndex, EdgeWeight, EdgeAttr, Y, Pos, Lengths, Categories }) tensor?.Dispose();
    }

    /// <summary>Counts, in words.</summary>
    public override string ToString() =>
        $"GraphData(nodes {NumNodes}, edges {NumEdges}{(X is null ? "" : $", x {Shapes.Describe(X)}")}{(Y is null ? "" : $", y {Shapes.Describe(Y)}")})";

    private static Tensor? Keep(Tensor? tensor) => tensor?.alias().DetachFromDisposeScope();

    private static void RequireRows(Tensor? tensor, int rows, string name, string per, int dimensions)
    {
        if (tensor is null || (tensor.Dimensions == dimensions && tensor.shape[0] == rows)) return;
        var wanted = dimensions == 1 ? $"[{rows}]" : $"[{rows}, ...] with {dimensions} dimensions";
        throw new ArgumentException($"GraphData: {name} is {Shapes.Describe(tensor)} but must be {wanted}, one row per {per}.", name);
    }

    private static void RequireLengths(Tensor? x, Tensor? lengths)
    {
        if (lengths is null) return;
        if (x is null || x.Dimensions < 3)
            throw new ArgumentException($"GraphData: lengths need x with a time axis, [N, T, ...], but x is {(x is null ? "absent" : Shapes.Describe(x))}.", nameof(lengths));
        if (lengths.Dimensions != 1 || lengths.shape[0] != x.shape[0] || lengths.dtype != ScalarType.Int64)
            throw new ArgumentException($"GraphData: lengths is {Shapes.Describe(lengths)} but must be [{x.shape[0]}] int64.", nameof(lengths));
        var values = HostTensors.ToArray<long>(lengths);
        for (var i = 0; i < values.Length; i++)
            if (values[i] < 1 || values[i] > x.shape[1])
                throw new ArgumentException($"GraphData: lengths[{i}] is {values[i]} but must be in [1, {x.shape[1]}].", nameof(lengths));
    }

    private void RequireNodes(Tensor edgeIndex)
    {
        var ids = HostTensors.ToArray<long>(edgeIndex);
        for (var i = 0; i < ids.Length; i++)
            if (ids[i] < 0 || ids[i] >= NumNodes)
                throw new ArgumentException(
                    $"GraphData: edgeIndex[{i / NumEdges}, {i % NumEdges}] is {ids[i]} but must be in [0, {NumNodes}). Do ids start at 1?", nameof(edgeIndex));
    }
}
