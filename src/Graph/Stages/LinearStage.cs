using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Stages;

/// <summary><c>y = act(x W^T + b)</c>, W <c>[out, in]</c>.</summary>
internal sealed unsafe class LinearStage(Tensor weight, Tensor? bias, bool relu = false)
    : ActivatedStage(checked((int)weight.shape[0]), relu, [weight], bias)
{
    private readonly int _out = checked((int)weight.shape[0]);

    public override void Forward<T>(in StageCall<T> call) => GemmKernel.MultiplyTransposed(
        call.Input, call.Parameters[0], call.Output, call.Rows, call.Width, _out, new GemmEpilogue<T> { Bias = Bias(call), Relu = Relu });

    public override void Backward<T>(in StageCall<T> call)
    {
        var gradient = GradBeforeActivation(call, call.Rows);
        if (call.GradParameters[0] != null) GemmKernel.WeightGradient(gradient, call.Input, call.GradParameters[0], call.Rows, _out, call.Width);
        if (call.GradInput != null) GemmKernel.Multiply(gradient, call.Parameters[0], call.GradInput, call.Rows, _out, call.Width);
    }
}
