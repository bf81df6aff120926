using GraphSeq.Training.Metrics;
using ScottPlot;

namespace GraphSeq.Training.Reports;

/// <summary>Pictures of a run and of a comparison, as PNG.</summary>
internal static class RunPlots
{
    private const int Width = 620, Height = 440, LabelSize = 15, TickSize = 14;

    /// <summary>Loss over epochs.</summary>
    public static byte[] Loss(IReadOnlyList<EpochRecord> history, bool dark) => Curves(history, LearningCurvePlot.DrawLoss, Alignment.UpperRight, dark);

    /// <summary>The task's main metric over epochs.</summary>
    public static byte[] Score(IReadOnlyList<EpochRecord> history, bool dark) => Curves(history, LearningCurvePlot.DrawScore, Alignment.LowerRight, dark);

    /// <summary>Accuracy of each bin of confidence; a calibrated model lies on the diagonal.</summary>
    public static byte[] Reliability(IReadOnlyList<ReliabilityBin> bins, bool dark)
    {
        var plot = new Plot();
        foreach (var bin in bins.Where(bin => bin.Count > 0))
        {
            var bar = plot.Add.Bar((bin.Lower + bin.Upper) / 2, bin.Accuracy);
            bar.Bars[0].Size = bin.Upper - bin.Lower;
            bar.Color = PlotTheme.Classes[0].WithOpacity(0.75);
        }
        var diagonal = plot.Add.Line(0, 0, 1, 1);
        (diagonal.LineColor, diagonal.LinePattern, diagonal.LineWidth, diagonal.LegendText) =
            (dark ? Colors.White : Colors.Black, LinePattern.Dashed, 1.5f, "perfectly calibrated");
        var filled = bins.Where(bin => bin.Count > 0).ToArray();
        var points = plot.Add.ScatterPoints(Array.ConvertAll(filled, bin => bin.Confidence), Array.ConvertAll(filled, bin => bin.Accuracy));
        (points.Color, points.MarkerSize, points.LegendText) = (PlotTheme.Classes[1], 9, "mean confidence of a bin");
        plot.Axes.SetLimits(0, 1, 0, 1.02);
        return Finish(plot, "Confidence", "Share that is right", Alignment.UpperLeft, dark);
    }

    /// <summary>Rows of two numbers, coloured by class.</summary>
    public static byte[] Scatter(double[] x, double[] y, long[] classes, IReadOnlyList<string> names, string xLabel, string yLabel, bool dark)
    {
        var plot = new Plot();
        for (var k = 0; k < names.Count; k++)
        {
            int[] rows = [.. Enumerable.Range(0, classes.Length).Where(row => classes[row] == k)];
            if (rows.Length == 0) continue;
            var points = plot.Add.ScatterPoints(Array.ConvertAll(rows, row => x[row]), Array.ConvertAll(rows, row => y[row]));
            (points.Color, points.MarkerSize, points.LegendText) = (PlotTheme.Classes[k % PlotTheme.Classes.Length].WithOpacity(0.8), 8, names[k]);
        }
        return Finish(plot, xLabel, yLabel, Alignment.UpperRight, dark);
    }

    /// <summary>Each row's folds as points, with mean and 95 % interval.</summary>
    public static byte[] Rows(IReadOnlyList<(string Name, IReadOnlyList<double> Folds, double Mean, double Lower, double Upper)> rows, string metric, bool dark)
    {
        var plot = new Plot();
        for (var i = 0; i < rows.Count; i++)
        {
            var (_, folds, mean, lower, upper) = rows[i];
            var height = -(double)i;
            var color = PlotTheme.Classes[i % PlotTheme.Classes.Length];
            var points = plot.Add.ScatterPoints(folds.Select(score => 100 * score).ToArray(), folds.Select((_, fold) => height + 0.12 * (fold % 3 - 1)).ToArray());
            (points.Color, points.MarkerSize) = (color.WithOpacity(0.45), 7);
            if (double.IsFinite(lower))
            {
                var interval = plot.Add.Line(100 * lower, height, 100 * upper, height);
                (interval.LineColor, interval.LineWidth) = (color, 3);
            }
            var middle = plot.Add.Marker(100 * mean, height, MarkerShape.FilledDiamond, 13);
            middle.Color = color;
        }
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. Enumerable.Range(0, rows.Count).Select(i => -(double)i)], [.. rows.Select(row => row.Name)]);
        plot.Axes.SetLimitsY(-rows.Count + 0.4, 0.6);
        return Finish(plot, $"{metric}, %", "", Alignment.LowerRight, dark, height: 110 + 44 * rows.Count, legend: false);
    }

    private static byte[] Curves(IReadOnlyList<EpochRecord> history, Action<Plot, IReadOnlyList<EpochRecord>> draw, Alignment corner, bool dark)
    {
        var plot = new Plot();
        draw(plot, history);
        return Finish(plot, plot.Axes.Bottom.Label.Text, plot.Axes.Left.Label.Text, corner, dark);
    }

    /// <summary>Axes, legend and fonts as all our pictures have them.</summary>
    internal static byte[] Finish(Plot plot, string xLabel, string yLabel, Alignment corner, bool dark, int height = Height, bool legend = true)
    {
        plot.XLabel(xLabel, size: LabelSize);
        if (yLabel.Length > 0) plot.YLabel(yLabel, size: LabelSize);
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = TickSize;
        plot.Grid.MajorLineColor = Colors.Black.WithOpacity(0.12);
        if (legend) plot.ShowLegend(corner).FontSize = TickSize;
        PlotFonts.Apply(plot);
        if (dark) PlotTheme.Darken(plot);
        return PlotTheme.ToPng(plot, Width, height);
    }
}
