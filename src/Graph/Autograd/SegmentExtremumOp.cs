using System.Numerics;
using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>The largest (or smallest) value of each segment, column by column; an empty segment gives 0. Of equal values the first gets the gradient.</summary>
internal sealed unsafe class SegmentExtremumOp(int[] ptr, bool largest) : KernelOp
{
    private int[] _winner = [];

    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved) =>
        inputs[0].dtype == ScalarType.Float64 ? Forward<double>(inputs[0]) : Forward<float>(inputs[0]);

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        [grad.dtype == ScalarType.Float64 ? Backward<double>(grad) : Backward<float>(grad)];

    private Tensor Forward<T>(Tensor x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var width = KernelMemory.RowWidth(x);
        var y = KernelMemory.NewLike(x, [ptr.Length - 1, .. x.shape[1..]]);
        _winner = GC.AllocateUninitializedArray<int>(checked((ptr.Length - 1) * width));
        T* from = KernelMemory.Address<T>(x), to = KernelMemory.Address<T>(y);
        fixed (int* p = ptr, winner = _winner)
        {
            if (largest) SegmentExtremumKernel.Forward<T, MaximumOrder>(p, ptr.Length - 1, from, to, winner, width);
            else SegmentExtremumKernel.Forward<T, MinimumOrder>(p, ptr.Length - 1, from, to, winner, width);
        }
        return y;
    }

    private Tensor Backward<T>(Tensor grad) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var gradX = KernelMemory.NewLike(grad, [ptr[^1], .. grad.shape[1..]]);
        fixed (int* p = ptr, winner = _winner)
            SegmentExtremumKernel.Backward(
                p, ptr.Length - 1, KernelMemory.Address<T>(grad), winner, KernelMemory.Address<T>(gradX), KernelMemory.RowWidth(grad));
        return gradX;
    }
}
