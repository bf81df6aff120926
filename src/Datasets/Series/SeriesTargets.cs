namespace GraphSeq.Datasets;

/// <summary>Targets of windows as slices of the series.</summary>
/// <param name="series">The series.</param>
/// <param name="firstSteps">First step of each window's history.</param>
/// <param name="options">How it was cut.</param>
internal sealed class SeriesTargets(GraphTimeSeries series, int[] firstSteps, ForecastWindowOptions options) : ITargetRows
{
    public int Count => checked(firstSteps.Length * series.NumNodes);

    public void CopyRow(int row, Span<float> to)
    {
        var (window, node) = (row / series.NumNodes, row % series.NumNodes);
        var first = firstSteps[window] + options.History;
        for (var step = 0; step < options.Horizon; step++)
            for (var channel = 0; channel < options.TargetChannels; channel++)
                to[step * options.TargetChannels + channel] = series[first + step, node, channel];
    }
}
