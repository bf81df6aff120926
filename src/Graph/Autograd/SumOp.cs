using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary><c>y = A x</c> with the constant weights of the adjacency.</summary>
internal sealed unsafe class SumOp(SparseAdjacency adjacency) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved)
    {
        var (rowPtr, column) = (adjacency.Csr.RowPtr, adjacency.Csr.Column);
        return inputs[0].dtype == ScalarType.Float64
            ? Multiply(rowPtr, column, adjacency.ExactWeights(), null, inputs[0])
            : Multiply(rowPtr, column, adjacency.WeightArray, null, inputs[0]);
    }

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed)
    {
        if (grad.dtype == ScalarType.Float64)
        {
            var transpose = adjacency.Transpose();
            return [Multiply(transpose.RowPtr, transpose.Column, adjacency.ExactWeights(), transpose.Origin, grad)];
        }
        var (rowPtr, column, weight) = adjacency.TransposeForConstantWeights();
        return [Multiply(rowPtr, column, weight, null, grad)];
    }

    internal static Tensor Multiply<T>(int[] rowPtr, int[] column, T[]? weight, int[]? entryOrder, Tensor x)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var width = KernelMemory.RowWidth(x);
        var y = KernelMemory.NewLike(x, [rowPtr.Length - 1, .. x.shape[1..]]);
        fixed (int* ptr = rowPtr, col = column, order = entryOrder)
        fixed (T* w = weight)
        {
            var view = new CsrView<T>(rowPtr.Length - 1, ptr, col, w, w == null ? null : order);
            SpmmKernel.Invoke(view, KernelMemory.Address<T>(x), (int)x.shape[0], KernelMemory.Address<T>(y), width);
        }
        return y;
    }
}
