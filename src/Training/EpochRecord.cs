namespace GraphSeq.Training;

/// <summary>One epoch of a run.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Train">The training part as seen while learning: before each step, with dropout, noise and label smoothing.</param>
/// <param name="Validation">The validation part after the epoch; null when there is none.</param>
/// <param name="LearningRate">Step size of the last step.</param>
/// <param name="Seconds">Wall time of the epoch, validation included.</param>
public sealed record EpochRecord(int Epoch, Evaluation Train, Evaluation? Validation, double LearningRate, double Seconds);
