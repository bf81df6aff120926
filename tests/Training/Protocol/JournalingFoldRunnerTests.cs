using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using GraphSeq.Training.Baselines;
using GraphSeq.Training.Protocol;

namespace GraphSeq.Tests.Training.Protocol;

public sealed class JournalingFoldRunnerTests : IDisposable
{
    private static readonly GraphDataset Data = ToyData.Rings(24);
    private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-journal-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Run_StoppedAndRepeated_DoesTheRestAndGivesTheSameReport()
    {
        var (whole, _) = Compare(seed: 1, stopAfter: null, journal: false);
        Assert.Throws<OperationCanceledException>(() => Compare(seed: 1, stopAfter: 4));
        Assert.Equal(4, Directory.GetFiles(_folder).Length);
        var (resumed, counts) = Compare(seed: 1, stopAfter: null);
        Assert.Equal((4, 5), counts);                                           // 9 jobs: a model twice and a baseline on each of 3 folds
        foreach (var (expected, found) in whole.Rows.Zip(resumed.Rows))
        {
            Assert.Equal(expected.Folds, found.Folds);
            Assert.Equal(expected.Metrics.OrderBy(pair => pair.Key), found.Metrics.OrderBy(pair => pair.Key));
            Assert.Equal(expected.Temperatures, found.Temperatures);
        }
        Assert.Equal((9, 0), Compare(seed: 1, stopAfter: null).Counts);
    }

    [Fact]
    public void Run_OtherSeedOrData_TakesNothingUp()
    {
        Compare(seed: 1, stopAfter: null);
        Assert.Equal((0, 9), Compare(seed: 2, stopAfter: null).Counts);
        Assert.Equal((0, 9), Compare(seed: 1, stopAfter: null, data: ToyData.Rings(24, seed: 9)).Counts);
    }

    [Fact]
    public void Run_DamagedFile_IsDoneAgain()
    {
        Compare(seed: 1, stopAfter: null);
        File.WriteAllText(Directory.GetFiles(_folder)[0], "{\"Validation\": ");
        Assert.Equal((8, 1), Compare(seed: 1, stopAfter: null).Counts);
        Assert.Equal((9, 0), Compare(seed: 1, stopAfter: null).Counts);
    }

    private (ProtocolReport Report, (int TakenUp, int Fresh) Counts) Compare(long seed, int? stopAfter, bool journal = true, GraphDataset? data = null)
    {
        data ??= Data;
        var model = new SequenceGraphModelOptions { NodeShape = [4], Outputs = 2, Standardize = true, HiddenSize = 4, Layers = 1 };
        ProtocolRow[] rows = [new("model", [new Candidate("model", model, new TrainerOptions { Epochs = 1 })]), ProtocolRow.Of(BaselineKind.Majority)];
        using var cancellation = new CancellationTokenSource();
        var fresh = 0;
        IFoldRunner runner = new SequentialFoldRunner(data);
        var journaling = new JournalingFoldRunner(runner, _folder, data);
        var report = new NestedCrossValidation(data, Splits.KFold(data, 3, 1), rows, new ProtocolOptions { Repeats = 2, Seed = seed })
            .Run(journal ? journaling : runner, (_, run) =>
            {
                if (run.IsTakenUp) return;
                if (++fresh == stopAfter) cancellation.Cancel();
            }, cancellation.Token);
        return (report, (journaling.TakenUp, fresh));
    }
}
