using GraphSeq.Datasets;

namespace GraphSeq.Cli.Data;

/// <summary>What <c>data info --json</c> prints; scripts rely on the names.</summary>
internal sealed record DataCard
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
    public required Distribution NodesPerGraph { get; init; }
    public required Distribution EdgesPerGraph { get; init; }
    public required Distribution Degree { get; init; }
    public required int IsolatedNodes { get; init; }
    public required int SelfLoops { get; init; }
    public required int DuplicateEdges { get; init; }
    public required int GraphsWithoutEdges { get; init; }
    public required IReadOnlyList<int> CategorySizes { get; init; }
    public required IReadOnlyList<string> ConstantColumns { get; init; }
    public required IReadOnlyList<EqualColumns> DuplicateColumns { get; init; }
    public required IReadOnlyList<Outlier> Outliers { get; init; }
    public required SizeLeakage? SizeLeakage { get; init; }
    public required IReadOnlyList<string> Beware { get; init; }
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>Two columns with the same values, by place from 0.</summary>
    internal sealed record EqualColumns(string Column, int Index, string EqualTo, int EqualToIndex);

    /// <summary>The wildest value of a column and how many there are beyond the limit; graph and node count from 0.</summary>
    internal sealed record Outlier(string Column, int Index, double Value, double Deviations, int Graph, int Node, int Count);

    public static DataCard Of(GraphDataset dataset, DatasetStatistics statistics)
    {
        var (targets, columns) = (dataset.Targets, statistics.Columns);
        var card = new DataCard
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
            ClassCounts = statistics.ClassCounts,
            NodesPerGraphMin = (int)statistics.NodesPerGraph.Min,
            NodesPerGraphMean = statistics.NodesPerGraph.Mean,
            NodesPerGraphMax = (int)statistics.NodesPerGraph.Max,
            IsUndirected = dataset.Adjacency.IsSymmetric,
            Report = dataset.Report,
            Notes = dataset.Notes,
            NodesPerGraph = statistics.NodesPerGraph,
            EdgesPerGraph = statistics.EdgesPerGraph,
            Degree = statistics.Degree,
            IsolatedNodes = statistics.IsolatedNodes,
            SelfLoops = statistics.SelfLoops,
            DuplicateEdges = statistics.DuplicateEdges,
            GraphsWithoutEdges = statistics.GraphsWithoutEdges,
            CategorySizes = [.. dataset.Categories.Select(column => column.Width)],
            ConstantColumns = [.. columns.Where(column => column.IsConstant).Select(column => column.Name)],
            DuplicateColumns = [.. columns.Where(column => column is { EqualTo: not null, IsConstant: false })
                .Select(column => new EqualColumns(column.Name, column.Index, columns[column.EqualTo!.Value].Name, column.EqualTo.Value))],
            Outliers = [.. columns.Where(column => column.WorstOutlier is not null).Select(column => new Outlier(
                column.Name, column.Index, column.WorstOutlier!.Value, (column.WorstOutlier.Value - column.Mean) / column.Deviation,
                column.WorstOutlierAt!.Value.Graph, column.WorstOutlierAt.Value.Node, column.Outliers))],
            SizeLeakage = statistics.SizeLeakage,
            Beware = [],
        };
        return card with { Beware = [.. DataCardText.Warnings(card, statistics)] };
    }
}
