namespace GraphSeq.Datasets;

/// <summary>How a <see cref="GraphLoader"/> cuts a set into batches. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record GraphLoaderOptions
{
    /// <summary>Graphs per batch; at least 1. Default: 32.</summary>
    public int BatchSize { get; init; } = 32;

    /// <summary>A new order every epoch. Default: false.</summary>
    public bool Shuffle { get; init; }

    /// <summary>Seed of the order; epoch and seed alone decide it. Default: 0.</summary>
    public long Seed { get; init; }

    /// <summary>Leaves out a last batch that is not full. Default: false.</summary>
    public bool DropLast { get; init; }

    /// <summary>Nodes a batch may have, a graph larger than that being a batch of its own; of graph sequences those of every snapshot count. Null for no
    /// limit.</summary>
    public int? MaxNodes { get; init; }

    /// <summary>Edges a batch may have, a graph with more being a batch of its own, counted likewise; null for no limit.</summary>
    public int? MaxEdges { get; init; }

    internal void Validate()
    {
        List<string> problems = [];
        if (BatchSize < 1) problems.Add($"BatchSize is {BatchSize} but must be at least 1.");
        if (MaxNodes < 1) problems.Add($"MaxNodes is {MaxNodes} but must be at least 1, or null.");
        if (MaxEdges < 1) problems.Add($"MaxEdges is {MaxEdges} but must be at least 1, or null.");
        if (problems.Count > 0) throw new ArgumentException($"GraphLoaderOptions: {string.Join(" ", problems)}");
    }
}
