using GraphSeq.Datasets;
using GraphSeq.Training.Metrics;

namespace GraphSeq.Training.Forecasting;

/// <summary>What was foretold for windows of a series, against what came: in the series' own units.</summary>
public static class Forecasts
{
    /// <summary>Errors at one step of the horizon, over windows and nodes; missing values do not count.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="predictions">A row for every node of some windows: what <see cref="Evaluator.Predict"/> or a <see cref="ForecastBaseline"/> gives.</param>
    /// <param name="step">Step of the horizon, from 1.</param>
    /// <param name="channel">Which of the foretold channels.</param>
    /// <exception cref="ArgumentException">There is no such step or channel, or the predictions are of other windows.</exception>
    public static MaskedErrors ErrorsAt(ForecastWindows windows, Predictions predictions, int step, int channel = 0)
    {
        var column = Column(windows, predictions, step, channel);
        var (actual, predicted, row) = (new float[predictions.Rows.Count], new float[predictions.Rows.Count], new float[predictions.Width]);
        for (var i = 0; i < actual.Length; i++)
        {
            windows.Dataset.Targets.CopyRow(predictions.Rows[i], row);
            (actual[i], predicted[i]) = (row[column], predictions[i][column]);
        }
        return MaskedErrors.Compute(actual, predicted);
    }

    /// <summary>What was foretold for one node, and what came, over time.</summary>
    /// <param name="windows">The windows.</param>
    /// <param name="predictions">As for <see cref="ErrorsAt"/>.</param>
    /// <param name="node">The node.</param>
    /// <param name="step">Step of the horizon, from 1.</param>
    /// <param name="channel">Which of the foretold channels.</param>
    /// <returns>Steps of the series, ascending, with the true value (NaN where missing) and the one foretold <paramref name="step"/> steps before.</returns>
    /// <exception cref="ArgumentException">There is no such node, step or channel, or the predictions are of other windows.</exception>
    public static IReadOnlyList<(int Step, float Actual, float Predicted)> Of(
        ForecastWindows windows, Predictions predictions, int node, int step, int channel = 0)
    {
        var column = Column(windows, predictions, step, channel);
        var numNodes = windows.Series.NumNodes;
        if ((uint)node >= (uint)numNodes) throw new ArgumentException($"Forecasts: there is no node {node}; the series has {numNodes}, numbered from 0.", nameof(node));
        List<(int Step, float Actual, float Predicted)> points = [];
        for (var i = 0; i < predictions.Rows.Count; i++)
        {
            if (predictions.Rows[i] % numNodes != node) continue;
            var at = windows.FirstSteps[predictions.Rows[i] / numNodes] + windows.Options.History + step - 1;
            points.Add((at, windows.Series[at, node, channel], predictions[i][column]));
        }
        return [.. points.OrderBy(point => point.Step)];
    }

    private static int Column(ForecastWindows windows, Predictions predictions, int step, int channel)
    {
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(predictions);
        var (horizon, channels) = (windows.Options.Horizon, windows.Options.TargetChannels);
        if (step < 1 || step > horizon) throw new ArgumentException($"Forecasts: step {step} is not in [1, {horizon}].", nameof(step));
        if ((uint)channel >= (uint)channels) throw new ArgumentException($"Forecasts: channel {channel} is not in [0, {channels}).", nameof(channel));
        if (predictions.Width != windows.Dataset.NumOutputs)
            throw new ArgumentException($"Forecasts: the predictions have {predictions.Width} values per row, the windows {windows.Dataset.NumOutputs}.", nameof(predictions));
        return (step - 1) * channels + channel;
    }
}
