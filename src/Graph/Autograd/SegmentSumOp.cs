using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>Sum or mean of the rows of each segment; an empty segment gives 0.</summary>
internal sealed unsafe class SegmentSumOp(int[] ptr, bool mean) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved) =>
        inputs[0].dtype == ScalarType.Float64 ? Reduce<double>(ptr, inputs[0], mean) : Reduce<float>(ptr, inputs[0], mean);

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        [grad.dtype == ScalarType.Float64 ? Spread<double>(ptr, grad, mean) : Spread<float>(ptr, grad, mean)];

    internal static Tensor Reduce<T>(int[] ptr, Tensor x, bool mean) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = KernelMemory.NewLike(x, [ptr.Length - 1, .. x.shape[1..]]);
        fixed (int* p = ptr)
            SegmentSumKernel.Forward(p, ptr.Length - 1, KernelMemory.Address<T>(x), KernelMemory.Address<T>(y), KernelMemory.RowWidth(x), mean);
        return y;
    }

    internal static Tensor Spread<T>(int[] ptr, Tensor y, bool mean) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var x = KernelMemory.NewLike(y, [ptr[^1], .. y.shape[1..]]);
        fixed (int* p = ptr)
            SegmentSumKernel.Backward(p, ptr.Length - 1, KernelMemory.Address<T>(y), KernelMemory.Address<T>(x), KernelMemory.RowWidth(y), mean);
        return x;
    }
}
