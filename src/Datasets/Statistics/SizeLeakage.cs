namespace GraphSeq.Datasets;

/// <summary>How well a graph's size alone tells its target: where it does, a model may score without looking at anything else.</summary>
/// <param name="Majority">Share of the most frequent class (0, the R² of the mean, for values).</param>
/// <param name="ByNodes">Accuracy (R², for values) of a table with the most frequent class (the mean) of each range of node counts.</param>
/// <param name="ByEdges">The same by edge counts.</param>
/// <param name="ByNodesDeviation">Sample deviation of <paramref name="ByNodes"/> over the folds.</param>
/// <param name="ByEdgesDeviation">Sample deviation of <paramref name="ByEdges"/> over the folds.</param>
/// <param name="Folds">Folds that each is the mean over; tables are made of the other graphs.</param>
public sealed record SizeLeakage(double Majority, double ByNodes, double ByEdges, double ByNodesDeviation, double ByEdgesDeviation, int Folds)
{
    private const int WantedFolds = 10, MostRanges = 20, GraphsPerRange = 10;

    /// <summary>True where size beats the majority by more than two standard errors and two points.</summary>
    public bool IsNotable => Beats(ByNodes, ByNodesDeviation) || Beats(ByEdges, ByEdgesDeviation);

    internal static SizeLeakage? Of(GraphDataset dataset, double[] nodes, double[] edges)
    {
        var targets = dataset.Targets;
        if (targets.Level != TargetLevel.Graph || targets.Task is not (TaskKind.Classification or TaskKind.Regression)
            || dataset.NumGraphs < 2 * WantedFolds) return null;
        var values = targets.Task == TaskKind.Classification
            ? Array.ConvertAll(targets.Classes.ToArray(), label => (double)label)
            : [.. Enumerable.Range(0, dataset.NumGraphs).Select(graph => (double)targets.Values[graph * targets.Width])];
        var isClass = targets.Task == TaskKind.Classification;
        var folds = Splits.KFold(dataset, WantedFolds, seed: 0, validationFraction: 0);
        var byNodes = folds.Select(fold => Score(fold, nodes, values, isClass)).ToArray();
        var byEdges = folds.Select(fold => Score(fold, edges, values, isClass)).ToArray();
        var majority = isClass ? values.CountBy(value => value).Max(pair => pair.Value) / (double)values.Length : 0;
        return new SizeLeakage(majority, byNodes.Average(), byEdges.Average(), Deviation(byNodes), Deviation(byEdges), WantedFolds);
    }

    private bool Beats(double score, double deviation) => score - Majority > Math.Max(0.02, 2 * deviation / Math.Sqrt(Folds));

    private static double Score(Split fold, double[] sizes, double[] targets, bool isClass)
    {
        var limits = Limits([.. fold.Train.Select(graph => sizes[graph])]);
        var answers = Enumerable.Range(0, limits.Length + 1).Select(_ => double.NaN).ToArray();
        var all = Answer([.. fold.Train.Select(graph => targets[graph])], isClass);
        foreach (var range in fold.Train.GroupBy(graph => RangeOf(limits, sizes[graph])))
            answers[range.Key] = Answer([.. range.Select(graph => targets[graph])], isClass);
        double Predict(int graph) => answers[RangeOf(limits, sizes[graph])] is var answer && double.IsNaN(answer) ? all : answer;
        if (isClass) return fold.Test.Count(graph => Predict(graph) == targets[graph]) / (double)fold.Test.Count;
        var mean = fold.Test.Average(graph => targets[graph]);
        var variance = fold.Test.Sum(graph => Math.Pow(targets[graph] - mean, 2));
        return variance == 0 ? 0 : 1 - fold.Test.Sum(graph => Math.Pow(targets[graph] - Predict(graph), 2)) / variance;
    }

    /// <summary>Where ranges of about equally many graphs end.</summary>
    private static double[] Limits(double[] sizes)
    {
        Array.Sort(sizes);
        var ranges = Math.Clamp(sizes.Length / GraphsPerRange, 1, MostRanges);
        return [.. Enumerable.Range(1, ranges - 1).Select(i => sizes[i * sizes.Length / ranges]).Distinct()];
    }

    private static int RangeOf(double[] limits, double size) => Array.BinarySearch(limits, size) is var found && found >= 0 ? found + 1 : ~found;

    private static double Answer(double[] targets, bool isClass) =>
        isClass ? targets.CountBy(target => target).OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).First().Key : targets.Average();

    private static double Deviation(double[] scores)
    {
        var mean = scores.Average();
        return Math.Sqrt(scores.Sum(score => (score - mean) * (score - mean)) / (scores.Length - 1));
    }
}
