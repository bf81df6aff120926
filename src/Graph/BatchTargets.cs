using static TorchSharp.torch;

namespace GraphSeq.Graph;

/// <summary>Targets of graphs as they stand in a batch.</summary>
internal static class BatchTargets
{
    /// <summary>What each graph adds to the batch's targets: one row, or a row per node where the graphs say so; null where a graph has none.</summary>
    /// <exception cref="ArgumentException">Targets are of two kinds or do not fit one another.</exception>
    public static Tensor?[] Rows(IReadOnlyList<GraphData> graphs)
    {
        var ofNodes = graphs[0].HasNodeTargets;
        for (var g = 1; g < graphs.Count; g++)
            if (graphs[g].HasNodeTargets != ofNodes)
                throw new ArgumentException(
                    $"GraphBatch: graph {(ofNodes ? 0 : g)} has targets of its nodes, but graph {(ofNodes ? g : 0)} has none. Set HasNodeTargets of all or none.",
                    nameof(graphs));
        Tensor?[] rows = [.. graphs.Select(graph => ofNodes ? graph.Y : AsRow(graph.Y))];
        for (var g = 0; g < rows.Length; g++)
            if (rows[g] is { } row && rows[0] is { } first) RequireAlike(graphs, g, row, first, ofNodes);
        return rows;
    }

    private static void RequireAlike(IReadOnlyList<GraphData> graphs, int g, Tensor row, Tensor first, bool ofNodes)
    {
        var found = $"GraphBatch: Y of graph {g} is {Shapes.Describe(graphs[g].Y!)} but";
        if (!ofNodes && row.shape[0] != 1)
            throw new ArgumentException($"{found} must be [], [K] or [1, ...]. Set HasNodeTargets where it has a row per node.", nameof(graphs));
        if (!row.shape.AsSpan(1).SequenceEqual(first.shape.AsSpan(1)))
            throw new ArgumentException(
                $"{found} that of graph 0 is {Shapes.Describe(graphs[0].Y!)}. Targets must be alike"
                + $"{(ofNodes ? "" : "; set HasNodeTargets where they have a row per node")}.", nameof(graphs));
    }

    private static Tensor? AsRow(Tensor? y) => y is { Dimensions: 0 } || (y is { Dimensions: 1 } && y.shape[0] != 1) ? y.unsqueeze(0) : y;
}
