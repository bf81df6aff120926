namespace GraphSeq.Training.Baselines;

/// <summary>A baseline on one fold.</summary>
/// <param name="Validation">The validation part; null when there is none, or when it was learnt from.</param>
/// <param name="Test">The test part.</param>
/// <param name="Choice">Hyper-parameters, as the validation part chose them.</param>
public sealed record BaselineResult(Evaluation? Validation, Evaluation Test, string Choice);
