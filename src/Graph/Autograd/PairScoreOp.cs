using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary><c>score[e, h] = sum over c of a[h, c] leakyRelu(target(e)[h, c] + source(e)[h, c] + edge[e, h, c])</c>; gradients for all.</summary>
/// <remarks>Inputs: targets <c>[N, H, C]</c>, sources <c>[N, H, C]</c>, a <c>[1, H, C]</c>, and, where there are any, entries <c>[E, H, C]</c>.</remarks>
internal sealed unsafe class PairScoreOp(SparseAdjacency adjacency, double negativeSlope) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved)
    {
        saved.AddRange(inputs);
        return inputs[0].dtype == ScalarType.Float64 ? Forward<double>(inputs) : Forward<float>(inputs);
    }

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        grad.dtype == ScalarType.Float64 ? Backward<double>(grad, saved, needed) : Backward<float>(grad, saved, needed);

    private Tensor Forward<T>(Tensor[] inputs) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var csr = adjacency.Csr;
        var score = KernelMemory.NewLike(inputs[0], csr.NumEntries, inputs[0].shape[1]);
        fixed (int* ptr = csr.RowPtr, col = csr.Column)
            PairScoreKernel.Forward(Pairs<T>(inputs, new CsrView<T>(csr.NumRows, adjacency.NumSources, ptr, col)), KernelMemory.Address<T>(score));
        return score;
    }

    private Tensor?[] Backward<T>(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (csr, transpose) = (adjacency.Csr, adjacency.Transpose());
        var (gradTarget, gradAttention) = (New(saved[0]), New(saved[2]));
        var gradSource = needed[1] ? New(saved[1]) : null;
        var gradEdge = saved.Count > 3 && needed[3] ? New(saved[3]) : null;
        fixed (int* ptr = csr.RowPtr, col = csr.Column, backPtr = transpose.RowPtr, backCol = transpose.Column, order = transpose.Origin)
            PairScoreKernel.Backward(
                Pairs<T>(saved, new CsrView<T>(csr.NumRows, adjacency.NumSources, ptr, col)), new CsrView<T>(transpose.NumRows, csr.NumRows, backPtr, backCol, null, order),
                KernelMemory.Address<T>(grad), KernelMemory.Address<T>(gradTarget), AddressOrNull<T>(gradSource), AddressOrNull<T>(gradEdge),
                KernelMemory.Address<T>(gradAttention));
        Tensor?[] grads = [gradTarget, gradSource, gradAttention, gradEdge];
        return grads[..saved.Count];
    }

    private PairScores<T> Pairs<T>(IReadOnlyList<Tensor> inputs, CsrView<T> view) where T : unmanaged, INumberBase<T> => new()
    {
        A = view,
        Target = KernelMemory.Address<T>(inputs[0]),
        Source = KernelMemory.Address<T>(inputs[1]),
        Attention = KernelMemory.Address<T>(inputs[2]),
        Edge = AddressOrNull<T>(inputs.ElementAtOrDefault(3)),
        Heads = (int)inputs[0].shape[1],
        Channels = (int)inputs[0].shape[2],
        NegativeSlope = T.CreateTruncating(negativeSlope),
    };

    private static Tensor New(Tensor like) => KernelMemory.NewLike(like, like.shape);

    private static T* AddressOrNull<T>(Tensor? tensor) where T : unmanaged => tensor is null ? null : KernelMemory.Address<T>(tensor);
}
