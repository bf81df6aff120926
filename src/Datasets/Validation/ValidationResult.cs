namespace GraphSeq.Datasets;

/// <summary>What <see cref="DatasetValidator"/> found.</summary>
public sealed record ValidationResult
{
    /// <summary>The set's name.</summary>
    public required string Name { get; init; }

    /// <summary>The folder or archive.</summary>
    public required string Location { get; init; }

    /// <summary>The problems, of each kind and file the first few.</summary>
    public required IReadOnlyList<DataProblem> Problems { get; init; }

    /// <summary>How many problems of each kind each file has.</summary>
    public required IReadOnlyList<ProblemCount> Counts { get; init; }

    /// <summary>Problems because of which the set cannot be read.</summary>
    public long Errors => Counts.Where(count => count.IsError).Sum(count => count.Count);

    /// <summary>Problems that the reader gets over.</summary>
    public long Warnings => Counts.Where(count => !count.IsError).Sum(count => count.Count);

    /// <summary>True when there is nothing to complain of.</summary>
    public bool IsSound => Counts.Count == 0;

    /// <summary>What else is worth knowing, such as that edges go one way.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>The corrected copy, if one was asked for; null otherwise.</summary>
    public RepairResult? Repair { get; init; }
}
