using GraphSeq.Training.Statistics;

namespace GraphSeq.Training.Protocol;

/// <summary>Two rows compared fold by fold.</summary>
/// <param name="First">A row.</param>
/// <param name="Second">Another.</param>
/// <param name="Test">First less second, with the correction of Nadeau and Bengio.</param>
public sealed record RowTest(string First, string Second, PairedTest Test);
