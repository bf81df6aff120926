using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>One graph sequence: a graph that stays while its nodes carry series, or snapshots with edges, and nodes, of their own.</summary>
/// <remarks>Holds the graphs it is given; they, and their tensors, stay the caller's.</remarks>
public sealed class GraphSequence
{
    private readonly int[][]? _nodes;

    /// <summary>A graph that stays.</summary>
    /// <param name="graph">Node features <c>[N, T, C]</c> or <c>[N, T, C, H, W]</c>, at least one step; lengths per node are kept.</param>
    /// <exception cref="ArgumentException">The features have no time axis, or no step.</exception>
    public GraphSequence(GraphData graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (graph.X is not { Dimensions: 3 or 5 } x || x.shape[1] < 1)
            Shapes.Fail(
                nameof(GraphSequence), nameof(graph), graph.X is null ? "a graph without features" : $"a graph with x {Shapes.Describe(graph.X.shape)}",
                "one with x [N, T, C] or [N, T, C, H, W]", "For a single step use x.unsqueeze(1).");
        (Snapshots, NumNodes, NumSteps) = ([graph], graph.NumNodes, checked((int)graph.X!.shape[1]));
        if (graph.Lengths is { } lengths) NumSteps = checked((int)HostTensors.ToArray<long>(lengths).DefaultIfEmpty(NumSteps).Max());
    }

    /// <summary>Snapshots, one after the other.</summary>
    /// <param name="snapshots">At least one; all with node features <c>[n, C]</c> or <c>[n, C, H, W]</c> of one shape, n being each one's own.</param>
    /// <param name="nodeIds">Which node each row of a snapshot is, <c>[n]</c> int64 for every snapshot, no id twice in one; null when row i is node i.
    /// The sequence's nodes are the ids that appear, ascending.</param>
    /// <exception cref="ArgumentException">There is no snapshot, one has other features than the first, or ids do not fit.</exception>
    public GraphSequence(IReadOnlyList<GraphData> snapshots, IReadOnlyList<Tensor>? nodeIds = null)
    {
        ArgumentNullException.ThrowIfNull(snapshots);
        if (snapshots.Count == 0) throw new ArgumentException("GraphSequence: at least one snapshot is needed.", nameof(snapshots));
        if (nodeIds is not null && nodeIds.Count != snapshots.Count)
            throw new ArgumentException($"GraphSequence: there are node ids for {nodeIds.Count} snapshots, but {snapshots.Count} snapshots.", nameof(nodeIds));
        var shape = snapshots[0].X?.shape;
        for (var t = 0; t < snapshots.Count; t++)
        {
            if (snapshots[t].X is not { Dimensions: 2 or 4 } x)
                throw new ArgumentException($"GraphSequence: snapshot {t} must have node features [n, C] or [n, C, H, W].", nameof(snapshots));
            if (!x.shape.AsSpan(1).SequenceEqual(shape.AsSpan(1)))
                throw new ArgumentException(
                    $"GraphSequence: snapshot {t} has x {Shapes.Describe(x.shape)}, snapshot 0 {Shapes.Describe(shape!)}; only the number of nodes may differ.",
                    nameof(snapshots));
        }
        (Snapshots, NumSteps, IsChanging) = ([.. snapshots], snapshots.Count, true);
        if (nodeIds is null) NumNodes = snapshots.Max(snapshot => snapshot.NumNodes);
        else (_nodes, NumNodes) = Numbered(snapshots, nodeIds);
    }

    /// <summary>The snapshots; a graph that stays is one, with its whole series.</summary>
    public IReadOnlyList<GraphData> Snapshots { get; }

    /// <summary>True for snapshots of their own, false for a graph that stays.</summary>
    public bool IsChanging { get; }

    /// <summary>Number of steps, <c>T</c>.</summary>
    public int NumSteps { get; }

    /// <summary>Number of nodes that appear, <c>N</c>.</summary>
    public int NumNodes { get; }

    /// <summary>The sequence's node in each row of a snapshot, in <c>[0, NumNodes)</c>; null when row i is node i throughout.</summary>
    internal int[]? NodesOf(int snapshot) => _nodes?[snapshot];

    private static (int[][] Nodes, int Count) Numbered(IReadOnlyList<GraphData> snapshots, IReadOnlyList<Tensor> nodeIds)
    {
        var ids = new long[snapshots.Count][];
        for (var t = 0; t < ids.Length; t++)
        {
            var given = nodeIds[t];
            if (given is null || given.Dimensions != 1 || given.dtype != ScalarType.Int64 || given.shape[0] != snapshots[t].NumNodes)
                Shapes.Fail(
                    nameof(GraphSequence), $"nodeIds[{t}]", given is null ? "null" : Shapes.Describe(given), $"[{snapshots[t].NumNodes}] Int64",
                    "Pass the id of each row.");
            ids[t] = HostTensors.ToArray<long>(given!);
            if (ids[t].Distinct().Count() < ids[t].Length)
                throw new ArgumentException($"GraphSequence: nodeIds[{t}] names a node twice; a node has one row in a snapshot.", nameof(nodeIds));
        }
        long[] all = [.. ids.SelectMany(snapshot => snapshot).Distinct().Order()];
        return (Array.ConvertAll(ids, snapshot => Array.ConvertAll(snapshot, id => Array.BinarySearch(all, id))), all.Length);
    }
}
