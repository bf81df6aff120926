using GraphSeq.Datasets;
using GraphSeq.Encoders;
using GraphSeq.Graph;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using GraphSeq.Training;
using GraphSeq.Training.Forecasting;

namespace GraphSeq.Tests.Training.Forecasting;

/// <summary>Forecasts, their errors and what they are compared with, on a series of two nodes worked out by hand.</summary>
public class ForecastsTests
{
    private const float N = float.NaN;

    /// <summary>Steps 0 to 9; node 1 misses steps 2 and 9.</summary>
    private static ForecastWindows Windows { get; } = Series([1, 10, 2, 20, 3, N, 5, 30, 8, 40, 1, 10, 2, 20, 3, 50, 6, 30, 9, N])
        .ToWindows(new() { History = 2, Horizon = 2, TrainFraction = 0.6, ValidationFraction = 0 });

    [Fact]
    public void LastValue_EveryStep_IsTheLastObservedOne()
    {
        var forecast = ForecastBaseline.LastValue(Windows, [1, 3]);
        Assert.Equal([2, 3, 6, 7], forecast.Rows);
        // Window 1 sees steps 1 and 2, where node 1 is missing at step 2; window 3, in the test part, steps 6 and 7.
        Assert.Equal([3, 3, 20, 20, 3, 3, 50, 50], forecast.Outputs);
    }

    [Fact]
    public void HistoricalAverage_PeriodOfThree_IsTheTrainingMeanOfThePlace()
    {
        var forecast = ForecastBaseline.HistoricalAverage(Windows, [3], 3);
        // Training steps 0 to 5. Place 0 (steps 0, 3): 3 and 20; place 1 (1, 4): 5 and 30; place 2 (2, 5): 2 and 10, step 2 of node 1 missing.
        // Window 3 foretells steps 8 and 9, places 2 and 0.
        Assert.Equal([2, 3, 10, 20], forecast.Outputs);
        Assert.Equal([20f / 6, 20f / 6, 22, 22], ForecastBaseline.HistoricalAverage(Windows, [3], 1).Outputs);
        // In a period of 9, place 8 is in no training step: the node's mean stands for it.
        Assert.Equal([20f / 6, 1, 22, 10], ForecastBaseline.HistoricalAverage(Windows, [3], 9).Outputs);
    }

    [Fact]
    public void ErrorsAt_StepsOfTheHorizon_AreTheirOwn()
    {
        var forecast = ForecastBaseline.LastValue(Windows, [3]);                    // 3 3 and 50 50, against 6 9 and 30 missing
        var (first, second) = (Forecasts.ErrorsAt(Windows, forecast, 1), Forecasts.ErrorsAt(Windows, forecast, 2));
        Assert.Equal((2, 11.5), (first.Count, first.MeanAbsoluteError));
        Assert.Equal(Math.Sqrt((9 + 400) / 2.0), first.RootMeanSquaredError, 6);
        Assert.Equal((0.5 + 20 / 30.0) / 2, first.MeanAbsolutePercentageError, 6);
        Assert.Equal((1, 6, 6), (second.Count, second.MeanAbsoluteError, second.RootMeanSquaredError));
        Assert.Throws<ArgumentException>(() => Forecasts.ErrorsAt(Windows, forecast, 3));
        Assert.Throws<ArgumentException>(() => Forecasts.ErrorsAt(Windows, forecast, 1, channel: 1));
    }

    [Fact]
    public void Of_OneNode_StandsInTheOrderOfTime()
    {
        var forecast = ForecastBaseline.LastValue(Windows, [2, 0, 1]);
        Assert.Equal([(3, 5, 2), (4, 8, 3), (5, 1, 5)], Forecasts.Of(Windows, forecast, node: 0, step: 2));
        Assert.Contains("there is no node 2", Assert.Throws<ArgumentException>(() => Forecasts.Of(Windows, forecast, 2, 1)).Message);
    }

    [Fact]
    public void Save_Plot_IsAPicture()
    {
        using var folder = new TemporaryFolder();
        ForecastPlot.Save(folder["p/plot.png"], Windows, [("last value", ForecastBaseline.LastValue(Windows, [0, 1, 2]))], node: 1, step: 1, title: "Two nodes");
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], File.ReadAllBytes(folder["p/plot.png"])[..4]);
    }

    [Fact]
    public void Fit_WindowsOfASineOnAPath_BeatsBothBaselines()
    {
        // Node 1 follows node 0 by three steps; gaps are frequent.
        var random = new SplitMix64(5);
        float Wave(int step) => 50 + 20 * MathF.Sin(step * 0.4f) + (float)random.NextGaussian();
        var values = new float[300 * 2];
        for (var step = 0; step < 300; step++) (values[step * 2], values[step * 2 + 1]) = (random.NextInt(10) == 0 ? N : Wave(step), Wave(step - 3));
        var windows = Series(values).ToWindows(new() { History = 8, Horizon = 3, ObservedChannels = true });
        using var model = new SequenceGraphModel(new()
        {
            NodeShape = [8, 2],
            Outputs = 3,
            Standardize = true,
            StandardizeTargets = true,
            Readout = ReadoutKind.None,
            Encoder = new ConvRnnEncoderOptions { Input = SignalShape.Series(8, 2), HiddenSize = 16, Cell = RecurrentCell.Gru },
            Layers = 1,
            HiddenSize = 16,
            JumpingKnowledge = JumpingKnowledgeKind.Cat,
        }, seed: 1);
        var result = new Trainer(new() { Epochs = 15, LearningRate = 0.01, RegressionLoss = RegressionLoss.MeanAbsoluteError }).Fit(model, windows.Dataset, windows.Split);
        var forecast = Evaluator.Predict(model, windows.Dataset, windows.Split.Test);
        var (own, last, average) = (Error(forecast), Error(ForecastBaseline.LastValue(windows, windows.Split.Test)), Error(ForecastBaseline.HistoricalAverage(windows, windows.Split.Test, 16)));
        Assert.True(own < 0.6 * last && own < 0.6 * average, $"{own} beside {last} and {average}");
        // Of the values that are not missing, in their own units, both tell the same.
        Assert.Equal(result.Test!.MeanAbsoluteError!.Value, Mean(forecast), 5);
        using var folder = new TemporaryFolder();
        ModelFile.Save(folder.Path, model);
        using var loaded = ModelFile.Load(folder.Path).Model;
        Assert.Equal(forecast.Outputs, Evaluator.Predict(loaded, windows.Dataset, windows.Split.Test).Outputs);

        double Error(Predictions predictions) => Forecasts.ErrorsAt(windows, predictions, 3).MeanAbsoluteError;

        double Mean(Predictions predictions)
        {
            var errors = Enumerable.Range(1, 3).Select(step => Forecasts.ErrorsAt(windows, predictions, step)).ToList();
            return errors.Sum(e => e.MeanAbsoluteError * e.Count) / errors.Sum(e => e.Count);
        }
    }

    private static GraphTimeSeries Series(float[] values) => new("series", values, SparseAdjacency.FromEdges([0, 1], [1, 0], 2), ["speed"]);
}
