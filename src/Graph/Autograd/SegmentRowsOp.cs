using static TorchSharp.torch;

namespace GraphSeq.Graph.Autograd;

/// <summary>The segment's row for each of its members: <c>y[i] = x[segment(i)]</c>, the backward of a segment sum.</summary>
internal sealed class SegmentRowsOp(int[] ptr) : KernelOp
{
    protected override Tensor Forward(Tensor[] inputs, List<Tensor> saved) => inputs[0].dtype == ScalarType.Float64
        ? SegmentSumOp.Spread<double>(ptr, inputs[0], mean: false)
        : SegmentSumOp.Spread<float>(ptr, inputs[0], mean: false);

    protected override Tensor?[] Backward(Tensor grad, IReadOnlyList<Tensor> saved, bool[] needed) => [grad.dtype == ScalarType.Float64
        ? SegmentSumOp.Reduce<double>(ptr, grad, mean: false)
        : SegmentSumOp.Reduce<float>(ptr, grad, mean: false)];
}
