using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Graph.Stages;

/// <summary>Mean, maximum and standard deviation of each graph's rows side by side, <c>[N, F] -> [G, 3 F]</c>, the last being
/// <c>sqrt(mean((x - mean)^2) + floor)</c>; zeros, and the floor's root, for an empty graph.</summary>
/// <param name="varianceFloor">What the variance is raised by.</param>
internal sealed unsafe class SegmentSummaryStage(double varianceFloor) : Stage
{
    public override bool GivesGraphs => true;

    public override int OutputWidth(ReadOnlySpan<int> inputWidths) => 3 * inputWidths[0];

    public override long SavedSize(SparseAdjacency? edges, int rows, int outputRows, ReadOnlySpan<int> inputWidths) => 3L * outputRows * inputWidths[0];

    public override void Forward<T>(in StageCall<T> call)
    {
        var (numGraphs, floor) = (call.Segments!.Length - 1, T.CreateTruncating(varianceFloor));
        using var scratch = new Scratch<T>(call.Saved == null ? 3L * numGraphs * call.Width : 0);
        var parts = new Parts<T>(call.Saved == null ? scratch.Pointer : call.Saved, numGraphs, call.Width);
        fixed (int* ptr = call.Segments)
        {
            SegmentMomentsKernel.Forward(ptr, numGraphs, call.Input, parts.Mean, parts.Deviation, call.Width);
            SegmentExtremumKernel.Forward<T, MaximumOperator>(ptr, numGraphs, call.Input, parts.Maximum, call.Width);
        }
        for (var i = 0L; i < parts.Size; i++) parts.Deviation[i] = T.Sqrt(parts.Deviation[i] + floor);
        parts.CopyTo(call.Output);
    }

    public override void Backward<T>(in StageCall<T> call)
    {
        if (call.GradInput == null) return;
        var (numGraphs, size) = (call.Segments!.Length - 1, (long)call.Rows * call.Width);
        var saved = new Parts<T>(call.Saved, numGraphs, call.Width);
        using var scratch = new Scratch<T>(3 * saved.Size + size);
        var gradient = new Parts<T>(scratch.Pointer, numGraphs, call.Width);
        var ofMaximum = scratch.Pointer + 3 * saved.Size;
        gradient.CopyFrom(call.GradOutput);
        for (var i = 0L; i < saved.Size; i++) gradient.Deviation[i] /= saved.Deviation[i] + saved.Deviation[i];
        fixed (int* ptr = call.Segments)
        {
            SegmentMomentsKernel.Backward(ptr, numGraphs, call.Input, saved.Mean, gradient.Mean, gradient.Deviation, call.GradInput, call.Width);
            SegmentExtremumKernel.Backward(ptr, numGraphs, call.Input, saved.Maximum, gradient.Maximum, ofMaximum, call.Width);
        }
        ElementKernel.Add(call.GradInput, ofMaximum, call.GradInput, size);
    }

    /// <summary>The three results, or their gradients, one after the other, <c>[G, F]</c> each.</summary>
    private readonly struct Parts<T>(T* start, int numGraphs, int width) where T : unmanaged
    {
        public readonly T* Mean = start;
        public readonly T* Maximum = start + (long)numGraphs * width;
        public readonly T* Deviation = start + 2L * numGraphs * width;

        public long Size => (long)numGraphs * width;

        public void CopyTo(T* joined)
        {
            for (var (row, part) = (0L, 0L); row < 3L * numGraphs; row++, part = row % 3)
                Row(Mean, part * numGraphs + row / 3).CopyTo(Row(joined, row));
        }

        public void CopyFrom(T* joined)
        {
            for (var (row, part) = (0L, 0L); row < 3L * numGraphs; row++, part = row % 3)
                Row(joined, row).CopyTo(Row(Mean, part * numGraphs + row / 3));
        }

        private Span<T> Row(T* rows, long row) => new(rows + row * width, width);
    }
}
