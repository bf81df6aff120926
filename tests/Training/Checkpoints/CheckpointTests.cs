using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using GraphSeq.Training.Checkpoints;
using GraphSeq.Training.Optimizers;

namespace GraphSeq.Tests.Training.Checkpoints;

public sealed class CheckpointTests : IDisposable
{
    private static readonly GraphDataset Data = ToyData.Rings(48);
    private static readonly Split Split = ToyData.HalfQuarters(48);

    private static readonly TrainerOptions Options = new()
    {
        Epochs = 6,
        BatchSize = 8,
        LearningRate = 0.02,
        Seed = 3,
        Optimizer = OptimizerKind.AdamW,
        Schedule = new LearningRateSchedule { Kind = ScheduleKind.OneCycle },
        Patience = 5,
        KeepBest = true,
    };

    private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-checkpoint-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData(3)]                     // an epoch's last step
    [InlineData(7)]                     // amid the third epoch
    [InlineData(4, 11)]                 // twice in a row
    [InlineData(1, 2, 3, 17)]
    public void Fit_StoppedAfterSteps_GoesOnToTheSameBits(params int[] stops)
    {
        var whole = Run(Options, null, null);
        foreach (var stop in stops) Assert.Throws<OperationCanceledException>(() => Run(Options, Checkpoints(resume: stop != stops[0]), stop));
        Assert.Equal(whole, Run(Options, Checkpoints(resume: true), null));
    }

    [Fact]
    public void Fit_EarlyStoppingPending_StopsAtTheSameEpoch()
    {
        var options = Options with { Epochs = 60, LearningRate = 0.3, Patience = 3, Schedule = new LearningRateSchedule() };
        var whole = Run(options, null, null);
        var epochs = (int)whole[^1];
        Assert.InRange(epochs, 4, 59);
        Assert.Throws<OperationCanceledException>(() => Run(options, Checkpoints(resume: false), 3 * (epochs - 1)));
        Assert.Equal(whole, Run(options, Checkpoints(resume: true), null));
    }

    [Fact]
    public void Fit_Mixup_GoesOnToTheSameBits()
    {
        var options = Options with { Mixup = 1 };
        var whole = Run(options, null, null);
        Assert.Throws<OperationCanceledException>(() => Run(options, Checkpoints(resume: false), 7));
        Assert.Equal(whole, Run(options, Checkpoints(resume: true), null));
        Assert.NotEqual(whole, Run(Options, null, null));
    }

    [Theory]
    [InlineData(5)]                     // before the first epoch that counts
    [InlineData(13)]                    // with some in the mean
    [InlineData(10, 15)]
    public void Fit_AveragedWeights_GoOnToTheSameBits(params int[] stops)
    {
        var options = Options with { KeepBest = false, Patience = null, AverageFrom = 0.5 };
        var whole = Run(options, null, null);
        foreach (var stop in stops) Assert.Throws<OperationCanceledException>(() => Run(options, Checkpoints(resume: stop != stops[0]), stop));
        Assert.Equal(whole, Run(options, Checkpoints(resume: true), null));
        Assert.NotEqual(whole, Run(options with { AverageFrom = null }, null, null));
    }

    [Fact]
    public void Fit_OtherDataOrOptions_IsRefused()
    {
        Assert.Throws<OperationCanceledException>(() => Run(Options, Checkpoints(resume: false), 4));
        var options = Assert.Throws<CheckpointException>(() => Run(Options with { LearningRate = 0.1 }, Checkpoints(resume: true), null));
        Assert.Contains("training.learningRate was 0.02 and is 0.1", options.Message);
        using var model = Model();
        var data = Assert.Throws<CheckpointException>(() => Trainer(Options, Checkpoints(resume: true)).Fit(model, ToyData.Rings(48, seed: 2), Split));
        Assert.Contains("data was", data.Message);
        Assert.True(model.NeedsScaler);
    }

    [Fact]
    public void Fit_DamagedNewestCheckpoint_TakesTheOneBefore()
    {
        var whole = Run(Options, null, null);
        Assert.Throws<OperationCanceledException>(() => Run(Options, Checkpoints(resume: false) with { EverySteps = 1 }, 7));
        var tensors = Directory.GetFiles(_folder, "*.safetensors").Order().ToArray();
        Assert.Equal(2, tensors.Length);
        var bytes = File.ReadAllBytes(tensors[1]);
        bytes[^1] ^= 1;
        File.WriteAllBytes(tensors[1], bytes);
        File.WriteAllText(Path.Combine(_folder, ".step-00000009.json.x.tmp"), "left by a killed process");
        Assert.Equal(whole, Run(Options, Checkpoints(resume: true), null));
        Assert.Empty(Directory.GetFiles(_folder, ".step*"));
        foreach (var file in Directory.GetFiles(_folder, "*.safetensors")) File.WriteAllBytes(file, [1]);
        Assert.Contains("No checkpoint in", Assert.Throws<CheckpointException>(() => Run(Options, Checkpoints(resume: true), null)).Message);
    }

    [Fact]
    public void Fit_UnwritableFolder_SaysSoAndKeepsTheLastGood()
    {
        var file = Path.Combine(_folder, "file");
        File.WriteAllText(file, "");
        var error = Assert.Throws<CheckpointException>(() => Run(Options, Checkpoints(resume: false) with { Folder = Path.Combine(file, "below") }, 4));
        Assert.Contains("cannot be written", error.Message);
    }

    [Fact]
    public void Fit_NotResumed_RemovesOldCheckpoints()
    {
        Run(Options, Checkpoints(resume: false) with { EverySteps = 1 }, null);
        Run(Options with { Epochs = 1 }, Checkpoints(resume: false), null);
        Assert.Equal(["step-00000003-000001.json"], Directory.GetFiles(_folder, "*.json").Select(file => Path.GetFileName(file)));
    }

    /// <summary>Outputs, losses and the number of epochs of a run, stopped after so many steps of this process's count.</summary>
    private static float[] Run(TrainerOptions options, CheckpointOptions? checkpoints, int? stopAfter)
    {
        using var model = Model();
        using var cancellation = new CancellationTokenSource();
        var steps = checkpoints is { Resume: true } && stopAfter is not null ? DoneSteps(checkpoints.Folder) : 0;
        var progress = new Reports(report =>
        {
            if (report.Completed is null && ++steps == stopAfter) cancellation.Cancel();
        });
        var result = Trainer(options, checkpoints).Fit(model, Data, Split, progress, cancellation.Token);
        return [.. Evaluator.Predict(model, Data).Outputs, .. result.History.SelectMany(e => (float[])[(float)e.Train.Loss, (float)e.Validation!.Loss]), result.History.Count];
    }

    private static int DoneSteps(string folder) =>
        int.Parse(Path.GetFileName(Directory.GetFiles(folder, "*.json").Max()!).Split('-')[1], System.Globalization.CultureInfo.InvariantCulture);

    private static Trainer Trainer(TrainerOptions options, CheckpointOptions? checkpoints) => new(options) { Checkpoints = checkpoints };

    private CheckpointOptions Checkpoints(bool resume) => new() { Folder = _folder, Resume = resume };

    private static SequenceGraphModel Model() => new(new SequenceGraphModelOptions
    {
        NodeShape = [4],
        Outputs = 2,
        Standardize = true,
        InputNoise = 0.1,
        HiddenSize = 8,
        Layers = 2,
        Norm = NormKind.Batch,
        HeadDropout = 0.3,
    }, seed: 5);

    private sealed class Reports(Action<TrainingProgress> action) : IProgress<TrainingProgress>
    {
        public void Report(TrainingProgress value) => action(value);
    }
}
