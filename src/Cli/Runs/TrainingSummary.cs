using System.Globalization;
using GraphSeq.Datasets;
using GraphSeq.Training;

namespace GraphSeq.Cli.Runs;

/// <summary>What <c>train --json</c> prints; scripts rely on the names. Scores that do not apply to the task are null.</summary>
internal sealed record TrainingSummary
{
    public required string Dataset { get; init; }
    public required string Model { get; init; }
    public required TaskKind Task { get; init; }
    public required long Parameters { get; init; }
    public required int Epochs { get; init; }
    public required int BatchSize { get; init; }
    public required double LearningRate { get; init; }
    public required long Seed { get; init; }
    public required string Device { get; init; }
    public required int TrainGraphs { get; init; }
    public required int ValidationGraphs { get; init; }
    public required int TestGraphs { get; init; }
    public required double LossFirst { get; init; }
    public required double LossLast { get; init; }
    public required double? TrainAccuracy { get; init; }
    public required double? ValidationAccuracy { get; init; }
    public required double? TestAccuracy { get; init; }
    public required double? TestLoss { get; init; }
    public required double? TestMacroF1 { get; init; }
    public required double? TestMeanAbsoluteError { get; init; }
    public required double? TestR2 { get; init; }
    public required int BestEpoch { get; init; }
    public required int WeightsEpoch { get; init; }
    public required bool StoppedEarly { get; init; }
    public required double EpochSecondsMedian { get; init; }
    public required string RunDir { get; init; }
    public required string ModelDir { get; init; }

    public static TrainingSummary Of(GraphDataset dataset, string model, TrainerOptions options, Split split, TrainingResult result, RunFolder folder) => new()
    {
        Dataset = dataset.Name,
        Model = model,
        Task = dataset.Targets.Task,
        Parameters = result.Parameters,
        Epochs = result.History.Count,
        BatchSize = options.BatchSize,
        LearningRate = options.LearningRate,
        Seed = options.Seed,
        Device = options.Device,
        TrainGraphs = split.Train.Count,
        ValidationGraphs = split.Validation.Count,
        TestGraphs = split.Test.Count,
        LossFirst = result.History[0].Train.Loss,
        LossLast = result.History[^1].Train.Loss,
        TrainAccuracy = result.Train.Accuracy,
        ValidationAccuracy = result.Validation?.Accuracy,
        TestAccuracy = result.Test?.Accuracy,
        TestLoss = result.Test?.Loss,
        TestMacroF1 = result.Test?.MacroF1,
        TestMeanAbsoluteError = result.Test?.MeanAbsoluteError,
        TestR2 = result.Test?.R2,
        BestEpoch = result.BestEpoch,
        WeightsEpoch = result.WeightsEpoch,
        StoppedEarly = result.StoppedEarly,
        EpochSecondsMedian = result.MedianEpochSeconds,
        RunDir = folder.Path,
        ModelDir = folder.ModelPath,
    };

    /// <summary>The summary for a person.</summary>
    public IEnumerable<string> ToLines()
    {
        yield return Invariant($"{Model} on {Dataset}: {Parameters} parameters, {Epochs} epochs, {EpochSecondsMedian:0.000} s an epoch (median)");
        yield return Invariant($"  graphs    {TrainGraphs} to learn from, {ValidationGraphs} for validation, {TestGraphs} for the test");
        yield return Invariant($"  loss      {LossFirst:0.0000} in the first epoch, {LossLast:0.0000} in the last");
        if (TestAccuracy is not null || TrainAccuracy is not null)
            yield return $"  accuracy  train {Percent(TrainAccuracy)}, validation {Percent(ValidationAccuracy)}, test {Percent(TestAccuracy)}";
        if (TestR2 is { } r2) yield return Invariant($"  test      R² {r2:0.000}, mean absolute error {TestMeanAbsoluteError:0.0000}");
        yield return $"  saved in  {RunDir}";
    }

    private static string Percent(double? share) => share is { } value ? Invariant($"{100 * value:0.0} %") : "none";

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
