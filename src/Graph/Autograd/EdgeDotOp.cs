using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary><c>y[e, h] = target(e)[h] . source(e)[h]</c> for the rows at both ends of an entry; gradients for both.</summary>
internal sealed unsafe class EdgeDotOp(SparseAdjacency adjacency) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved)
    {
        saved.AddRange(inputs);
        return inputs[0].dtype == ScalarType.Float64 ? Dot<double>(adjacency.Csr, inputs[0], inputs[1]) : Dot<float>(adjacency.Csr, inputs[0], inputs[1]);
    }

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        grad.dtype == ScalarType.Float64 ? Backward<double>(grad, saved[0], saved[1], needed) : Backward<float>(grad, saved[0], saved[1], needed);

    internal static Tensor Dot<T>(Csr csr, Tensor target, Tensor source) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (heads, channels) = ((int)target.shape[1], (int)target.shape[2]);
        var dot = KernelMemory.NewLike(target, csr.NumEntries, heads);
        fixed (int* ptr = csr.RowPtr, col = csr.Column)
            EdgeDotKernel.Invoke(
                new CsrView<T>(csr.NumRows, (int)source.shape[0], ptr, col), KernelMemory.Address<T>(target), KernelMemory.Address<T>(source),
                KernelMemory.Address<T>(dot), heads, channels);
        return dot;
    }

    private Tensor?[] Backward<T>(Tensor grad, Tensor target, Tensor source, bool[] needed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (csr, transpose) = (adjacency.Csr, adjacency.Transpose());
        return
        [
            needed[0] ? WeightedSumOp.Multiply<T>(csr.RowPtr, csr.Column, null, source, grad) : null,
            needed[1] ? WeightedSumOp.Multiply<T>(transpose.RowPtr, transpose.Column, transpose.Origin, target, grad) : null,
        ];
    }
}
