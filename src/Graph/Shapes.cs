using System.Diagnostics.CodeAnalysis;
using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Checks of arguments at a layer's boundary. Each error names the layer, the argument, what was found and what was expected.</summary>
internal static class Shapes
{
    /// <summary>Node features: <c>[N, inChannels]</c>, floating point.</summary>
    public static void RequireNodeFeatures(Tensor x, long inChannels, nn.Module layer, string argument = "x")
    {
        RequireFloating(x, layer.GetName(), argument);
        if (x.dim() == 2 && x.shape[1] == inChannels) return;
        var advice = x.dim() == 2
            ? $"Pass {inChannels} features per node, or build the layer for {x.shape[1]}."
            : $"Flatten to one row per node with {inChannels} features.";
        Fail(layer.GetName(), argument, Describe(x.shape), $"[numNodes, {inChannels}]", advice);
    }

    /// <summary>Edge index: <c>[2, E]</c> int64, row 0 the sources, row 1 the targets.</summary>
    public static void RequireEdgeIndex(Tensor edgeIndex, string owner, string argument = "edgeIndex")
    {
        ArgumentNullException.ThrowIfNull(edgeIndex, argument);
        if (edgeIndex.dim() == 2 && edgeIndex.shape[0] == 2 && edgeIndex.dtype == ScalarType.Int64) return;
        var advice = edgeIndex.dim() == 2 && edgeIndex.shape[1] == 2
            ? "Row 0 holds the sources and row 1 the targets: transpose a list of pairs."
            : "Row 0 holds the sources and row 1 the targets.";
        Fail(owner, argument, Describe(edgeIndex), "[2, numEdges] Int64", advice);
    }

    /// <summary>Node features with one row per node of the adjacency.</summary>
    public static void RequireNodes(Tensor x, SparseAdjacency adjacency, nn.Module layer, string argument = "x")
    {
        ArgumentNullException.ThrowIfNull(adjacency);
        if (x.shape[0] == adjacency.NumNodes) return;
        var advice = "Node features and adjacency must be of the same graph.";
        Fail(layer.GetName(), argument, Describe(x.shape), $"[{adjacency.NumNodes}, ...], one row per node of the adjacency", advice);
    }

    /// <summary>Edge weights: <c>[E]</c>, of the element type and device of x; null is allowed.</summary>
    public static void RequireEdgeWeight(Tensor? edgeWeight, Tensor x, long numEdges, nn.Module layer, string argument = "edgeWeight")
    {
        if (edgeWeight is null) return;
        RequireLike(edgeWeight, x, "x", layer.GetName(), argument);
        if (edgeWeight.dim() != 1 || edgeWeight.shape[0] != numEdges)
            Fail(layer.GetName(), argument, Describe(edgeWeight.shape), $"[{numEdges}]", "Pass one weight per edge.");
    }

    /// <summary>Edge features: <c>[E, D]</c>, or <c>[E]</c> where D is 1, of the element type and device of x; null is allowed, and the only thing
    /// allowed where the layer takes none.</summary>
    /// <returns>The features as <c>[E, D]</c>.</returns>
    public static Tensor? RequireEdgeAttr(Tensor? edgeAttr, Tensor x, long numEdges, long? edgeDim, nn.Module layer, string argument = "edgeAttr")
    {
        if (edgeAttr is null) return null;
        RequireLike(edgeAttr, x, "x", layer.GetName(), argument);
        var columns = edgeAttr.dim() == 1 ? edgeAttr.unsqueeze(-1) : edgeAttr;
        if (edgeDim is null)
            Fail(
                layer.GetName(), argument, Describe(edgeAttr.shape), "null", $"Build the layer with edgeDim: {columns.shape[^1]} to use edge features.");
        if (columns.dim() != 2 || columns.shape[0] != numEdges || columns.shape[1] != edgeDim)
            Fail(layer.GetName(), argument, Describe(edgeAttr.shape), $"[{numEdges}, {edgeDim}]", $"Pass one row of {edgeDim} features per edge.");
        return columns;
    }

    /// <summary>No edge data: the layer has no use for any.</summary>
    public static void RequireNoEdgeData(Tensor? edgeData, nn.Module layer)
    {
        if (edgeData is not null)
            Fail(layer.GetName(), nameof(edgeData), Describe(edgeData.shape), "null", "This layer uses neither edge weights nor edge features.");
    }

    /// <summary>A chance of dropout: in [0, 1).</summary>
    public static void RequireDropout(double dropout)
    {
        if (!(dropout >= 0 && dropout < 1)) throw new ArgumentOutOfRangeException(nameof(dropout), dropout, "dropout must be in [0, 1).");
    }

    /// <summary>Batch vector: <c>[N]</c> int64, the graph of each node; null is allowed and means one graph.</summary>
    public static void RequireBatchVector(Tensor? batch, long numNodes, nn.Module layer, string argument = "batch")
    {
        if (batch is null) return;
        if (batch.dim() != 1 || batch.shape[0] != numNodes || batch.dtype != ScalarType.Int64)
            Fail(layer.GetName(), argument, Describe(batch), $"[{numNodes}] Int64", "It holds the graph of each node.");
    }

    /// <summary>A tensor of floating point numbers (float32 or float64).</summary>
    public static void RequireFloating(Tensor tensor, string owner, string argument)
    {
        ArgumentNullException.ThrowIfNull(tensor, argument);
        if (tensor.dtype is not (ScalarType.Float32 or ScalarType.Float64))
            Fail(owner, argument, Describe(tensor), "Float32 or Float64", "Convert it with to_type.");
    }

    /// <summary>A tensor of the element type and on the device of another.</summary>
    public static void RequireLike(Tensor tensor, Tensor like, string nameOfLike, string owner, string argument)
    {
        ArgumentNullException.ThrowIfNull(tensor, argument);
        if (tensor.dtype == like.dtype && tensor.device_type == like.device_type) return;
        Fail(
            owner, argument, $"{Describe(tensor)} on {tensor.device}", $"{like.dtype} on {like.device}, as {nameOfLike} is",
            tensor.dtype == like.dtype ? "Move it with to." : "Convert it with to_type.");
    }

    /// <summary>Throws the one form of message all checks use: <c>Owner: argument is FOUND but must be EXPECTED. ADVICE</c>.</summary>
    [DoesNotReturn]
    public static void Fail(string owner, string argument, string found, string expected, string advice) =>
        throw new ArgumentException($"{owner}: {argument} is {found} but must be {expected}. {advice}", argument);

    /// <summary><c>[4, 2]</c>.</summary>
    public static string Describe(ReadOnlySpan<long> shape) => $"[{string.Join(", ", shape.ToArray())}]";

    /// <summary><c>[4, 2] Float32</c>.</summary>
    public static string Describe(Tensor tensor) => $"{Describe(tensor.shape)} {tensor.dtype}";
}
