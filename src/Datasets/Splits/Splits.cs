using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Makes and reads splits of a data set.</summary>
public static class Splits
{
    private const long StratifiedStream = 1;
    private const long FoldStream = 2;
    private const long HoldoutStream = 1000;

    /// <summary>One split in which each class has the same share of every part (one graph more or less).</summary>
    /// <param name="dataset">The set; only classes of graphs are stratified, anything else is split at random.</param>
    /// <param name="trainFraction">Share to learn from, above 0.</param>
    /// <param name="validationFraction">Share to choose by, at least 0; the rest is for testing.</param>
    /// <param name="seed">Decides the split.</param>
    /// <exception cref="ArgumentException">The shares are out of range or exceed 1 together.</exception>
    public static Split Stratified(GraphDataset dataset, double trainFraction, double validationFraction, long seed)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (!(trainFraction > 0 && validationFraction >= 0 && trainFraction + validationFraction <= 1 + 1e-9))
            throw new ArgumentException(
                $"Splits: the fractions are {trainFraction} and {validationFraction} but must be above 0, at least 0, and 1 at most together.");
        var order = Spread(dataset, [.. Enumerable.Range(0, dataset.NumGraphs)], SplitMix64.ForStream(seed, StratifiedStream));
        var train = Math.Min((int)Math.Round(trainFraction * order.Length), order.Length);
        var end = Math.Min((int)Math.Round((trainFraction + validationFraction) * order.Length), order.Length);
        return new Split(Sorted(order[..train]), Sorted(order[train..end]), Sorted(order[end..]));
    }

    /// <summary>Stratified folds: each graph is tested in exactly one; of the others a stratified share is held out to choose by.</summary>
    /// <param name="dataset">The set; only classes of graphs are stratified, anything else is dealt at random.</param>
    /// <param name="folds">Number of folds, from 2 to the number of graphs.</param>
    /// <param name="seed">Decides the folds.</param>
    /// <param name="validationFraction">Share of the graphs outside the test part that is held out, in [0, 1). Default: 0.1.</param>
    /// <returns>One split per fold.</returns>
    /// <exception cref="ArgumentException">The number of folds or the share is out of range.</exception>
    public static IReadOnlyList<Split> KFold(GraphDataset dataset, int folds, long seed, double validationFraction = 0.1)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (folds < 2 || folds > dataset.NumGraphs)
            throw new ArgumentException($"Splits: folds is {folds} but must be in [2, {dataset.NumGraphs}], the number of graphs.", nameof(folds));
        if (!(validationFraction >= 0 && validationFraction < 1))
            throw new ArgumentException($"Splits: validationFraction is {validationFraction} but must be in [0, 1).", nameof(validationFraction));
        int[] order = [.. Enumerable.Range(0, dataset.NumGraphs)];
        SplitMix64.ForStream(seed, FoldStream).Shuffle<int>(order);
        // Dealt out class by class, so that folds differ by one graph at most, in each class and in all.
        order = [.. order.OrderBy(graph => ClassOf(dataset, graph))];
        var splits = new Split[folds];
        for (var fold = 0; fold < folds; fold++)
        {
            int[] test = [.. order.Where((_, i) => i % folds == fold)];
            int[] others = [.. order.Where((_, i) => i % folds != fold)];
            others = Spread(dataset, others, SplitMix64.ForStream(seed, HoldoutStream + fold));
            var held = (int)Math.Round(validationFraction * others.Length);
            splits[fold] = new Split(Sorted(others[held..]), Sorted(others[..held]), Sorted(test));
        }
        return splits;
    }

    /// <summary>Reads published folds: a JSON list of <c>{"test": [...], "model_selection": [{"train": [...], "validation": [...]}]}</c>.</summary>
    /// <remarks>The format of <see href="https://arxiv.org/abs/1912.09893">Errica et al., "A Fair Comparison of Graph Neural Networks for Graph
    /// Classification", 2020</see>; positions count from 0. Checked: the test parts are a partition of all graphs, and so is each fold.</remarks>
    /// <param name="path">The file.</param>
    /// <param name="numGraphs">Graphs in the set; null for as many as the file names.</param>
    /// <returns>One split per fold, positions ascending.</returns>
    /// <exception cref="DatasetFormatException">The file cannot be read, is not of the format or is no partition of the graphs.</exception>
    public static IReadOnlyList<Split> ReadPublished(string path, int? numGraphs = null) => PublishedSplits.Read(path, numGraphs);

    /// <summary>Orders graphs so that every prefix has about the same share of each class.</summary>
    private static int[] Spread(GraphDataset dataset, int[] graphs, SplitMix64 random)
    {
        random.Shuffle<int>(graphs);
        var sizes = graphs.CountBy(graph => ClassOf(dataset, graph)).ToDictionary();
        var seen = new Dictionary<long, int>();
        var rank = new double[graphs.Length];
        for (var i = 0; i < graphs.Length; i++)
        {
            var label = ClassOf(dataset, graphs[i]);
            var before = seen.GetValueOrDefault(label);
            rank[i] = (before + 0.5) / sizes[label];
            seen[label] = before + 1;
        }
        return [.. Enumerable.Range(0, graphs.Length).OrderBy(i => rank[i]).Select(i => graphs[i])];
    }

    private static long ClassOf(GraphDataset dataset, int graph) =>
        dataset.Targets is { Task: TaskKind.Classification, Level: TargetLevel.Graph } targets ? targets.Classes[graph] : 0;

    private static int[] Sorted(int[] graphs)
    {
        Array.Sort(graphs);
        return graphs;
    }
}
