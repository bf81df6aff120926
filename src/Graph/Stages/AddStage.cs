using GraphSeq.Graph.Kernels;

namespace GraphSeq.Graph.Stages;

/// <summary>The sum of two inputs of one width.</summary>
internal sealed unsafe class AddStage : Stage
{
    public override int OutputWidth(ReadOnlySpan<int> inputWidths) => inputWidths[0];

    public override void Forward<T>(in StageCall<T> call) =>
        ElementKernel.Add(call.Inputs[0], call.Inputs[1], call.Output, (long)call.Rows * call.Width);

    public override void Backward<T>(in StageCall<T> call)
    {
        for (var i = 0; i < 2; i++)
            if (call.GradInputs[i] != null)
                Buffer.MemoryCopy(call.GradOutput, call.GradInputs[i], (long)call.Rows * call.Width * sizeof(T), (long)call.Rows * call.Width * sizeof(T));
    }
}
