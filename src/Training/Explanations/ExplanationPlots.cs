using ScottPlot;

namespace GraphSeq.Training.Explanations;

/// <summary>Pictures of an explanation, as PNG.</summary>
internal static class ExplanationPlots
{
    private const int Width = 620, TickSize = 14, LabelSize = 15, Labelled = 45;

    /// <summary>The graph: nodes and edges in the colour of their importance, the more important edges wider.</summary>
    public static byte[] Graph(Explanation explanation, bool dark)
    {
        var plot = new Plot();
        var (x, y) = GraphLayout.Compute(explanation.NumNodes, explanation.Edges);
        var colors = new ImportanceColors(IsSigned(explanation), dark);
        // Both directions of an edge are one line, of the importance of the greater.
        var lines = explanation.Edges.Select((edge, e) => (Pair: (Math.Min(edge.Source, edge.Target), Math.Max(edge.Source, edge.Target)), Value: explanation.EdgeImportance[e]))
            .Where(edge => edge.Pair.Item1 != edge.Pair.Item2).GroupBy(edge => edge.Pair, (pair, both) => (Pair: pair, Value: both.Select(edge => edge.Value).MaxBy(Math.Abs)));
        var scale = Largest(explanation.EdgeImportance);
        foreach (var (pair, value) in lines.OrderBy(line => Math.Abs(line.Value)))
        {
            var line = plot.Add.Line(x[pair.Item1], y[pair.Item1], x[pair.Item2], y[pair.Item2]);
            (line.LineColor, line.LineWidth) = (colors.Of(value / scale), (float)(1 + 4 * Math.Abs(value) / scale));
        }
        var nodeScale = Largest(explanation.Nodes);
        var size = explanation.NumNodes <= Labelled ? 22 : Math.Clamp(100f / MathF.Sqrt(explanation.NumNodes), 4, 16);
        foreach (var node in Ranking.Descending([.. explanation.Nodes.Select(value => -Math.Abs(value))]))
        {
            var marker = plot.Add.Marker(x[node], y[node], MarkerShape.FilledCircle, size);
            (marker.MarkerFillColor, marker.MarkerLineColor, marker.MarkerLineWidth) = (colors.Of(explanation.Nodes[node] / nodeScale), Colors.Gray, 1);
            if (explanation.NumNodes > Labelled) continue;
            var label = plot.Add.Text($"{node}", x[node], y[node]);
            (label.LabelFontSize, label.LabelAlignment, label.LabelFontColor) = (12, Alignment.MiddleCenter, dark ? Colors.White : Colors.Black);
        }
        plot.Axes.SquareUnits();
        plot.Axes.Margins(0.06, 0.06);
        plot.HideGrid();
        plot.Layout.Frameless();
        return Finish(plot, dark, 540);
    }

    /// <summary>Nodes by time steps (or steps alone as bars, for a node's worth of them), in the colour of their importance.</summary>
    public static byte[] Cells(Explanation explanation, bool dark)
    {
        var plot = new Plot();
        var values = new double[explanation.TimeSteps, explanation.NumNodes];
        for (var node = 0; node < explanation.NumNodes; node++)
            for (var time = 0; time < explanation.TimeSteps; time++) values[explanation.TimeSteps - 1 - time, node] = explanation.Cells[node * explanation.TimeSteps + time];
        var heatmap = plot.Add.Heatmap(values);
        var (signed, largest) = (IsSigned(explanation), Largest(explanation.Cells));
        heatmap.Colormap = new ImportanceColors(signed, dark);
        heatmap.ManualRange = new ScottPlot.Range(signed ? -largest : 0, largest);
        var bar = plot.Add.ColorBar(heatmap);
        bar.Axis.TickLabelStyle.FontSize = TickSize;
        plot.HideGrid();
        plot.Axes.Margins(0, 0);
        plot.XLabel("Node", size: LabelSize);
        plot.YLabel("Time step", size: LabelSize);
        foreach (var axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left]) axis.TickLabelStyle.FontSize = TickSize;
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        if (dark) bar.Axis.TickLabelStyle.ForeColor = bar.Axis.FrameLineStyle.Color = bar.Axis.MajorTickStyle.Color = bar.Axis.MinorTickStyle.Color = PlotTheme.DarkInk;
        return Finish(plot, dark, Math.Clamp(110 + 22 * explanation.TimeSteps, 220, 560));
    }

    /// <summary>Importance of each time step, or of each feature where there is no time, as bars.</summary>
    public static byte[] Bars(IReadOnlyList<double> values, string axis, bool dark)
    {
        var plot = new Plot();
        var colors = new ImportanceColors(signed: true, dark);
        var largest = Largest(values);
        for (var i = 0; i < values.Count; i++)
        {
            var bar = plot.Add.Bar(i, values[i]);
            bar.Color = colors.Of(values[i] / largest);
            bar.Bars[0].LineColor = Colors.Gray;
        }
        plot.XLabel(axis, size: LabelSize);
        plot.YLabel("Importance", size: LabelSize);
        foreach (var side in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left]) side.TickLabelStyle.FontSize = TickSize;
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
        plot.Grid.MajorLineColor = Colors.Black.WithOpacity(0.12);
        return Finish(plot, dark, 260);
    }

    /// <summary>A decision fading: by importance and in random orders.</summary>
    public static byte[] Deletion(DeletionCurve curve, string what, bool dark)
    {
        var plot = new Plot();
        double[] share = [.. curve.Fractions.Select(fraction => 100 * fraction)];
        var own = plot.Add.Scatter(share, curve.Confidence.ToArray(), PlotTheme.Classes[1]);
        (own.LineWidth, own.MarkerSize, own.LegendText) = (2.5f, 6, "most important first");
        var random = plot.Add.Scatter(share, curve.RandomConfidence.ToArray(), Colors.Gray);
        (random.LineWidth, random.MarkerSize, random.LegendText) = (2, 0, $"mean of {curve.RandomOrders} random orders");
        plot.XLabel($"{what} taken away, %", size: LabelSize);
        plot.YLabel("Confidence left", size: LabelSize);
        foreach (var axis in (IAxis[])[plot.Axes.Bottom, plot.Axes.Left]) axis.TickLabelStyle.FontSize = TickSize;
        plot.Grid.MajorLineColor = Colors.Black.WithOpacity(0.12);
        plot.ShowLegend(Alignment.UpperRight).FontSize = TickSize;
        return Finish(plot, dark, 330);
    }

    private static byte[] Finish(Plot plot, bool dark, int height)
    {
        PlotFonts.Apply(plot);
        if (dark) PlotTheme.Darken(plot);
        return PlotTheme.ToPng(plot, Width, height);
    }

    private static bool IsSigned(Explanation explanation) => explanation.Completeness is not null;

    private static double Largest(IReadOnlyList<double> values) => values.Select(Math.Abs).DefaultIfEmpty(0).Max() is var largest and > 0 ? largest : 1;
}
