using GraphSeq.Training.Statistics;

namespace GraphSeq.Training.Protocol;

/// <summary>One row over all folds.</summary>
/// <param name="Name">The row.</param>
/// <param name="Folds">Main metric (accuracy, or R²) on the test part of each fold: the mean over repeats, or that of the ensemble.</param>
/// <param name="Scores">The folds summarised; the deviation is the sample deviation over folds.</param>
/// <param name="Repeats">Final trainings of each fold.</param>
/// <param name="Parameters">Trained values of a model, the largest over folds; 0 for a baseline.</param>
/// <param name="Seconds">Wall time of all its trainings, those that chose included.</param>
/// <param name="Metrics">Other metrics, averaged over folds (and repeats); by name.</param>
/// <param name="Choices">What the validation part chose, fold by fold; null where there was nothing to choose.</param>
/// <param name="Temperatures">Ensembles of classes: temperature of each fold, from its validation part; null without one.</param>
/// <param name="ConfusionMatrix">Classes: counts over the test parts of all folds (and repeats); null otherwise.</param>
public sealed record RowReport(
    string Name, IReadOnlyList<double> Folds, ScoreSummary Scores, int Repeats, long Parameters, double Seconds,
    IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<string>? Choices, IReadOnlyList<double>? Temperatures, int[][]? ConfusionMatrix);
