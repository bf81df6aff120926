using GraphSeq.Graph;
using ScottPlot;

namespace GraphSeq.Training;

/// <summary>Learning curves as a picture: loss above, the task's main metric below, over epochs.</summary>
public static class LearningCurvePlot
{
    private static readonly Color TrainColor = Color.FromHex("#3b6fb6");
    private static readonly Color ValidationColor = Color.FromHex("#d9722e");

    /// <summary>Writes a PNG file; it appears whole or not at all.</summary>
    /// <param name="path">The file; its folder is made if need be.</param>
    /// <param name="history">Epochs of a run; at least one.</param>
    /// <param name="title">Above the curves; empty for none.</param>
    /// <param name="width">Pixels.</param>
    /// <param name="height">Pixels.</param>
    /// <exception cref="ArgumentException">There are no epochs.</exception>
    public static void Save(string path, IReadOnlyList<EpochRecord> history, string title = "", int width = 900, int height = 700)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var png = Render(history, title, dark: false, width, height);
        AtomicFile.Write(path, stream => stream.Write(png));
    }

    internal static byte[] Render(IReadOnlyList<EpochRecord> history, string title, bool dark, int width, int height)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (history.Count == 0) throw new ArgumentException("LearningCurvePlot: there are no epochs to draw.", nameof(history));
        var panels = new Multiplot();
        panels.AddPlots(2);
        DrawLoss(panels.GetPlot(0), history);
        DrawScore(panels.GetPlot(1), history);
        panels.GetPlot(0).ShowLegend(Alignment.UpperRight).FontSize = 13;     // one for both panels, where a falling loss leaves room
        foreach (var plot in panels.GetPlots())
        {
            PlotFonts.Apply(plot);
            if (dark) PlotTheme.Darken(plot);
        }
        if (title.Length > 0) panels.GetPlot(0).Title(title, size: 18);
        return panels.Render(width, height).GetImageBytes(ImageFormat.Png);
    }

    /// <summary>Loss over epochs, without a legend.</summary>
    internal static void DrawLoss(Plot plot, IReadOnlyList<EpochRecord> history) => DrawPanel(plot, history, "Loss", e => e.Loss);

    /// <summary>The task's main metric over epochs, without a legend.</summary>
    internal static void DrawScore(Plot plot, IReadOnlyList<EpochRecord> history) =>
        DrawPanel(plot, history, history[0].Train.Accuracy is null ? "R²" : "Accuracy", e => e.MainMetric);

    private static void DrawPanel(Plot plot, IReadOnlyList<EpochRecord> history, string name, Func<Evaluation, double> value)
    {
        Draw(history.Select(e => (e.Epoch, value(e.Train))), "training (while learning)", TrainColor);
        Draw(history.Where(e => e.Validation is not null).Select(e => (e.Epoch, value(e.Validation!))), "validation", ValidationColor);
        plot.XLabel("Epoch", size: 14);
        plot.YLabel(name, size: 14);
        plot.Axes.Bottom.TickLabelStyle.FontSize = plot.Axes.Left.TickLabelStyle.FontSize = 13;
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.Grid.MajorLineColor = Colors.Black.WithOpacity(0.12);

        void Draw(IEnumerable<(int Epoch, double Value)> points, string label, Color color)
        {
            var finite = points.Where(p => double.IsFinite(p.Value)).ToArray();
            if (finite.Length == 0) return;
            var line = plot.Add.Scatter(Array.ConvertAll(finite, p => (double)p.Epoch), Array.ConvertAll(finite, p => p.Value), color);
            line.LegendText = label;
            line.LineWidth = 2;
            line.MarkerSize = finite.Length <= 30 ? 6 : 0;
        }
    }
}
