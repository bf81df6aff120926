using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Stages;

/// <summary><c>y = act(A (x W^T) + b)</c> with A's constant weights, W <c>[out, in]</c>: transformed first, as PyG does.</summary>
/// <param name="edges">A, of the batch's edges.</param>
/// <param name="weight">W.</param>
/// <param name="bias">b, <c>[out]</c>, or null.</param>
/// <param name="relu">Whether negative results become zero.</param>
internal sealed unsafe class GcnStage(Func<SparseAdjacency, SparseAdjacency> edges, Tensor weight, Tensor? bias, bool relu = false)
    : ActivatedStage(checked((int)weight.shape[0]), relu, [weight], bias)
{
    private readonly int _out = checked((int)weight.shape[0]);

    public override void Forward<T>(in StageCall<T> call)
    {
        using var z = new Scratch<T>((long)call.Rows * _out);
        GemmKernel.MultiplyTransposed(call.Input, call.Parameters[0], z.Pointer, call.Rows, call.Width, _out);
        SparseProduct.Multiply(edges(call.Edges!), z.Pointer, call.Output, _out, new SpmmEpilogue<T> { Bias = Bias(call), Relu = Relu });
    }

    public override void Backward<T>(in StageCall<T> call)
    {
        var gradient = GradBeforeActivation(call, call.Rows);
        if (call.GradParameters[0] == null && call.GradInput == null) return;
        using var gradZ = new Scratch<T>((long)call.Rows * _out);
        SparseProduct.MultiplyTransposed(edges(call.Edges!), gradient, gradZ.Pointer, _out);
        if (call.GradParameters[0] != null) GemmKernel.WeightGradient(gradZ.Pointer, call.Input, call.GradParameters[0], call.Rows, _out, call.Width);
        if (call.GradInput != null) GemmKernel.Multiply(gradZ.Pointer, call.Parameters[0], call.GradInput, call.Rows, _out, call.Width);
    }
}
