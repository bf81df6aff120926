using System.Numerics;
using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>The largest (or smallest) source row of each target, column by column; a node without entries gets 0.</summary>
internal sealed unsafe class ExtremumOp(SparseAdjacency adjacency, bool largest) : KernelOp
{
    private int[] _winner = [];
    private int _numNodes;

    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved) =>
        inputs[0].dtype == ScalarType.Float64 ? Forward<double>(inputs[0]) : Forward<float>(inputs[0]);

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        [grad.dtype == ScalarType.Float64 ? Backward<double>(grad) : Backward<float>(grad)];

    private Tensor Forward<T>(Tensor x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (csr, width) = (adjacency.Csr, KernelMemory.RowWidth(x));
        var y = KernelMemory.NewLike(x, [csr.NumRows, .. x.shape[1..]]);
        _numNodes = (int)x.shape[0];
        _winner = GC.AllocateUninitializedArray<int>(checked(csr.NumRows * width));
        fixed (int* ptr = csr.RowPtr, col = csr.Column, winner = _winner)
        {
            var view = new CsrView<T>(csr.NumRows, ptr, col);
            if (largest) SpmmExtremumKernel.Forward<T, MaximumOrder>(view, KernelMemory.Address<T>(x), KernelMemory.Address<T>(y), winner, width);
            else SpmmExtremumKernel.Forward<T, MinimumOrder>(view, KernelMemory.Address<T>(x), KernelMemory.Address<T>(y), winner, width);
        }
        return y;
    }

    private Tensor Backward<T>(Tensor grad) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var (csr, width) = (adjacency.Csr, KernelMemory.RowWidth(grad));
        var gradX = KernelMemory.NewLike(grad, [_numNodes, .. grad.shape[1..]]);
        fixed (int* ptr = csr.RowPtr, col = csr.Column, winner = _winner)
            SpmmExtremumKernel.Backward(
                new CsrView<T>(csr.NumRows, ptr, col), KernelMemory.Address<T>(grad), winner, KernelMemory.Address<T>(gradX), _numNodes, width);
        return gradX;
    }
}
