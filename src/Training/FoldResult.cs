namespace GraphSeq.Training;

/// <summary>One fold of a cross-validation.</summary>
/// <param name="Fold">The fold, counted from 1.</param>
/// <param name="Result">Its run.</param>
public sealed record FoldResult(int Fold, TrainingResult Result);
