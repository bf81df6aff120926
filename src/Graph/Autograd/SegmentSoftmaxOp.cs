using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>Softmax over the rows of each segment, column by column.</summary>
internal sealed unsafe class SegmentSoftmaxOp(int[] ptr) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved)
    {
        var result = inputs[0].dtype == ScalarType.Float64 ? Forward<double>(inputs[0]) : Forward<float>(inputs[0]);
        saved.Add(result);
        return result;
    }

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        [grad.dtype == ScalarType.Float64 ? Backward<double>(grad, saved[0]) : Backward<float>(grad, saved[0])];

    private Tensor Forward<T>(Tensor score) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = empty_like(score);
        fixed (int* p = ptr)
            EdgeSoftmaxKernel.Forward(p, ptr.Length - 1, KernelMemory.Address<T>(score), KernelMemory.Address<T>(result), KernelMemory.RowWidth(score));
        return result;
    }

    private Tensor Backward<T>(Tensor grad, Tensor coefficient) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var result = empty_like(grad);
        fixed (int* p = ptr)
            EdgeSoftmaxKernel.Backward(
                p, ptr.Length - 1, KernelMemory.Address<T>(coefficient), KernelMemory.Address<T>(grad), KernelMemory.Address<T>(result), KernelMemory.RowWidth(grad));
        return result;
    }
}
