namespace GraphSeq.Graph.Stages;

/// <summary>The inputs side by side.</summary>
internal sealed unsafe class ConcatStage : Stage
{
    public override int OutputWidth(ReadOnlySpan<int> inputWidths)
    {
        var sum = 0;
        foreach (var width in inputWidths) sum += width;
        return sum;
    }

    public override void Forward<T>(in StageCall<T> call) => Copy(call, call.Output, call.Inputs, toParts: false);

    public override void Backward<T>(in StageCall<T> call) => Copy(call, call.GradOutput, call.GradInputs, toParts: true);

    private static void Copy<T>(in StageCall<T> call, T* joined, T** parts, bool toParts) where T : unmanaged
    {
        var total = 0L;
        for (var i = 0; i < call.NumInputs; i++) total += call.Widths[i];
        var column = 0L;
        for (var i = 0; i < call.NumInputs; i++)
        {
            var width = call.Widths[i];
            for (var row = 0L; parts[i] != null && row < call.Rows; row++)
            {
                var whole = new Span<T>(joined + row * total + column, width);
                var part = new Span<T>(parts[i] + row * width, width);
                if (toParts) whole.CopyTo(part);
                else part.CopyTo(whole);
            }
            column += width;
        }
    }
}
