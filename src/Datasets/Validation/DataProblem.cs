namespace GraphSeq.Datasets;

/// <summary>Something that is wrong with a data set's files.</summary>
/// <param name="Path">The file.</param>
/// <param name="Line">Line, counted from 1; 0 when the file as a whole is meant.</param>
/// <param name="Kind">A short name of the kind of problem: <c>dangling</c>, <c>duplicate-edge</c> …</param>
/// <param name="Message">What was found, what was expected and what to do.</param>
/// <param name="Repair">What a repaired copy does about it; null when only a person can tell.</param>
/// <param name="IsError">True when the set cannot be read because of it; false when the reader gets over it.</param>
public sealed record DataProblem(string Path, long Line, string Kind, string Message, string? Repair, bool IsError);
