using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Stages;

/// <summary>Largest value of each graph's rows, column by column; equal values share the gradient; zeros for an empty graph.</summary>
internal sealed unsafe class SegmentMaxStage : Stage
{
    public override bool GivesGraphs => true;

    public override bool ReadsResult => true;

    public override int OutputWidth(ReadOnlySpan<int> inputWidths) => inputWidths[0];

    public override void Forward<T>(in StageCall<T> call)
    {
        fixed (int* ptr = call.Segments)
            SegmentExtremumKernel.Forward<T, MaximumOperator>(ptr, call.Segments!.Length - 1, call.Input, call.Output, call.Width);
    }

    public override void Backward<T>(in StageCall<T> call)
    {
        if (call.GradInput == null) return;
        fixed (int* ptr = call.Segments)
            SegmentExtremumKernel.Backward(ptr, call.Segments!.Length - 1, call.Input, call.Output, call.GradOutput, call.GradInput, call.Width);
    }
}
