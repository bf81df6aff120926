using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Kernels;

namespace GraphSeq.Graph.Stages;

/// <summary>Dropout as in training, its randomness drawn from torch's global generator at every forward pass.</summary>
/// <param name="probability">Share of values that become zero, in [0, 1).</param>
internal sealed unsafe class DropoutStage(double probability) : Stage
{
    public override int OutputWidth(ReadOnlySpan<int> inputWidths) => inputWidths[0];

    /// <summary>The seed, in as many values as hold it.</summary>
    public override long SavedSize(SparseAdjacency? edges, int rows, int outputRows, ReadOnlySpan<int> inputWidths) => sizeof(ulong) / sizeof(float);

    public override void Forward<T>(in StageCall<T> call)
    {
        var seed = DropoutOp.DrawSeed();
        if (call.Saved != null) *(ulong*)call.Saved = seed;
        DropoutKernel.Invoke(call.Input, call.Output, (long)call.Rows * call.Width, probability, seed, offset: 0);
    }

    public override void Backward<T>(in StageCall<T> call)
    {
        if (call.GradInput == null) return;
        DropoutKernel.Invoke(call.GradOutput, call.GradInput, (long)call.Rows * call.Width, probability, *(ulong*)call.Saved, offset: 0);
    }
}
