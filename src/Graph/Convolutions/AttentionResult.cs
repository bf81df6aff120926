using static TorchSharp.torch;

namespace GraphSeq.Graph.Convolutions;

/// <summary>What an attention layer gives and what it looked at (PyG: <c>return_attention_weights</c>); all tensors are the caller's.</summary>
/// <param name="Output">Node features, <c>[N, F_out]</c>.</param>
/// <param name="EdgeIndex">The edges attended to, <c>[2, E']</c> int64: those given, in their order, and where the layer adds self-loops, those
/// in place of the given ones at the end.</param>
/// <param name="Attention">Coefficient of each of these edges and head, <c>[E', H]</c>; they sum to 1 over the edges into a node.</param>
public sealed record AttentionResult(Tensor Output, Tensor EdgeIndex, Tensor Attention);
