namespace GraphSeq.Datasets;

/// <summary>A corrected copy of a data set.</summary>
/// <param name="Folder">Where it is; null when none could be written because what is wrong is for a person to mend.</param>
/// <param name="Changes">What is different in it, file by file.</param>
/// <param name="ProblemsLeft">Problems that a validation of the copy still finds (of the set itself, when there is no copy).</param>
public sealed record RepairResult(string? Folder, IReadOnlyList<string> Changes, long ProblemsLeft);
