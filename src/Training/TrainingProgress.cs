namespace GraphSeq.Training;

/// <summary>Where a run stands; reported after every step and once more at each epoch's end.</summary>
/// <param name="Epoch">The epoch, counted from 1.</param>
/// <param name="Epochs">Epochs planned.</param>
/// <param name="Step">Steps done in this epoch.</param>
/// <param name="StepsPerEpoch">Steps of an epoch.</param>
/// <param name="Loss">Loss of the last step.</param>
/// <param name="Completed">The epoch's record at its end, else null.</param>
public sealed record TrainingProgress(int Epoch, int Epochs, int Step, int StepsPerEpoch, double Loss, EpochRecord? Completed);
