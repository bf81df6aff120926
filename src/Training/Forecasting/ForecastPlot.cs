using GraphSeq.Datasets;
using GraphSeq.Graph;
using ScottPlot;

namespace GraphSeq.Training.Forecasting;

/// <summary>What was foretold for one node, and what came, over time, as a picture.</summary>
public static class ForecastPlot
{
    private const int WidthUnits = 720, HeightUnits = 320;

    /// <summary>Writes a PNG file; it appears whole or not at all.</summary>
    /// <param name="path">The file; its folder is made if need be.</param>
    /// <param name="windows">The windows.</param>
    /// <param name="forecasts">Predictions with what the legend calls them, the first drawn on top.</param>
    /// <param name="node">The node.</param>
    /// <param name="step">Step of the horizon, from 1.</param>
    /// <param name="stepsPerUnit">Steps of a unit of the horizontal axis: 288 for days of 5 minutes.</param>
    /// <param name="unit">What such a unit is called.</param>
    /// <param name="title">Above the picture; empty for none.</param>
    /// <exception cref="ArgumentException">There is nothing to draw, or no such node or step.</exception>
    public static void Save(
        string path, ForecastWindows windows, IReadOnlyList<(string Name, Predictions Predictions)> forecasts, int node, int step, double stepsPerUnit = 1,
        string unit = "step", string title = "")
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(windows);
        ArgumentNullException.ThrowIfNull(forecasts);
        if (forecasts.Count == 0) throw new ArgumentException("ForecastPlot: there is no forecast to draw.", nameof(forecasts));
        var plot = new Plot();
        for (var i = forecasts.Count - 1; i >= 0; i--)
        {
            var points = Forecasts.Of(windows, forecasts[i].Predictions, node, step);
            if (i == forecasts.Count - 1) Draw(points.Select(point => (point.Step, point.Actual)), "what came", Colors.Black.WithOpacity(0.75), 1.5f);
            Draw(points.Select(point => (point.Step, point.Predicted)), forecasts[i].Name, PlotTheme.Classes[i % PlotTheme.Classes.Length], i == 0 ? 2 : 1.2f);
        }
        plot.XLabel(unit, size: 13);
        plot.YLabel(windows.Series.ChannelNames[0], size: 13);
        plot.ShowLegend(Alignment.LowerLeft);
        PlotFonts.Apply(plot);
        if (title.Length > 0) plot.Title(title, size: 15);
        var png = plot.GetImage(WidthUnits, HeightUnits).GetImageBytes(ImageFormat.Png);
        AtomicFile.Write(path, stream => stream.Write(png));

        void Draw(IEnumerable<(int Step, float Value)> points, string name, Color color, float width)
        {
            (int Step, float Value)[] known = [.. points.Where(point => float.IsFinite(point.Value))];
            if (known.Length == 0) return;
            var line = plot.Add.Scatter(Array.ConvertAll(known, point => point.Step / stepsPerUnit), Array.ConvertAll(known, point => (double)point.Value), color);
            (line.LegendText, line.LineWidth, line.MarkerSize) = (name, width, 0);
        }
    }
}
