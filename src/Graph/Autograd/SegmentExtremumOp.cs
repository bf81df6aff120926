using System.Numerics;
using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>The largest (or smallest) value of each segment, column by column; an empty one gives 0. Equal values share the gradient.</summary>
internal sealed unsafe class SegmentExtremumOp(int[] ptr, bool largest) : KernelOp
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
        var width = KernelMemory.RowWidth(x);
        var y = KernelMemory.NewLike(x, [ptr.Length - 1, .. x.shape[1..]]);
        T* from = KernelMemory.Address<T>(x), to = KernelMemory.Address<T>(y);
        fixed (int* p = ptr)
        {
            if (largest) SegmentExtremumKernel.Forward<T, MaximumOperator>(p, ptr.Length - 1, from, to, width);
            else SegmentExtremumKernel.Forward<T, MinimumOperator>(p, ptr.Length - 1, from, to, width);
        }
        return y;
    }

    private Tensor Backward<T>(Tensor grad, Tensor x, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var gradX = empty_like(x);
        fixed (int* p = ptr)
            SegmentExtremumKernel.Backward(
                p, ptr.Length - 1, KernelMemory.Address<T>(x), KernelMemory.Address<T>(y), KernelMemory.Address<T>(grad),
                KernelMemory.Address<T>(gradX), KernelMemory.RowWidth(x));
        return gradX;
    }
}
