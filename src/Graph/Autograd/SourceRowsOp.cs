using System.Numerics;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>The source's row for every entry: <c>y[e] = x[source(e)]</c>; backward adds up per source in entry order.</summary>
internal sealed class SourceRowsOp(SparseAdjacency adjacency) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved) => inputs[0].index_select(0, adjacency.Tensors.Source(inputs[0].device));

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) =>
        [grad.dtype == ScalarType.Float64 ? Backward<double>(grad) : Backward<float>(grad)];

    /// <summary>A sum over the transposed rows: there the "columns" are the entries themselves.</summary>
    private unsafe Tensor Backward<T>(Tensor grad) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var transpose = adjacency.Transpose();
        var gradX = KernelMemory.NewLike(grad, [transpose.NumRows, .. grad.shape[1..]]);
        SparseProduct.Run(
            transpose.RowPtr, transpose.Origin!, (T[]?)null, null, adjacency.NumEdges, KernelMemory.Address<T>(grad), KernelMemory.Address<T>(gradX),
            KernelMemory.RowWidth(grad), default);
        return gradX;
    }
}
