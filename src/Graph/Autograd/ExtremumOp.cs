using System.Numerics;
using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>The largest (or smallest) source row of each target, column by column; a node without entries gets 0. Equal values share the gradient
/// evenly.</summary>
internal sealed unsafe class ExtremumOp(SparseAdjacency adjacency, bool largest) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved)
    {
        var result = inputs[0].dtype == ScalarType.Float64 ? Forward<double>(inputs[0]) : Forward<float>(inputs[0]);
        saved.AddRange([inputs[0], result]);
        return result;
    }

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        [grad.dtype == ScalarType.Float64 ? Backward<double>(grad, saved[0], saved[1]) : Backward<float>(grad, saved[0], saved[1])];

    private Tensor Forward<T>(Tensor x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (csr, width) = (adjacency.Csr, KernelMemory.RowWidth(x));
        var y = KernelMemory.NewLike(x, [csr.NumRows, .. x.shape[1..]]);
        T* from = KernelMemory.Address<T>(x), to = KernelMemory.Address<T>(y);
        fixed (int* ptr = csr.RowPtr, col = csr.Column)
        {
            var view = new CsrView<T>(csr.NumRows, adjacency.NumSources, ptr, col);
            if (largest) SpmmExtremumKernel.Forward<T, MaximumOperator>(view, from, to, width);
            else SpmmExtremumKernel.Forward<T, MinimumOperator>(view, from, to, width);
        }
        return y;
    }

    private Tensor Backward<T>(Tensor grad, Tensor x, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (csr, transpose, width) = (adjacency.Csr, adjacency.Transpose(), KernelMemory.RowWidth(x));
        Tensor share = empty_like(grad), gradX = empty_like(x);
        T* from = KernelMemory.Address<T>(x), best = KernelMemory.Address<T>(y), part = KernelMemory.Address<T>(share);
        fixed (int* ptr = csr.RowPtr, col = csr.Column)
            SpmmExtremumKernel.Share(new CsrView<T>(csr.NumRows, transpose.NumRows, ptr, col), from, best, KernelMemory.Address<T>(grad), part, width);
        fixed (int* ptr = transpose.RowPtr, col = transpose.Column)
            SpmmExtremumKernel.Collect(new CsrView<T>(transpose.NumRows, csr.NumRows, ptr, col), from, best, part, KernelMemory.Address<T>(gradX), width);
        return gradX;
    }
}
