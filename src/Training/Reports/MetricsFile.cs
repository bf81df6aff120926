using CsvHelper;
using GraphSeq.Graph;

namespace GraphSeq.Training.Reports;

/// <summary>Every epoch of a run as a line of <c>metrics.csv</c>; what does not apply stays empty.</summary>
internal static class MetricsFile
{
    private static readonly (string Name, Func<Evaluation, double?> Value)[] Metrics =
    [
        ("loss", e => e.Loss), ("accuracy", e => e.Accuracy), ("balanced_accuracy", e => e.BalancedAccuracy), ("macro_f1", e => e.MacroF1),
        ("auroc", e => e.Auroc), ("calibration_error", e => e.CalibrationError), ("mean_absolute_error", e => e.MeanAbsoluteError),
        ("root_mean_squared_error", e => e.RootMeanSquaredError), ("r2", e => e.R2),
    ];

    /// <summary>Names and values of one epoch, by part: <c>train/loss</c>, <c>validation/accuracy</c> …</summary>
    public static IEnumerable<(string Name, double Value)> Values(EpochRecord epoch) =>
        from part in new[] { ("train", (Evaluation?)epoch.Train), ("validation", epoch.Validation) }
        where part.Item2 is not null
        from metric in Metrics
        let value = metric.Value(part.Item2)
        where value is not null
        select ($"{part.Item1}/{metric.Name}", value.Value);

    /// <summary>Writes the file; it appears whole or not at all.</summary>
    public static void Write(string path, IReadOnlyList<EpochRecord> history) => AtomicFile.Write(path, stream =>
    {
        using var writer = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
        string[] names = [.. history.SelectMany(Values).Select(value => value.Name).Distinct()];
        writer.WriteRecord((string[])["epoch", "learning_rate", "seconds", .. names]);
        foreach (var epoch in history)
        {
            var values = Values(epoch).ToDictionary(value => value.Name, value => value.Value);
            writer.WriteField(epoch.Epoch, default);
            writer.WriteField(epoch.LearningRate, default);
            writer.WriteField(epoch.Seconds, default);
            foreach (var name in names) writer.WriteField(values.TryGetValue(name, out var value) ? value : (double?)null, default);
            writer.EndRecord();
        }
        writer.Flush();
    });
}
