using System.Text.Json.Serialization;
using GraphSeq.Datasets;
using GraphSeq.Training.Protocol;

namespace GraphSeq.Cli.Comparison;

/// <summary>What <c>cv --json</c> prints; scripts rely on the names. Scores are shares, not percent.</summary>
internal sealed record ComparisonSummary
{
    public required string Dataset { get; init; }
    public required TaskKind Task { get; init; }
    public required string Metric { get; init; }
    public string SdIs { get; } = "sample deviation over folds";
    public string IntervalIs { get; } = "95 %, Student's t over folds";
    public string TestIs { get; } = "paired over folds, corrected for overlapping training sets (Nadeau and Bengio 2003)";
    [JsonPropertyName("folds")] public required int FoldCount { get; init; }
    public required int Repeats { get; init; }
    public required bool Refit { get; init; }
    public required long Seed { get; init; }
    public required int Jobs { get; init; }
    public required string? Splits { get; init; }
    public required string? SplitsHash { get; init; }
    public required string FoldsHash { get; init; }
    public required double TestToTrain { get; init; }
    public required string DataHash { get; init; }
    public required double Seconds { get; init; }
    public required int TakenUp { get; init; }
    public required string Command { get; init; }
    public required IReadOnlyList<RowSummary> Rows { get; init; }
    public required IReadOnlyList<TestSummary> Tests { get; init; }
}

/// <summary>One row of <see cref="ComparisonSummary"/>.</summary>
internal sealed record RowSummary(
    string Name, double Mean, double Sd, double[] Interval, IReadOnlyList<double> Folds, int Repeats, long Parameters, double Seconds,
    IReadOnlyDictionary<string, double> Metrics, IReadOnlyList<string>? Choices, IReadOnlyList<double>? Temperatures, int[][]? ConfusionMatrix)
{
    public static RowSummary Of(RowReport row) => new(
        row.Name, row.Scores.Mean, row.Scores.StandardDeviation, [row.Scores.Lower, row.Scores.Upper], row.Folds, row.Repeats, row.Parameters, row.Seconds,
        row.Metrics, row.Choices, row.Temperatures, row.ConfusionMatrix);
}

/// <summary>Two rows of <see cref="ComparisonSummary"/> compared.</summary>
internal sealed record TestSummary(string First, string Second, double Difference, double T, int DegreesOfFreedom, double P)
{
    public static TestSummary Of(RowTest test) =>
        new(test.First, test.Second, test.Test.Difference, test.Test.T, test.Test.DegreesOfFreedom, test.Test.P);
}
