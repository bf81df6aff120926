using System.CommandLine;
using System.Globalization;
using GraphSeq.Datasets;
using GraphSeq.Encoders;
using GraphSeq.Models;
using GraphSeq.Training;
using GraphSeq.Training.Forecasting;

// How fast will traffic be in an hour? 207 loop detectors on the highways of Los Angeles tell the mean speed every five minutes, for a week. A model sees
// an hour of every detector, and foretells the next one: a GRU reads each detector's hour, graph layers pass on what it made of it along the roads.
// The week is cut by time: 70 % of it to learn from, 10 % to choose by, the rest, which no training window touches, to judge by.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
const int Hour = 12, Detector = 0;
var data = new Option<string?>("--data") { Description = "Folder that holds los-loop/, or timeseries/los-loop/." };
var epochs = new Option<int>("--epochs") { Description = "Passes over the training windows.", DefaultValueFactory = _ => 12 };
var stride = new Option<int>("--stride") { Description = "Steps from one window to the next.", DefaultValueFactory = _ => 1 };
var seed = new Option<long>("--seed") { Description = "The same seed gives the same numbers." };
var plot = new Option<string>("--plot") { Description = "Where the picture goes.", DefaultValueFactory = _ => "traffic.png" };
var command = new RootCommand("Foretells traffic on the highways of Los Angeles.") { data, epochs, stride, seed, plot };
command.SetAction(arguments =>
{
    GraphTimeSeries week;
    try
    {
        week = LosLoop.Load(new SeriesDatasetOptions { Folder = arguments.GetValue(data) });
    }
    catch (DatasetNotFoundException e)
    {
        Console.Error.WriteLine(e.Message);
        return 2;
    }
    var windows = week.WithPeriod(LosLoop.StepsPerDay).ToWindows(new() { History = Hour, Horizon = Hour, Stride = arguments.GetValue(stride) });
    var (dataset, test) = (windows.Dataset, windows.Split.Test);
    Console.WriteLine($"{week.NumSteps} steps of {week.NumNodes} detectors, {week.Adjacency.NumEdges} edges; windows: {windows.Split.Train.Count} to learn from, "
        + $"{windows.Split.Validation.Count} to choose by, {test.Count} to judge by");
    using var model = new SequenceGraphModel(new()
    {
        NodeShape = dataset.NodeShape.ToArray(),
        Outputs = dataset.NumOutputs,
        Standardize = true,
        StandardizeTargets = true,
        Encoder = new ConvRnnEncoderOptions { Input = SignalShape.Series(Hour, 3), HiddenSize = 48, Cell = RecurrentCell.Gru },
        FeatureSkip = true,
        Layers = 2,
        HiddenSize = 48,
        JumpingKnowledge = JumpingKnowledgeKind.Cat,
        Readout = ReadoutKind.None,
        HeadSizes = [64],
    }, arguments.GetValue(seed));
    var trainer = new Trainer(new()
    {
        Epochs = arguments.GetValue(epochs),
        BatchSize = 16,
        LearningRate = 3e-3,
        Schedule = new() { Kind = ScheduleKind.Cosine },
        RegressionLoss = RegressionLoss.MeanAbsoluteError,
        KeepBest = true,
        Seed = arguments.GetValue(seed),
    });
    trainer.Fit(model, dataset, windows.Split, new EpochLines());
    (string Name, Predictions Predictions)[] rows =
    [
        ("GRU + GCN", Evaluator.Predict(model, dataset, test)),
        ("last value", ForecastBaseline.LastValue(windows, test)),
        ("historical average", ForecastBaseline.HistoricalAverage(windows, test, LosLoop.StepsPerDay)),
    ];
    Console.WriteLine("\nmasked MAE [mph]     15 min  30 min  60 min");
    foreach (var (name, predictions) in rows)
        Console.WriteLine($"{name,-20} {string.Join("  ", new[] { 3, 6, 12 }.Select(step => $"{Forecasts.ErrorsAt(windows, predictions, step).MeanAbsoluteError,6:0.00}"))}");
    ForecastPlot.Save(arguments.GetValue(plot)!, windows, rows[..1], Detector, Hour, LosLoop.StepsPerDay, "day", $"Speed an hour ahead, detector {week.NodeNames[Detector]}");
    Console.WriteLine($"\npicture in {Path.GetFullPath(arguments.GetValue(plot)!)}");
    return 0;
});
return command.Parse(args).Invoke();
