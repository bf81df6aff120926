using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Checks and selections that the operations on edge tensors share.</summary>
internal static class EdgeTensors
{
    /// <summary>Checks an edge index and says how many nodes there are.</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="numNodes">What the caller knows; null for the largest id + 1 (PyG: <c>maybe_num_nodes</c>).</param>
    /// <param name="owner">Who asks, in messages.</param>
    public static int NumNodes(Tensor edgeIndex, long? numNodes, string owner)
    {
        Shapes.RequireEdgeIndex(edgeIndex, owner);
        using var scope = NewDisposeScope();
        var (least, most) = edgeIndex.numel() == 0 ? (0, -1) : (edgeIndex.min().item<long>(), edgeIndex.max().item<long>());
        if (numNodes is < 0)
            throw new ArgumentOutOfRangeException(nameof(numNodes), numNodes, $"{owner}: numNodes must not be negative.");
        if (least < 0 || most >= (numNodes ?? long.MaxValue))
            FailOnIds(owner, nameof(edgeIndex), least, most, numNodes);
        return checked((int)(numNodes ?? most + 1));
    }

    /// <summary>The edges of a layer's call on PyG's arguments.</summary>
    /// <param name="x">Node features, one row per node.</param>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="owner">Who asks, in messages.</param>
    public static SparseAdjacency AdjacencyOf(Tensor x, Tensor edgeIndex, string owner)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Dimensions < 2)
            Shapes.Fail(owner, nameof(x), Shapes.Describe(x.shape), "[numNodes, numFeatures]", "Use x.unsqueeze(-1) for one feature per node.");
        Shapes.RequireEdgeIndex(edgeIndex, owner);
        return SparseAdjacency.FromEdgeIndex(edgeIndex, x.shape[0]);
    }

    /// <summary>Fails: ids are outside their range.</summary>
    [DoesNotReturn]
    public static void FailOnIds(string owner, string argument, long least, long most, long? numNodes) => Shapes.Fail(
        owner, argument, $"ids from {least} to {most}", numNodes is null ? "ids from 0 on" : $"ids in [0, {numNodes})", "Do ids start at 1?");

    /// <summary>Requires node features in two dimensions.</summary>
    public static void RequireMatrix(Tensor x, string owner)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Dimensions != 2)
            Shapes.Fail(owner, nameof(x), Shapes.Describe(x.shape), "[numNodes, numFeatures]", "Flatten to one row per node.");
    }

    /// <summary>Requires one row per edge.</summary>
    public static void RequireRows(Tensor edgeAttr, Tensor edgeIndex, string owner, string argument = "edgeAttr")
    {
        ArgumentNullException.ThrowIfNull(edgeAttr, argument);
        if (edgeAttr.Dimensions == 0 || edgeAttr.shape[0] != edgeIndex.shape[1])
            Shapes.Fail(owner, argument, Shapes.Describe(edgeAttr.shape), $"[{edgeIndex.shape[1]}, ...]", "Pass one row per edge.");
    }

    /// <summary>Sources and targets, as numbers.</summary>
    public static (int[] Source, int[] Target) ToArrays(Tensor edgeIndex)
    {
        var ids = Array.ConvertAll(HostTensors.ToArray<long>(edgeIndex), id => (int)id);
        return (ids[..(ids.Length / 2)], ids[(ids.Length / 2)..]);
    }

    /// <summary>Positions where the mask holds, <c>[K]</c> int64.</summary>
    public static Tensor Positions(Tensor mask) => mask.nonzero().view(-1);
}
