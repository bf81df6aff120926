using System.Globalization;
using GraphSeq.Datasets;

namespace GraphSeq.Cli.Data;

/// <summary>A data card in words.</summary>
internal static class DataCardText
{
    private const double Imbalance = 0.8;
    private const int Shown = 8;

    public static IEnumerable<string> Lines(DataCard card, GraphDataset dataset, DatasetStatistics statistics)
    {
        yield return dataset.Sequences is { } time
            ? $"{card.Name}: {card.Graphs} graph sequences of {Words(time.Steps)} steps, {card.Edges} directed edges in {Count(time.TopologyPtr.Length - 1, "graph")}"
            : $"{card.Name}: {card.Graphs} graphs, {card.Nodes} nodes, {card.Edges} directed edges";
        yield return $"  nodes per graph  {Words(card.NodesPerGraph)}";
        yield return $"  edges per graph  {Words(card.EdgesPerGraph)}";
        yield return $"  degree           {Words(card.Degree)}; " +
            $"{(card.IsUndirected ? "every edge has its reverse" : "directed: some edges lack their reverse")}";
        yield return $"  node features    {card.Features}{Names(dataset)}";
        yield return $"  edge features    {card.EdgeFeatures}{(dataset.EdgeFeatureNames.Count > 0 ? $": {Shorten(dataset.EdgeFeatureNames)}" : "")}";
        yield return $"  task             {Task(card)}";
        if (card.SizeLeakage is { } leakage) yield return $"  size alone       {Words(leakage, card.Task)}";
        foreach (var note in card.Notes) yield return $"  note             {note}";
        foreach (var warning in Warnings(card, statistics)) yield return $"  beware           {warning}";
        foreach (var file in card.Files) yield return $"  written          {file}";
    }

    /// <summary>What may mislead a model or its user.</summary>
    public static IEnumerable<string> Warnings(DataCard card, DatasetStatistics statistics)
    {
        if (card.IsolatedNodes > 0) yield return $"{card.IsolatedNodes} of {card.Nodes} nodes have no edge; no message reaches them.";
        if (card.GraphsWithoutEdges > 0) yield return $"{card.GraphsWithoutEdges} graphs have no edge.";
        if (card.SelfLoops > 0) yield return $"{card.SelfLoops} edges join a node to itself.";
        if (card.DuplicateEdges > 0) yield return $"{card.DuplicateEdges} edges equal another; they count twice.";
        if (card.Task == TaskKind.Classification && card.ClassCounts.Count > 1 && card.ClassCounts.Max() > Imbalance * card.ClassCounts.Sum())
            yield return string.Create(CultureInfo.InvariantCulture, $"the classes are unbalanced: always answering " +
                $"'{card.ClassNames[card.ClassCounts.ToList().IndexOf(card.ClassCounts.Max())]}' is right in " +
                $"{100.0 * card.ClassCounts.Max() / card.ClassCounts.Sum():0.0} %.");
        if (card.ConstantColumns.Count > 0) yield return $"columns with one value only: {Shorten(card.ConstantColumns)}.";
        foreach (var pair in card.DuplicateColumns.Take(Shown))
            yield return $"column {pair.Column} equals {pair.EqualTo} in every node (columns {pair.EqualToIndex} and {pair.Index}, counted from 0).";
        if (card.DuplicateColumns.Count > Shown) yield return $"{card.DuplicateColumns.Count - Shown} more columns equal another.";
        foreach (var outlier in card.Outliers.Take(Shown))
            yield return string.Create(CultureInfo.InvariantCulture, $"column {outlier.Column} has {outlier.Count} {(outlier.Count == 1 ? "value" : "values")} more than " +
                $"{ColumnStatistics.OutlierDeviations:0} deviations from its mean: {(float)outlier.Value} ({outlier.Deviations:+0.0;-0.0} " +
                $"deviations) at node {outlier.Node} of graph {outlier.Graph}, counted from 0.");
        if (card.Outliers.Count > Shown) yield return $"{card.Outliers.Count - Shown} more columns have such values.";
        if (statistics.SizeLeakage is { IsNotable: true })
            yield return "the size of a graph alone tells part of its target: compare models with that figure, not with the majority.";
        if (card.CategorySizes.Count > 0)
            yield return $"nodes have {Shorten([.. card.CategorySizes.Select(size => size.ToString(CultureInfo.InvariantCulture))])} categories, " +
                "too many for one-hot features: models embed them (--model gcn --embedding N).";
    }

    /// <summary>A distribution in words.</summary>
    public static string Words(Distribution values) =>
        Format($"{values.Min:0.#} to {values.Max:0.#}, median {values.Median:0.#}, mean {values.Mean:0.0}, deviation {values.Deviation:0.0}");

    /// <summary>What size tells, in words.</summary>
    public static string Words(SizeLeakage leakage, TaskKind task)
    {
        var (what, unit, scale) = task == TaskKind.Classification ? ("right in", " %", 100) : ("R²", "", 1);
        var number = task == TaskKind.Classification ? "0.0" : "0.00";
        string Score(double score, double deviation) =>
            $"{(scale * score).ToString(number, CultureInfo.InvariantCulture)} ± {(scale * deviation).ToString(number, CultureInfo.InvariantCulture)}{unit}";
        return $"{what} {Score(leakage.ByNodes, leakage.ByNodesDeviation)} by the number of nodes, " +
            $"{Score(leakage.ByEdges, leakage.ByEdgesDeviation)} by that of edges; " +
            $"{(task == TaskKind.Classification ? "majority class" : "mean")} " +
                $"{(scale * leakage.Majority).ToString(number, CultureInfo.InvariantCulture)}{unit} ({leakage.Folds} folds)";
    }

    private static string Words(int[] steps) => steps.Length == 0 || steps.Min() == steps.Max() ? $"{steps.FirstOrDefault()}" : $"{steps.Min()} to {steps.Max()}";

    private static string Count(int count, string what) => $"{count} {what}{(count == 1 ? "" : "s")}";

    private static string Names(GraphDataset dataset)
    {
        if (dataset.FeatureNames.Count > 0) return $": {Shorten(dataset.FeatureNames)}";
        return dataset.Categories.Count > 0 ? $": {Shorten([.. dataset.Categories.Select(column => $"{column.Name} ({column.Width} categories)")])}" : "";
    }

    private static string Task(DataCard card) => card.Task switch
    {
        TaskKind.Classification => $"classification, {card.Classes} classes: " +
            $"{Shorten([.. card.ClassNames.Zip(card.ClassCounts, (name, count) => $"{name} ({count})")])}",
        TaskKind.MultiLabelClassification => $"multi-label classification, {card.Classes} labels",
        TaskKind.Regression => $"regression, {card.TargetValues} values",
        _ => "none: there are no targets",
    };

    private static string Shorten(IReadOnlyList<string> names) =>
        names.Count <= 12 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(10))} … {names[^1]}";

    private static string Format(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
