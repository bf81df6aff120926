using static TorchSharp.torch;

namespace GraphSeq.Graph;

public static partial class GraphOps
{
    /// <summary>True if an edge ends where it starts.</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <exception cref="ArgumentException">The shape or element type is not as above.</exception>
    public static bool ContainsSelfLoops(Tensor edgeIndex)
    {
        Shapes.RequireEdgeIndex(edgeIndex, nameof(ContainsSelfLoops));
        using var scope = NewDisposeScope();
        return edgeIndex[0].eq(edgeIndex[1]).any().item<bool>();
    }

    /// <summary>Appends one self-loop per node, beside those there are.</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <returns>Edges, <c>[2, E + N]</c>.</returns>
    /// <exception cref="ArgumentException">The shape or element type is not as above, or an id is no node.</exception>
    public static Tensor AddSelfLoops(Tensor edgeIndex, long? numNodes = null)
    {
        var count = EdgeTensors.NumNodes(edgeIndex, numNodes, nameof(AddSelfLoops));
        using var scope = NewDisposeScope();
        return AppendLoops(edgeIndex, count).MoveToOuterDisposeScope();
    }

    /// <summary>Appends one self-loop per node, beside those there are, with a row of edge data each.</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="edgeAttr">Weights <c>[E]</c> or features <c>[E, D]</c>.</param>
    /// <param name="fill">What the loops carry; null for 1.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <returns>Edges, <c>[2, E + N]</c>, and their data, <c>[E + N, ...]</c>.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above, or an id is no node.</exception>
    public static (Tensor EdgeIndex, Tensor EdgeAttr) AddSelfLoops(
        Tensor edgeIndex, Tensor edgeAttr, LoopFill? fill = null, long? numNodes = null)
    {
        var count = EdgeTensors.NumNodes(edgeIndex, numNodes, nameof(AddSelfLoops));
        EdgeTensors.RequireRows(edgeAttr, edgeIndex, nameof(AddSelfLoops));
        using var scope = NewDisposeScope();
        var loops = (fill ?? 1.0).Rows(edgeIndex, edgeAttr, count);
        return (AppendLoops(edgeIndex, count).MoveToOuterDisposeScope(), cat([edgeAttr, loops], 0).MoveToOuterDisposeScope());
    }

    /// <summary>Leaves every node with exactly one self-loop; they stand last, by node.</summary>
    /// <inheritdoc cref="AddSelfLoops(Tensor, long?)"/>
    /// <returns>Edges, <c>[2, E' + N]</c>, E' those that are no self-loops.</returns>
    public static Tensor AddRemainingSelfLoops(Tensor edgeIndex, long? numNodes = null)
    {
        var count = EdgeTensors.NumNodes(edgeIndex, numNodes, nameof(AddRemainingSelfLoops));
        using var scope = NewDisposeScope();
        return AppendLoops(edgeIndex.index_select(1, NonLoops(edgeIndex)), count).MoveToOuterDisposeScope();
    }

    /// <summary>Leaves every node with exactly one self-loop; it carries the row of the last the node had, or else the fill value.</summary>
    /// <inheritdoc cref="AddSelfLoops(Tensor, Tensor, LoopFill?, long?)"/>
    /// <returns>Edges, <c>[2, E' + N]</c>, E' those that are no self-loops, and their data, <c>[E' + N, ...]</c>.</returns>
    public static (Tensor EdgeIndex, Tensor EdgeAttr) AddRemainingSelfLoops(
        Tensor edgeIndex, Tensor edgeAttr, LoopFill? fill = null, long? numNodes = null)
    {
        var count = EdgeTensors.NumNodes(edgeIndex, numNodes, nameof(AddRemainingSelfLoops));
        EdgeTensors.RequireRows(edgeAttr, edgeIndex, nameof(AddRemainingSelfLoops));
        using var scope = NewDisposeScope();
        var others = NonLoops(edgeIndex);
        // Fill rows and edge rows one below the other: each loop takes the row of the last loop its node had, or its node's fill row.
        var candidates = cat([(fill ?? 1.0).Rows(edgeIndex, edgeAttr, count), edgeAttr], 0);
        var taken = new long[count];
        for (var i = 0; i < count; i++) taken[i] = i;
        var (source, target) = EdgeTensors.ToArrays(edgeIndex);
        for (var e = 0; e < source.Length; e++)
            if (source[e] == target[e]) taken[source[e]] = count + e;
        var loops = candidates.index_select(0, HostTensors.Create(taken, [count], edgeAttr.device));
        return (AppendLoops(edgeIndex.index_select(1, others), count).MoveToOuterDisposeScope(),
            cat([edgeAttr.index_select(0, others), loops], 0).MoveToOuterDisposeScope());
    }

    /// <summary>Leaves out edges that end where they start.</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <returns>Edges, <c>[2, E']</c>, in the order they had.</returns>
    /// <exception cref="ArgumentException">The shape or element type is not as above.</exception>
    public static Tensor RemoveSelfLoops(Tensor edgeIndex)
    {
        Shapes.RequireEdgeIndex(edgeIndex, nameof(RemoveSelfLoops));
        using var scope = NewDisposeScope();
        return edgeIndex.index_select(1, NonLoops(edgeIndex)).MoveToOuterDisposeScope();
    }

    /// <summary>Leaves out edges that end where they start, with their data.</summary>
    /// <inheritdoc cref="RemoveSelfLoops(Tensor)"/>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="edgeAttr">Weights <c>[E]</c> or features <c>[E, D]</c>.</param>
    /// <returns>Edges, <c>[2, E']</c>, in the order they had, and their data, <c>[E', ...]</c>.</returns>
    public static (Tensor EdgeIndex, Tensor EdgeAttr) RemoveSelfLoops(Tensor edgeIndex, Tensor edgeAttr)
    {
        Shapes.RequireEdgeIndex(edgeIndex, nameof(RemoveSelfLoops));
        EdgeTensors.RequireRows(edgeAttr, edgeIndex, nameof(RemoveSelfLoops));
        using var scope = NewDisposeScope();
        var others = NonLoops(edgeIndex);
        return (edgeIndex.index_select(1, others).MoveToOuterDisposeScope(), edgeAttr.index_select(0, others).MoveToOuterDisposeScope());
    }

    private static Tensor NonLoops(Tensor edgeIndex) => EdgeTensors.Positions(edgeIndex[0].ne(edgeIndex[1]));

    private static Tensor AppendLoops(Tensor edgeIndex, int numNodes) =>
        cat([edgeIndex, arange(numNodes, dtype: ScalarType.Int64, device: edgeIndex.device).expand(2, numNodes)], 1);
}
