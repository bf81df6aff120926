using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>Largest value or mean of each window over grids <c>[N, H, W, C]</c>: <c>[N, H_out, W_out, C]</c>.</summary>
/// <param name="rows">The window along H.</param>
/// <param name="columns">The window along W.</param>
/// <param name="largest">Whether the largest value is taken, or the mean, in which padding counts as zeros.</param>
internal sealed unsafe class PoolOp(PoolWindow rows, PoolWindow columns, bool largest) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved)
    {
        var y = inputs[0].dtype == ScalarType.Float64 ? Forward<double>(inputs[0]) : Forward<float>(inputs[0]);
        saved.AddRange([inputs[0], y]);
        return y;
    }

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        [grad.dtype == ScalarType.Float64 ? Backward<double>(grad, saved[0], saved[1]) : Backward<float>(grad, saved[0], saved[1])];

    private Tensor Forward<T>(Tensor x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var shape = Shape(x);
        var y = KernelMemory.NewLike(x, shape.Count, shape.OutHeight, shape.OutWidth, shape.Channels);
        PoolKernel.Forward(shape, KernelMemory.Address<T>(x), KernelMemory.Address<T>(y), largest);
        return y;
    }

    private Tensor Backward<T>(Tensor grad, Tensor x, Tensor y) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var gradX = empty_like(x);
        PoolKernel.Backward(Shape(x), KernelMemory.Address<T>(x), KernelMemory.Address<T>(y), KernelMemory.Address<T>(grad),
            KernelMemory.Address<T>(gradX), largest);
        return gradX;
    }

    private PoolShape Shape(Tensor x) => new((int)x.shape[0], (int)x.shape[1], (int)x.shape[2], (int)x.shape[3], rows, columns);
}
