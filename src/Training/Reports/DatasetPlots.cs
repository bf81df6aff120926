using GraphSeq.Datasets;
using ScottPlot;

namespace GraphSeq.Training.Reports;

/// <summary>Pictures of a data set, as PNG: sizes, degrees, targets and the range of each column.</summary>
internal static class DatasetPlots
{
    private const int MostBins = 40, MostColumns = 40, MostClassesInColour = 8, MostClasses = 60;

    /// <summary>The pictures there are something to draw for, by name.</summary>
    public static IEnumerable<(string Name, string Description, Func<bool, byte[]> Draw)> Of(GraphDataset dataset, DatasetStatistics statistics)
    {
        yield return ("nodes-per-graph", "Nodes per graph", dark => Sizes(dataset, dark));
        yield return ("degrees", "Degrees of nodes", dark => Degrees(statistics, dark));
        if (dataset.Targets.Task == TaskKind.Classification) yield return ("classes", "Rows of each class", dark => Classes(dataset.Targets, statistics, dark));
        if (dataset.Targets.Task == TaskKind.Regression) yield return ("targets", "The target", dark => Values(dataset.Targets, dark));
        if (statistics.Columns.Any(column => !IsFlag(column))) yield return ("columns", "Range of each column of numbers", dark => Columns(statistics, dark));
    }

    /// <summary>How many graphs have how many nodes, a colour for each class, side by side.</summary>
    private static byte[] Sizes(GraphDataset dataset, bool dark)
    {
        var plot = new Plot();
        double[] sizes = [.. Enumerable.Range(0, dataset.NumGraphs).Select(graph => (double)(dataset.NodePtr[graph + 1] - dataset.NodePtr[graph]))];
        var targets = dataset.Targets;
        var byClass = targets is { Task: TaskKind.Classification, Level: TargetLevel.Graph, Width: <= MostClassesInColour };
        var groups = byClass ? targets.Width : 1;
        var bins = Bins.Over(sizes, whole: true, most: groups > 2 ? MostBins / 2 : MostBins);
        for (var k = 0; k < groups; k++)
        {
            var counts = bins.Count(sizes.Where((_, graph) => !byClass || targets.Classes[graph] == k));
            var width = bins.Width / groups;
            var bars = plot.Add.Bars(counts.Select((_, bin) => bins.Start(bin) + (k + 0.5) * width).ToArray(), counts.Select(count => (double)count).ToArray());
            foreach (var bar in bars.Bars) (bar.Size, bar.LineWidth) = (width * 0.95, 0);
            bars.Color = PlotTheme.Classes[k];
            if (byClass) bars.LegendText = $"class {targets.Names[k]}";
        }
        CountUp(plot);
        return RunPlots.Finish(plot, "Nodes", "Graphs", Alignment.UpperRight, dark, legend: byClass);
    }

    /// <summary>How many nodes have how many edges, on a logarithmic scale.</summary>
    private static byte[] Degrees(DatasetStatistics statistics, bool dark)
    {
        var plot = new Plot();
        double[] degrees = [.. statistics.DegreeCounts.SelectMany((count, degree) => Enumerable.Repeat((double)degree, count))];
        var bins = Bins.Over(degrees, whole: true);
        var counts = bins.Count(degrees);
        // Bars begin at half a node, so that one node shows, and none does not.
        var floor = Math.Log10(0.5);
        for (var bin = 0; bin < counts.Length; bin++)
        {
            if (counts[bin] == 0) continue;
            var bar = plot.Add.Bar(bins.Start(bin) + bins.Width / 2, Math.Log10(counts[bin]));
            (bar.Bars[0].Size, bar.Bars[0].ValueBase, bar.Bars[0].LineWidth) = (bins.Width * 0.95, floor, 0);
            bar.Color = PlotTheme.Classes[0];
        }
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual([0, 1, 2, 3, 4, 5, 6, 7], ["1", "10", "100", "1 000", "10 000",
            "100 000", "1 million", "10 million"]);
        plot.Axes.SetLimitsY(floor, Math.Log10(counts.Max()) + 0.3);
        return RunPlots.Finish(plot, "Edges that enter a node", "Nodes", Alignment.UpperRight, dark, legend: false);
    }

    private static byte[] Classes(Targets targets, DatasetStatistics statistics, bool dark)
    {
        var plot = new Plot();
        var shown = Math.Min(targets.Width, MostClasses);
        var bars = plot.Add.Bars(statistics.ClassCounts.Take(shown).Select(count => (double)count).ToArray());
        bars.Color = PlotTheme.Classes[0];
        foreach (var bar in bars.Bars) bar.LineWidth = 0;
        // Names are written side by side as long as they fit.
        var every = (shown + 29) / 30;
        double[] ticks = [.. Enumerable.Range(0, shown).Where(k => k % every == 0).Select(k => (double)k)];
        plot.Axes.Bottom.TickGenerator = new ScottPlot.TickGenerators.NumericManual(ticks, [.. ticks.Select(k => Short(targets.Names[(int)k]))]);
        CountUp(plot);
        return RunPlots.Finish(plot, shown < targets.Width ? $"Class (the first {shown} of {targets.Width})" : "Class",
            targets.Level == TargetLevel.Graph ? "Graphs" : "Nodes", Alignment.UpperRight, dark, legend: false);
    }

    private static byte[] Values(Targets targets, bool dark)
    {
        var plot = new Plot();
        double[] values = [.. Enumerable.Range(0, targets.Count).Select(row => (double)targets.Values[row * targets.Width])];
        var bins = Bins.Over(values, whole: values.All(value => value == Math.Floor(value)));
        var counts = bins.Count(values);
        var bars = plot.Add.Bars(counts.Select((_, bin) => bins.Start(bin) + bins.Width / 2).ToArray(), counts.Select(count => (double)count).ToArray());
        foreach (var bar in bars.Bars) (bar.Size, bar.LineWidth) = (bins.Width * 0.95, 0);
        bars.Color = PlotTheme.Classes[0];
        CountUp(plot);
        return RunPlots.Finish(plot, targets.Names[0], targets.Level == TargetLevel.Graph ? "Graphs" : "Nodes", Alignment.UpperRight, dark, legend: false);
    }

    /// <summary>From the smallest to the largest value of each column, in deviations from its mean: outliers stick out.</summary>
    private static byte[] Columns(DatasetStatistics statistics, bool dark)
    {
        var plot = new Plot();
        ColumnStatistics[] columns = [.. statistics.Columns.Where(column => !IsFlag(column)).Take(MostColumns)];
        for (var i = 0; i < columns.Length; i++)
        {
            var column = columns[i];
            var height = -(double)i;
            if (column.IsConstant || column.Deviation == 0)
            {
                plot.Add.Marker(0, height, MarkerShape.Cross, 12).Color = Colors.Gray;
                continue;
            }
            var colour = PlotTheme.Classes[column.Outliers > 0 ? 1 : column.EqualTo is not null ? 7 : 0];
            var line = plot.Add.Line((column.Min - column.Mean) / column.Deviation, height, (column.Max - column.Mean) / column.Deviation, height);
            (line.LineColor, line.LineWidth) = (colour, 6);
            plot.Add.Marker(0, height, MarkerShape.FilledCircle, 8).Color = colour;
        }
        foreach (var limit in new[] { -ColumnStatistics.OutlierDeviations, ColumnStatistics.OutlierDeviations })
        {
            var mark = plot.Add.VerticalLine(limit);
            (mark.LineColor, mark.LinePattern, mark.LineWidth) = (Colors.Gray, LinePattern.Dashed, 1);
        }
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericManual(
            [.. Enumerable.Range(0, columns.Length).Select(i => -(double)i)],
            [.. columns.Select(column => column.EqualTo is { } other ? $"{Short(column.Name)} = {Short(statistics.Columns[other].Name)}"
                : Short(column.Name))]);
        plot.Axes.SetLimitsY(-columns.Length + 0.4, 0.6);
        return RunPlots.Finish(plot, "Deviations from the column's mean", "", Alignment.LowerRight, dark, height: 140 + 26 * Math.Max(columns.Length,
            4), legend: false);
    }

    /// <summary>A vertical axis of counts, from 0.</summary>
    private static void CountUp(Plot plot)
    {
        plot.Axes.Margins(bottom: 0);
        plot.Axes.Left.TickGenerator = new ScottPlot.TickGenerators.NumericAutomatic { IntegerTicksOnly = true };
    }

    private static bool IsFlag(ColumnStatistics column) => column is { Min: 0, Max: 1 } && column.Name.Contains('=', StringComparison.Ordinal);

    private static string Short(string name) => name.Length <= 24 ? name : name[..23] + "…";

    /// <summary>Equally wide ranges; of whole numbers, each holds equally many of them.</summary>
    private readonly record struct Bins(double First, double Width, int Number)
    {
        public static Bins Over(double[] values, bool whole, int most = MostBins)
        {
            var (min, max) = (values.DefaultIfEmpty().Min(), values.DefaultIfEmpty().Max());
            if (!whole) return max > min ? new Bins(min, (max - min) / MostBins, MostBins) : new Bins(min - 0.5, 1, 1);
            var width = Math.Max(1, Math.Ceiling((max - min + 1) / most));
            return new Bins(min - 0.5, width, (int)((max - min) / width) + 1);
        }

        public double Start(int bin) => First + bin * Width;

        public int[] Count(IEnumerable<double> values)
        {
            var counts = new int[Number];
            foreach (var value in values) counts[Math.Min((int)((value - First) / Width), Number - 1)]++;
            return counts;
        }
    }
}
