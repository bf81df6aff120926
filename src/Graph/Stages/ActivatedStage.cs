using System.Numerics;
using GraphSeq.Graph.Kernels;
using static TorchSharp.torch;

namespace GraphSeq.Graph.Stages;

/// <summary>A stage that ends with a bias and perhaps a ReLU.</summary>
/// <param name="outputWidth">Columns of the result.</param>
/// <param name="relu">Whether negative results become zero.</param>
/// <param name="weights">The parameters before the bias.</param>
/// <param name="bias">A row to add to every row, <c>[outputWidth]</c>, or null.</param>
internal abstract unsafe class ActivatedStage(int outputWidth, bool relu, Tensor[] weights, Tensor? bias) : Stage([.. weights, bias])
{
    private readonly int _biasAt = bias is null ? -1 : weights.Length;

    protected bool Relu => relu;

    public sealed override bool OverwritesGradient => relu;

    public sealed override bool ReadsResult => relu;

    public sealed override int OutputWidth(ReadOnlySpan<int> inputWidths) => outputWidth;

    protected T* Bias<T>(in StageCall<T> call) where T : unmanaged => _biasAt < 0 ? null : call.Parameters[_biasAt];

    /// <summary>The gradient of what the ReLU was given, in the place of the result's, and the bias's gradient.</summary>
    protected T* GradBeforeActivation<T>(in StageCall<T> call, int outputRows) where T : unmanaged, IFloatingPointIeee754<T>
    {
        var y = relu ? call.Output : null;
        var gradBias = _biasAt < 0 ? null : call.GradParameters[_biasAt];
        if (gradBias != null) ColumnSumKernel.Invoke(call.GradOutput, y, call.GradOutput, gradBias, outputRows, outputWidth);
        else if (relu) ReluGradient(call, outputRows);
        return call.GradOutput;
    }

    private void ReluGradient<T>(in StageCall<T> call, int outputRows) where T : unmanaged, IFloatingPointIeee754<T>
    {
        using var unused = new Scratch<T>(outputWidth);
        ColumnSumKernel.Invoke(call.GradOutput, call.Output, call.GradOutput, unused.Pointer, outputRows, outputWidth);
    }
}
