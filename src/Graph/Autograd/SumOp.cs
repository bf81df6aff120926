using System.Numerics;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary><c>y = A x</c> with the constant weights of the adjacency.</summary>
internal sealed unsafe class SumOp(SparseAdjacency adjacency) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved) =>
        inputs[0].dtype == ScalarType.Float64 ? Forward<double>(inputs[0]) : Forward<float>(inputs[0]);

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        [grad.dtype == ScalarType.Float64 ? Backward<double>(grad) : Backward<float>(grad)];

    private Tensor Forward<T>(Tensor x) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = KernelMemory.NewLike(x, [adjacency.NumNodes, .. x.shape[1..]]);
        SparseProduct.Multiply(adjacency, KernelMemory.Address<T>(x), KernelMemory.Address<T>(y), KernelMemory.RowWidth(x));
        return y;
    }

    private Tensor Backward<T>(Tensor grad) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var gradX = KernelMemory.NewLike(grad, [adjacency.NumSources, .. grad.shape[1..]]);
        SparseProduct.MultiplyTransposed(adjacency, KernelMemory.Address<T>(grad), KernelMemory.Address<T>(gradX), KernelMemory.RowWidth(grad));
        return gradX;
    }
}
