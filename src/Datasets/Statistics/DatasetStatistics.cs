namespace GraphSeq.Datasets;

/// <summary>A data set in numbers: how large its graphs are, how its columns are filled, and what to beware of before a model learns from it.</summary>
public sealed record DatasetStatistics
{
    /// <summary>Nodes of a graph.</summary>
    public required Distribution NodesPerGraph { get; init; }

    /// <summary>Directed edges of a graph; of a graph sequence, those of all its steps.</summary>
    public required Distribution EdgesPerGraph { get; init; }

    /// <summary>Edges that enter a node. Of graph sequences, here and in what follows, each graph that occurs counts once, however many steps have it.</summary>
    public required Distribution Degree { get; init; }

    /// <summary>Nodes with each degree, from 0.</summary>
    public required IReadOnlyList<int> DegreeCounts { get; init; }

    /// <summary>Nodes without any edge.</summary>
    public required int IsolatedNodes { get; init; }

    /// <summary>Edges that join a node to itself.</summary>
    public required int SelfLoops { get; init; }

    /// <summary>Edges that equal one before them.</summary>
    public required int DuplicateEdges { get; init; }

    /// <summary>Graphs without any edge.</summary>
    public required int GraphsWithoutEdges { get; init; }

    /// <summary>Rows of each class; empty unless there is one class per row.</summary>
    public required IReadOnlyList<int> ClassCounts { get; init; }

    /// <summary>Columns of node features (channels, of series), dense ones only.</summary>
    public required IReadOnlyList<ColumnStatistics> Columns { get; init; }

    /// <summary>How well the size of a graph alone tells its target; null where targets are not of graphs, or graphs are too few.</summary>
    public required SizeLeakage? SizeLeakage { get; init; }

    /// <summary>Computes everything, in one pass over each part.</summary>
    /// <param name="dataset">The set.</param>
    public static DatasetStatistics Of(GraphDataset dataset)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        var rowPtr = dataset.Adjacency.RowPtr;
        var (nodes, edges) = (new double[dataset.NumGraphs], new double[dataset.NumGraphs]);
        for (var graph = 0; graph < nodes.Length; graph++)
        {
            nodes[graph] = dataset.NodePtr[graph + 1] - dataset.NodePtr[graph];
            edges[graph] = dataset.Sequences is { } time ? CountEdges(time, rowPtr, graph) : rowPtr[dataset.NodePtr[graph + 1]] - rowPtr[dataset.NodePtr[graph]];
        }
        var degrees = Transforms.Columns.Degrees(dataset);
        var degreeCounts = new int[degrees.DefaultIfEmpty().Max() + 1];
        foreach (var degree in degrees) degreeCounts[degree]++;
        var (loops, duplicates) = CountOddEdges(dataset);
        return new DatasetStatistics
        {
            NodesPerGraph = Distribution.Of(nodes),
            EdgesPerGraph = Distribution.Of(edges),
            Degree = Distribution.Of(Array.ConvertAll(degrees, degree => (double)degree)),
            DegreeCounts = degreeCounts,
            IsolatedNodes = TUStructure.CountIsolated(rowPtr.ToArray(), dataset.Adjacency.Source.ToArray()),
            SelfLoops = loops,
            DuplicateEdges = duplicates,
            GraphsWithoutEdges = edges.Count(count => count == 0),
            ClassCounts = CountClasses(dataset.Targets),
            Columns = ColumnStatistics.Of(dataset),
            SizeLeakage = SizeLeakage.Of(dataset, nodes, edges),
        };
    }

    private static double CountEdges(SequenceParts time, ReadOnlySpan<int> rowPtr, int sequence)
    {
        var edges = 0.0;
        foreach (var block in time.Topology.AsSpan(time.FirstFrame[sequence], time.Steps[sequence]))
            edges += rowPtr[time.TopologyPtr[block + 1]] - rowPtr[time.TopologyPtr[block]];
        return edges;
    }

    private static int[] CountClasses(Targets targets)
    {
        var counts = new int[targets.Task == TaskKind.Classification ? targets.Width : 0];
        foreach (var label in targets.Classes) counts[label]++;
        return counts;
    }

    private static (int Loops, int Duplicates) CountOddEdges(GraphDataset dataset)
    {
        var ptr = dataset.Adjacency.RowPtr;
        var source = dataset.Adjacency.Source;
        var (loops, duplicates) = (0, 0);
        for (var target = 0; target < ptr.Length - 1; target++)
            for (var e = ptr[target]; e < ptr[target + 1]; e++)
            {
                if (source[e] == target) loops++;
                if (e > ptr[target] && source[e] == source[e - 1]) duplicates++;
            }
        return (loops, duplicates);
    }
}
