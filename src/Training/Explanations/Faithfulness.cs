namespace GraphSeq.Training.Explanations;

/// <summary>Deletion curves of an explanation.</summary>
/// <param name="Cells">Cells (node and time step) put at the baseline.</param>
/// <param name="Edges">Edges whose messages are dropped; null for a graph without edges.</param>
public sealed record Faithfulness(DeletionCurve Cells, DeletionCurve? Edges);
