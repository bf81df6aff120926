using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>The source's row for every entry: <c>y[e] = x[source(e)]</c>; backward adds up per source in entry order.</summary>
internal sealed class SourceRowsOp(SparseAdjacency adjacency) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved) => inputs[0].index_select(0, adjacency.Tensors.Source(inputs[0].device));

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed)
    {
        // A sum over the transposed rows: there the "columns" are the entries themselves.
        var transpose = adjacency.Transpose();
        return [grad.dtype == ScalarType.Float64
            ? SumOp.Multiply<double>(transpose.RowPtr, transpose.Origin!, null, null, grad)
            : SumOp.Multiply<float>(transpose.RowPtr, transpose.Origin!, null, null, grad)];
    }
}
