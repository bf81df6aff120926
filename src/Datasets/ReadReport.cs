namespace GraphSeq.Datasets;

/// <summary>What a reader found in the files and did with it, in numbers.</summary>
public sealed record ReadReport
{
    /// <summary>The folder or archive read.</summary>
    public required string Source { get; init; }

    /// <summary>XXH64 of the files' names, lengths and contents, 16 hexadecimal digits; empty for a set made in memory.</summary>
    public string ContentHash { get; init; } = "";

    /// <summary>True when a binary cache of the same files was read instead of their text.</summary>
    public bool FromCache { get; init; }

    /// <summary>Edge rows in the files.</summary>
    public long EdgeRows { get; init; }

    /// <summary>Rows dropped because they join a node to itself.</summary>
    public long SelfLoopsRemoved { get; init; }

    /// <summary>Rows merged into an equal row before them (their edge features were added to its).</summary>
    public long DuplicateEdgesMerged { get; init; }

    /// <summary>Nodes without any edge.</summary>
    public int IsolatedNodes { get; init; }

    /// <summary>Graphs without any node.</summary>
    public int EmptyGraphs { get; init; }

    /// <summary>Comment lines skipped in all files.</summary>
    public int CommentLines { get; init; }
}
