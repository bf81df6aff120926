using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>What <see cref="DatasetValidator"/> looks for and writes. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record ValidationOptions
{
    /// <summary>Problems of a kind that are listed for each file; all are counted. At least 1. Default: 20.</summary>
    public int ShownPerKind { get; init; } = 20;

    /// <summary>Every edge must have its reverse. Default: false: that is asked only where more than half of the edges have theirs.</summary>
    public bool Undirected { get; init; }

    /// <summary>Folder for a corrected copy, new or empty; null for none.</summary>
    public string? RepairTo { get; init; }

    internal void Validate(string source)
    {
        List<string> problems = [];
        if (ShownPerKind < 1) problems.Add($"ShownPerKind is {ShownPerKind} but must be at least 1.");
        if (RepairTo is { } target)
        {
            if (target.Length == 0) problems.Add("RepairTo is empty; pass null for no copy.");
            else if (!AtomicFolder.IsFree(target))
                problems.Add($"RepairTo is {target}, where something is already; pass a new or empty " +
                    $"folder{(Path.GetFullPath(target) == Path.GetFullPath(source) ? ", not the set's own" : "")}.");
        }
        if (problems.Count > 0) throw new ArgumentException($"ValidationOptions: {string.Join(" ", problems)}");
    }
}
