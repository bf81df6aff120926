namespace GraphSeq.Training.Protocol;

/// <summary>What a comparison found.</summary>
/// <param name="Rows">In the order given; the ensemble of a row's repeats follows the row.</param>
/// <param name="Tests">Each row against each later one.</param>
public sealed record ProtocolReport(IReadOnlyList<RowReport> Rows, IReadOnlyList<RowTest> Tests);
