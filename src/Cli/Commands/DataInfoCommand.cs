using System.CommandLine;
using System.Globalization;
using GraphSeq.Datasets;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq data info NAME</c>: a data set in numbers, as it is read.</summary>
internal static class DataInfoCommand
{
    public static Command Create()
    {
        var name = SharedOptions.Dataset();
        var source = new DatasetOptions();
        var json = SharedOptions.Json();
        var command = new Command("info", "Shows a data set's counts, and what its reader found.") { name, json };
        source.AddTo(command);
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var reporter = SharedOptions.Reporter(parsed, json);
            var dataset = await source.LoadAsync(parsed, parsed.GetRequiredValue(name), cancellationToken);
            var card = Describe(dataset);
            reporter.Result(card, ToLines(card, dataset));
            return ExitCode.Ok;
        });
        return command;
    }

    private static DataCard Describe(GraphDataset dataset)
    {
        var targets = dataset.Targets;
        var sizes = Enumerable.Range(0, dataset.NumGraphs).Select(g => dataset.NodePtr[g + 1] - dataset.NodePtr[g]).DefaultIfEmpty().ToList();
        return new DataCard
        {
            Name = dataset.Name,
            Graphs = dataset.NumGraphs,
            Nodes = dataset.NumNodes,
            Edges = dataset.NumEdges,
            Features = dataset.NumFeatures,
            EdgeFeatures = dataset.NumEdgeFeatures,
            Task = targets.Task,
            Level = targets.Level,
            Classes = targets.Task is TaskKind.Classification or TaskKind.MultiLabelClassification ? targets.Width : 0,
            TargetValues = targets.Task == TaskKind.Regression ? targets.Width : 0,
            ClassNames = targets.Task == TaskKind.Classification ? targets.Names : [],
            ClassCounts = targets.Task == TaskKind.Classification ? CountClasses(targets) : [],
            NodesPerGraphMin = sizes.Min(),
            NodesPerGraphMean = sizes.Average(),
            NodesPerGraphMax = sizes.Max(),
            IsUndirected = dataset.Adjacency.IsSymmetric,
            Report = dataset.Report,
            Notes = dataset.Notes,
        };
    }

    private static int[] CountClasses(Targets targets)
    {
        var counts = new int[targets.Width];
        foreach (var label in targets.Classes) counts[label]++;
        return counts;
    }

    private static IEnumerable<string> ToLines(DataCard card, GraphDataset dataset)
    {
        yield return $"{card.Name}: {card.Graphs} graphs, {card.Nodes} nodes, {card.Edges} directed edges";
        yield return string.Create(CultureInfo.InvariantCulture,
            $"  nodes per graph  {card.NodesPerGraphMin} to {card.NodesPerGraphMax}, mean {card.NodesPerGraphMean:0.0}");
        yield return $"  node features    {card.Features}{(dataset.FeatureNames.Count > 0 ? $": {Shorten(dataset.FeatureNames)}" : "")}";
        yield return $"  edge features    {card.EdgeFeatures}";
        yield return $"  task             {Words(card)}";
        foreach (var note in card.Notes) yield return $"  note             {note}";
    }

    private static string Words(DataCard card) => card.Task switch
    {
        TaskKind.Classification => $"classification, {card.Classes} classes: {Shorten([.. card.ClassNames.Zip(card.ClassCounts, (name, count) => $"{name} ({count})")])}",
        TaskKind.MultiLabelClassification => $"multi-label classification, {card.Classes} labels",
        TaskKind.Regression => $"regression, {card.TargetValues} values",
        _ => "none: there are no targets",
    };

    private static string Shorten(IReadOnlyList<string> names) =>
        names.Count <= 12 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(10))} … {names[^1]}";

    /// <summary>What <c>--json</c> prints; scripts rely on the names.</summary>
    private sealed record DataCard
    {
        public required string Name { get; init; }
        public required int Graphs { get; init; }
        public required int Nodes { get; init; }
        public required int Edges { get; init; }
        public required int Features { get; init; }
        public required int EdgeFeatures { get; init; }
        public required TaskKind Task { get; init; }
        public required TargetLevel Level { get; init; }
        public required int Classes { get; init; }
        public required int TargetValues { get; init; }
        public required IReadOnlyList<string> ClassNames { get; init; }
        public required IReadOnlyList<int> ClassCounts { get; init; }
        public required int NodesPerGraphMin { get; init; }
        public required double NodesPerGraphMean { get; init; }
        public required int NodesPerGraphMax { get; init; }
        public required bool IsUndirected { get; init; }
        public required ReadReport? Report { get; init; }
        public required IReadOnlyList<string> Notes { get; init; }
    }
}
