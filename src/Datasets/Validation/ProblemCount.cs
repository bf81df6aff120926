namespace GraphSeq.Datasets;

/// <summary>How often a kind of problem stands in a file.</summary>
/// <param name="Path">The file.</param>
/// <param name="Kind">The kind, as in <see cref="DataProblem.Kind"/>.</param>
/// <param name="Count">How often.</param>
/// <param name="IsError">True when the set cannot be read because of it.</param>
/// <param name="Repair">What a corrected copy does about it; null when only a person can tell.</param>
public sealed record ProblemCount(string Path, string Kind, long Count, bool IsError, string? Repair);
