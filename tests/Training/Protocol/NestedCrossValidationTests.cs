using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using GraphSeq.Training.Baselines;
using GraphSeq.Training.Protocol;

namespace GraphSeq.Tests.Training.Protocol;

public class NestedCrossValidationTests
{
    private static readonly GraphDataset Data = ToyData.Rings(40);
    private static readonly IReadOnlyList<Split> Folds = [.. Splits.KFold(Data, 4, seed: 1, validationFraction: 0.25).Take(2)];

    [Fact]
    public void Run_TwoSettings_TakesTheBetterOnTheValidationPartAndTestsItOnce()
    {
        List<FoldJob> jobs = [];
        var report = Comparison([Setting("poor", epochs: 1, rate: 1e-6), Setting("good", epochs: 12, rate: 0.01)], new ProtocolOptions { Repeats = 2 })
            .Run(new SequentialFoldRunner(Data), (job, _) => jobs.Add(job));
        Assert.All(jobs.Where(job => job.Repeat < 0), job => Assert.Empty(job.Split.Test));
        Assert.Equal(["good", "good"], report.Rows[0].Choices!);
        Assert.Equal(["net", "net, ensemble of 2", "majority class"], report.Rows.Select(row => row.Name));
        Assert.Equal(3, report.Tests.Count);
        var row = report.Rows[0];
        Assert.Equal(2, row.Repeats);
        Assert.Equal(row.Folds.Average(), row.Scores.Mean, 12);
        Assert.True(row.Scores.Mean > 0.8, $"{row.Scores.Mean}");
        Assert.Equal(2 * Folds.Sum(fold => fold.Test.Count), row.ConfusionMatrix!.Sum(counts => counts.Sum()));
        Assert.Equal(2, report.Rows[1].Temperatures!.Count);
        Assert.Equal(jobs.Count, Comparison(row.Choices!.Count == 2 ? [Setting("a"), Setting("b")] : [], new ProtocolOptions { Repeats = 2 }).NumJobs);
    }

    [Fact]
    public void Run_TestTargets_HaveNoSayInTheChoice()
    {
        long[] flipped = [.. Data.Targets.Classes];
        foreach (var graph in Folds[0].Test) flipped[graph] = 1 - flipped[graph];
        var other = Data.With(parts => parts with { Targets = Targets.OfClasses(flipped, ["low", "high"]) });
        var options = new ProtocolOptions();
        Candidate[] settings = [Setting("a", epochs: 2), Setting("b", epochs: 3)];
        var first = new NestedCrossValidation(Data, [Folds[0]], [new ProtocolRow("net", settings)], options).Run(new SequentialFoldRunner(Data));
        var second = new NestedCrossValidation(other, [Folds[0]], [new ProtocolRow("net", settings)], options).Run(new SequentialFoldRunner(other));
        Assert.Equal(first.Rows[0].Choices!, second.Rows[0].Choices!);
        Assert.Equal(1 - first.Rows[0].Scores.Mean, second.Rows[0].Scores.Mean, 12);
        Assert.Empty(first.Tests);
    }

    [Fact]
    public void Run_Refit_LearnsFromTheValidationPart()
    {
        var runs = new List<FoldRun>();
        var report = Comparison([Setting("net", epochs: 2)], new ProtocolOptions { Refit = true, Repeats = 2 })
            .Run(new SequentialFoldRunner(Data), (_, run) => runs.Add(run));
        Assert.All(runs, run => Assert.Null(run.ValidationOutputs));
        Assert.Null(report.Rows[1].Temperatures);
        Assert.Contains("Refit", Assert.Throws<ArgumentException>(() => Comparison([Setting("net") with { Training = new() { Epochs = 2, Patience = 1 } }],
            new ProtocolOptions { Refit = true })).Message);
    }

    [Fact]
    public void Constructor_BadInput_SaysWhat()
    {
        Assert.Contains("two rows are called net", Assert.Throws<ArgumentException>(
            () => new NestedCrossValidation(Data, Folds, [new("net", [Setting("net")]), new("net", [Setting("net")])], new())).Message);
        Assert.Contains("fold 1 has no test part", Assert.Throws<ArgumentException>(
            () => new NestedCrossValidation(Data, [new Split([0], [1], [])], [new("net", [Setting("net")])], new())).Message);
        Assert.Contains("Repeats is 0", Assert.Throws<ArgumentException>(
            () => new NestedCrossValidation(Data, Folds, [new("net", [Setting("net")])], new() { Repeats = 0 })).Message);
    }

    private static NestedCrossValidation Comparison(Candidate[] settings, ProtocolOptions options) =>
        new(Data, Folds, [new ProtocolRow("net", settings), ProtocolRow.Of(BaselineKind.Majority)], options);

    private static Candidate Setting(string name, int epochs = 1, double rate = 0.01) => new(
        name, new SequenceGraphModelOptions { NodeShape = [4], Outputs = 2, Standardize = true, HiddenSize = 8, Layers = 1 },
        new TrainerOptions { Epochs = epochs, BatchSize = 8, LearningRate = rate });
}
