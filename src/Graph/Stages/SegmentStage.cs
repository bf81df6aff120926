using GraphSeq.Graph.Kernels;

namespace GraphSeq.Graph.Stages;

/// <summary>Sum or mean of each graph's rows; zeros for an empty graph.</summary>
internal sealed unsafe class SegmentStage(bool mean) : Stage
{
    public override bool GivesGraphs => true;

    public override int OutputWidth(ReadOnlySpan<int> inputWidths) => inputWidths[0];

    public override void Forward<T>(in StageCall<T> call)
    {
        fixed (int* ptr = call.Segments) SegmentSumKernel.Forward(ptr, call.Segments!.Length - 1, call.Input, call.Output, call.Width, mean);
    }

    public override void Backward<T>(in StageCall<T> call)
    {
        if (call.GradInput == null) return;
        fixed (int* ptr = call.Segments) SegmentSumKernel.Backward(ptr, call.Segments!.Length - 1, call.GradOutput, call.GradInput, call.Width, mean);
    }
}
