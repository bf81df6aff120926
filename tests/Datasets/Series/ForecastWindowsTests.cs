using GraphSeq.Datasets;
using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Datasets.Series;

/// <summary>Windows of a series: which steps they see and foretell, where parts end, what fills gaps.</summary>
public class ForecastWindowsTests
{
    [Fact]
    public void ToWindows_HistoryAndHorizon_StandSideBySide()
    {
        using var scope = NewDisposeScope();
        var windows = Counting(10).ToWindows(new() { History = 3, Horizon = 2, TrainFraction = 0.5, ValidationFraction = 0 });
        Assert.Equal([0, 5], windows.FirstSteps);
        Assert.Equal([0], windows.Split.Train);
        Assert.Empty(windows.Split.Validation);
        Assert.Equal([1], windows.Split.Test);
        using var batch = windows.Dataset.Batch([1]);
        // Steps 5, 6, 7 of node 0 (step) and node 1 (step + 100), then 8 and 9.
        TensorAssert.Values([5, 6, 7, 105, 106, 107], batch.X!);
        Assert.Equal([2L, 3, 1], batch.X!.shape);
        TensorAssert.Values([8, 9, 108, 109], batch.Y!);
        Assert.True(batch.HasNodeTargets);
        Assert.Equal(["speed t+1", "speed t+2"], windows.Dataset.Targets.Names);
        Assert.Null(batch.Lengths);
    }

    [Fact]
    public void ToWindows_AnyFractions_LetsNoWindowReachOverABorder()
    {
        foreach (var (train, validation, stride) in new[] { (0.7, 0.1, 1), (0.6, 0.2, 2), (0.5, 0.25, 3), (0.34, 0.33, 5) })
        {
            var windows = Counting(101).ToWindows(new() { History = 4, Horizon = 3, Stride = stride, TrainFraction = train, ValidationFraction = validation });
            foreach (var (part, steps) in new[]
                { (windows.Split.Train, windows.TrainSteps), (windows.Split.Validation, windows.ValidationSteps), (windows.Split.Test, windows.TestSteps) })
            {
                Assert.NotEmpty(part);
                foreach (var window in part)
                {
                    using var batch = windows.Dataset.Batch([window]);
                    var (seen, foretold) = (Steps(batch.X!), Steps(batch.Y!));
                    Assert.True(seen[0] >= steps.Start.Value && foretold[^1] < steps.End.Value, $"window {window} of {steps} has steps {seen[0]} to {foretold[^1]}");
                    Assert.Equal(Enumerable.Range(windows.FirstSteps[window], 7), seen.Concat(foretold));
                }
                Assert.All(part.Zip(part.Skip(1)), pair => Assert.Equal(stride, windows.FirstSteps[pair.Second] - windows.FirstSteps[pair.First]));
            }
            Assert.Equal(0, windows.TrainSteps.Start.Value);
            Assert.Equal(windows.TrainSteps.End, windows.ValidationSteps.Start);
            Assert.Equal(windows.ValidationSteps.End, windows.TestSteps.Start);
            Assert.Equal(101, windows.TestSteps.End.Value);
        }

        static int[] Steps(Tensor x) => [.. HostTensors.ToArray<float>(x.flatten(1)[0]).Select(value => (int)value)];
    }

    [Fact]
    public void ToWindows_MissingValues_AreFilledFromBeforeAndMaskedInTargets()
    {
        using var scope = NewDisposeScope();
        // Node 0: gap 2 gap 4 5 gap 7 8; node 1: always missing but for step 7, which is not in the training part.
        float n = float.NaN;
        var series = Series([n, n, 2, n, n, n, 4, n, 5, n, n, n, 7, n, 8, 90]);
        var windows = series.ToWindows(new() { History = 2, Horizon = 2, TrainFraction = 0.5, ValidationFraction = 0, ObservedChannels = true });
        Assert.Equal([2L, 2], windows.Dataset.NodeShape.ToArray());
        Assert.Equal(["speed", "speed observed"], windows.Dataset.FeatureNames);
        using var train = windows.Dataset.Batch([0]);
        // The training part is steps 0 to 3, where node 0 has mean 3; node 1 has no value there, so it gets that of its channel.
        TensorAssert.Values([3, 0, 2, 1, 3, 0, 3, 0], train.X!);
        TensorAssert.Values([n, 4, n, n], train.Y!);
        using var test = windows.Dataset.Batch([1]);
        TensorAssert.Values([5, 1, 5, 0, 3, 0, 3, 0], test.X!);                     // step 5 of node 0 is missing: step 4 stands for it
        TensorAssert.Values([7, 8, n, 90], test.Y!);
    }

    [Fact]
    public void ToWindows_ChangedFuture_ChangesNothingSeenInTraining()
    {
        var (values, changed) = (Values(40), Values(40));
        for (var i = 28 * 2; i < changed.Length; i++) changed[i] = i % 3 == 0 ? float.NaN : -1000;
        var options = new ForecastWindowOptions { History = 4, Horizon = 2, TrainFraction = 0.7, ValidationFraction = 0.15 };
        var (first, second) = (Series(values).ToWindows(options), Series(changed).ToWindows(options));
        Assert.Equal(first.Split.Train, second.Split.Train);
        foreach (var window in first.Split.Train)
        {
            using var scope = NewDisposeScope();
            using var one = first.Dataset.Batch([window]);
            using var other = second.Dataset.Batch([window]);
            TensorAssert.Same(one.X!, other.X!);
            TensorAssert.Same(one.Y!, other.Y!);
        }
    }

    [Fact]
    public void ToWindows_SeveralChannels_ForetellsTheFirstOnes()
    {
        using var scope = NewDisposeScope();
        var windows = Counting(10).WithPeriod(4).ToWindows(new() { History = 2, Horizon = 2, TrainFraction = 0.5, ValidationFraction = 0 });
        using var batch = windows.Dataset.Batch([0]);
        // Places 0 and 1 of a period of 4: sine 0 and 1, cosine 1 and 0.
        TensorAssert.Values([0, 0, 1, 1, 1, 0, 100, 0, 1, 101, 1, 0], batch.X!, 1e-6);
        TensorAssert.Values([2, 3, 102, 103], batch.Y!);
        var both = Counting(10).WithPeriod(4).ToWindows(new() { History = 2, Horizon = 2, TargetChannels = 2, TrainFraction = 0.5, ValidationFraction = 0 });
        using var two = both.Dataset.Batch([0]);
        TensorAssert.Values([2, 0, 3, -1, 102, 0, 103, -1], two.Y!, 1e-6);
        Assert.Equal(["speed t+1", "period sine t+1", "speed t+2", "period sine t+2"], both.Dataset.Targets.Names);
    }

    [Fact]
    public void ToWindows_Values_AreStoredOnce()
    {
        var windows = Counting(1000).ToWindows(new() { History = 50, Horizon = 50 });
        Assert.Equal(1000 * 2, windows.Dataset.Features.Length);
        Assert.Equal(2, windows.Dataset.NumEdges);
        Assert.True(windows.Dataset.NumGraphs > 700);
    }

    [Fact]
    public void Targets_OfWindows_AreTheSameRowByRowAndAllTogether()
    {
        var targets = Counting(20).ToWindows(new() { History = 2, Horizon = 3, TrainFraction = 0.5, ValidationFraction = 0.25 }).Dataset.Targets;
        var row = new float[3];
        List<float> rows = [];
        for (var i = 0; i < targets.Count; i++)
        {
            targets.CopyRow(i, row);
            rows.AddRange(row);
        }
        Assert.Equal(rows, targets.Values.ToArray());
        Assert.Throws<ArgumentOutOfRangeException>(() => targets.CopyRow(targets.Count, new float[3]));
    }

    [Fact]
    public void ToWindows_OptionsOutOfRange_SaysAllThatIsWrong()
    {
        var series = Counting(20);
        var error = Assert.Throws<ArgumentException>(() => series.ToWindows(new() { History = 0, Horizon = -1, Stride = 0, TrainFraction = 1, TargetChannels = 2 }));
        foreach (var problem in new[] { "History is 0", "Horizon is -1", "Stride is 0", "TrainFraction is 1", "TargetChannels is 2 but must be in [1, 1]" })
            Assert.Contains(problem, error.Message);
        Assert.Contains("the validation part has 2 steps, but a window needs 4",
            Assert.Throws<ArgumentException>(() => series.ToWindows(new() { History = 2, Horizon = 2 })).Message);
    }

    [Fact]
    public void Constructor_ValuesThatDoNotFit_SaysWhy()
    {
        Assert.Contains("5 values do not fill steps of 2 nodes and 1 channels", Assert.Throws<ArgumentException>(() => Series(new float[5])).Message);
        Assert.Contains("value 1 is infinite", Assert.Throws<ArgumentException>(() => Series([0, float.PositiveInfinity])).Message);
    }

    [Fact]
    public void MarkMissing_Zeros_BecomeNaN()
    {
        var series = Series([0, 1, 2, 0]).MarkMissing(value => value == 0);
        Assert.Equal([float.NaN, 1, 2, float.NaN], series.Values.ToArray());
    }

    /// <summary>Two nodes with an edge each way; node 0 has the number of the step, node 1 that plus 100.</summary>
    private static GraphTimeSeries Counting(int steps) => Series(Values(steps));

    private static float[] Values(int steps) => [.. Enumerable.Range(0, steps).SelectMany(step => new float[] { step, step + 100 })];

    private static GraphTimeSeries Series(float[] values) => new("series", values, SparseAdjacency.FromEdges([0, 1], [1, 0], 2), ["speed"]);
}
