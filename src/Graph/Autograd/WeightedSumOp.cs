using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary><c>y[i, h] = sum over entries e of row i of w[e, h] x[source(e), h]</c>; gradients for x and w.</summary>
/// <remarks>x is <c>[N, H, C]</c>, w <c>[E, H]</c> in the order of the entries.</remarks>
internal sealed unsafe class WeightedSumOp(SparseAdjacency adjacency) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved)
    {
        saved.AddRange(inputs);
        var csr = adjacency.Csr;
        return inputs[0].dtype == ScalarType.Float64
            ? Multiply<double>(csr.RowPtr, csr.Column, null, inputs[0], inputs[1])
            : Multiply<float>(csr.RowPtr, csr.Column, null, inputs[0], inputs[1]);
    }

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        grad.dtype == ScalarType.Float64 ? Backward<double>(grad, saved[0], saved[1], needed) : Backward<float>(grad, saved[0], saved[1], needed);

    private Tensor?[] Backward<T>(Tensor grad, Tensor x, Tensor weight, bool[] needed) where T : unmanaged, IFloatingPointIeee754<T>
    {
        Tensor? gradX = null, gradWeight = null;
        if (needed[0])
        {
            var transpose = adjacency.Transpose();
            gradX = Multiply<T>(transpose.RowPtr, transpose.Column, transpose.Origin, grad, weight);
        }
        if (needed[1]) gradWeight = EdgeDotOp.Dot<T>(adjacency.Csr, grad, x);
        return [gradX, gradWeight];
    }

    internal static Tensor Multiply<T>(int[] rowPtr, int[] column, int[]? entryOrder, Tensor x, Tensor weight)
        where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = KernelMemory.NewLike(x, rowPtr.Length - 1, x.shape[1], x.shape[2]);
        fixed (int* ptr = rowPtr, col = column, order = entryOrder)
        {
            var view = new CsrView<T>(rowPtr.Length - 1, (int)x.shape[0], ptr, col, KernelMemory.Address<T>(weight), order);
            T* from = KernelMemory.Address<T>(x), to = KernelMemory.Address<T>(y);
            if (x.shape[1] == 1) SpmmKernel.Invoke(view, from, to, (int)x.shape[2]);
            else SpmmHeadsKernel.Invoke(view, from, to, (int)x.shape[1], (int)x.shape[2]);
        }
        return y;
    }
}
