using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Checks at the public boundary; each message names who refuses, the argument, the shape found and the one wanted.</summary>
internal static class Shapes
{
    /// <summary>A tensor's shape and, unless it is float32, its element type: <c>[4, 2]</c>, <c>[2, 7] Int64</c>.</summary>
    public static string Describe(Tensor tensor) =>
        $"[{string.Join(", ", tensor.shape)}]{(tensor.dtype == ScalarType.Float32 ? "" : $" {tensor.dtype}")}";

    /// <exception cref="ArgumentException">x is not <c>[N, channels]</c> of a floating-point type.</exception>
    public static void RequireNodeFeatures(Tensor x, long channels, nn.Module layer, string channelsName = "inChannels")
    {
        ArgumentNullException.ThrowIfNull(x);
        if (x.Dimensions == 2 && x.shape[1] == channels && x.is_floating_point()) return;
        throw new ArgumentException(
            $"{layer.GetName()}: x is {Describe(x)} but must be [numNodes, {channels}] floating point. "
            + $"Pass {channels} features per node, or build the layer with {channelsName}: {(x.Dimensions == 2 ? x.shape[1] : "…")}.",
            nameof(x));
    }

    /// <exception cref="ArgumentException">The tensor is not <c>[2, E]</c> int64.</exception>
    public static void RequireEdgeIndex(Tensor edgeIndex, string owner)
    {
        ArgumentNullException.ThrowIfNull(edgeIndex);
        if (edgeIndex.Dimensions == 2 && edgeIndex.shape[0] == 2 && edgeIndex.dtype == ScalarType.Int64) return;
        throw new ArgumentException(
            $"{owner}: edgeIndex is {Describe(edgeIndex)} but must be [2, numEdges] int64, row 0 sources, row 1 targets.", nameof(edgeIndex));
    }

    /// <exception cref="ArgumentException">x has another number of rows than the adjacency has nodes.</exception>
    public static void RequireNodes(Tensor x, SparseAdjacency adjacency, nn.Module layer)
    {
        ArgumentNullException.ThrowIfNull(adjacency);
        if (x.shape[0] == adjacency.NumNodes) return;
        throw new ArgumentException(
            $"{layer.GetName()}: x has {x.shape[0]} rows but the adjacency has {adjacency.NumNodes} nodes; they must be equal.", nameof(x));
    }

    /// <exception cref="ArgumentException">The tensor does not have one row per edge.</exception>
    public static void RequirePerEdge(Tensor perEdge, SparseAdjacency adjacency, nn.Module layer, string argument, long? channels = null)
    {
        var wanted = channels is null ? $"[{adjacency.NumEdges}]" : $"[{adjacency.NumEdges}, {channels}]";
        if (perEdge.Dimensions == (channels is null ? 1 : 2) && perEdge.shape[0] == adjacency.NumEdges && (channels is null || perEdge.shape[1] == channels))
            return;
        throw new ArgumentException($"{layer.GetName()}: {argument} is {Describe(perEdge)} but must be {wanted}, one row per edge.", argument);
    }
}
