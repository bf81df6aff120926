using GraphSeq.Datasets;

namespace GraphSeq.Training.Forecasting;

/// <summary>Forecasts that learn nothing, or next to nothing: what a model must beat.</summary>
public static class ForecastBaseline
{
    /// <summary>Every step will be as the last one observed.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="ids">Those to foretell.</param>
    /// <returns>A row for every node of each window, as <see cref="Evaluator.Predict"/> gives.</returns>
    /// <exception cref="ArgumentException">There is no such window.</exception>
    public static Predictions LastValue(ForecastWindows windows, IReadOnlyList<int> ids)
    {
        ArgumentNullException.ThrowIfNull(windows);
        var frames = windows.Dataset.Features;                              // without gaps: the last value observed stands in them
        var width = frames.Length / (windows.Series.NumSteps * windows.Series.NumNodes);
        var last = new float[windows.Series.NumSteps * windows.Series.NumNodes * windows.Options.TargetChannels];
        for (var row = 0; row < windows.Series.NumSteps * windows.Series.NumNodes; row++)
            frames.Slice(row * width, windows.Options.TargetChannels).CopyTo(last.AsSpan(row * windows.Options.TargetChannels));
        return Make(windows, ids, (end, _, node, channel) => last[((end - 1) * windows.Series.NumNodes + node) * windows.Options.TargetChannels + channel]);
    }

    /// <summary>Every step will be as the mean of the training part at the same place of a period (time of day, week of year).</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="ids">Those to foretell.</param>
    /// <param name="stepsPerPeriod">Steps of a period, at least 1. A place that the training part does not have gets the node's mean over all places.</param>
    /// <returns>A row for every node of each window, as <see cref="Evaluator.Predict"/> gives.</returns>
    /// <exception cref="ArgumentException">There is no such window.</exception>
    public static Predictions HistoricalAverage(ForecastWindows windows, IReadOnlyList<int> ids, int stepsPerPeriod)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentOutOfRangeException.ThrowIfLessThan(stepsPerPeriod, 1);
        var (series, channels) = (windows.Series, windows.Options.TargetChannels);
        var width = series.NumNodes * channels;
        var (sums, counts) = (new double[(stepsPerPeriod + 1) * width], new long[(stepsPerPeriod + 1) * width]);
        for (var step = 0; step < windows.TrainSteps.End.Value; step++)
            for (var i = 0; i < width; i++)
            {
                var value = series[step, i / channels, i % channels];
                if (float.IsNaN(value)) continue;
                foreach (var place in (int[])[step % stepsPerPeriod, stepsPerPeriod])        // the last place is that of the whole
                    (sums[place * width + i], counts[place * width + i]) = (sums[place * width + i] + value, counts[place * width + i] + 1);
            }
        return Make(windows, ids, (_, step, node, channel) =>
        {
            var (at, whole) = (step % stepsPerPeriod * width + node * channels + channel, stepsPerPeriod * width + node * channels + channel);
            return (float)(counts[at] > 0 ? sums[at] / counts[at] : counts[whole] > 0 ? sums[whole] / counts[whole] : 0);
        });
    }

    /// <param name="windows">The windows.</param>
    /// <param name="ids">Those to foretell.</param>
    /// <param name="value">From the first step behind the history, the step to foretell, node and channel to the value.</param>
    private static Predictions Make(ForecastWindows windows, IReadOnlyList<int> ids, Func<int, int, int, int, float> value)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var (numNodes, channels, width) = (windows.Series.NumNodes, windows.Options.TargetChannels, windows.Dataset.NumOutputs);
        var (rows, outputs) = (new int[ids.Count * numNodes], new float[ids.Count * numNodes * width]);
        for (var w = 0; w < ids.Count; w++)
        {
            if ((uint)ids[w] >= (uint)windows.FirstSteps.Count)
                throw new ArgumentException($"ForecastBaseline: there is no window {ids[w]}; there are {windows.FirstSteps.Count}, numbered from 0.", nameof(ids));
            var end = windows.FirstSteps[ids[w]] + windows.Options.History;
            for (var node = 0; node < numNodes; node++)
            {
                var row = w * numNodes + node;
                rows[row] = ids[w] * numNodes + node;
                for (var k = 0; k < width; k++) outputs[row * width + k] = value(end, end + k / channels, node, k % channels);
            }
        }
        return new Predictions(TaskKind.Regression, rows, width, outputs);
    }
}
