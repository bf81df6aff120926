using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>Biased variance of the rows of each segment, <c>mean((x - mean)^2)</c>, column by column; an empty segment gives 0.</summary>
internal sealed unsafe class SegmentVarianceOp(int[] ptr) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved) =>
        inputs[0].dtype == ScalarType.Float64 ? Forward<double>(inputs[0], saved) : Forward<float>(inputs[0], saved);

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        [grad.dtype == ScalarType.Float64 ? Backward<double>(grad, saved[0], saved[1]) : Backward<float>(grad, saved[0], saved[1])];

    private Tensor Forward<T>(Tensor x, List<Tensor> saved) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var mean = KernelMemory.NewLike(x, [ptr.Length - 1, .. x.shape[1..]]);
        var variance = empty_like(mean);
        fixed (int* p = ptr)
            SegmentMomentsKernel.Forward(
                p, ptr.Length - 1, KernelMemory.Address<T>(x), KernelMemory.Address<T>(mean), KernelMemory.Address<T>(variance), KernelMemory.RowWidth(x));
        saved.AddRange([x, mean]);
        return variance;
    }

    private Tensor Backward<T>(Tensor grad, Tensor x, Tensor mean) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var gradX = empty_like(x);
        fixed (int* p = ptr)
            SegmentMomentsKernel.Backward(
                p, ptr.Length - 1, KernelMemory.Address<T>(x), KernelMemory.Address<T>(mean), KernelMemory.Address<T>(zeros_like(mean)),
                KernelMemory.Address<T>(grad), KernelMemory.Address<T>(gradX), KernelMemory.RowWidth(x));
        return gradX;
    }
}
