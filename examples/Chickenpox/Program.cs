using System.CommandLine;
using System.Globalization;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Training;
using GraphSeq.Training.Forecasting;

// How many children will have chickenpox next week? 20 counties of Hungary counted their cases for ten years. A recurrent cell whose gates are graph
// convolutions (GConvGRU) carries a state for each county from week to week, and looks at the neighbours' in every gate; then a linear layer says the number.
// The years are cut by time: 70 % to learn from, 10 % to choose by, the rest to judge by.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var data = new Option<string?>("--data") { Description = "Folder that holds chickenpox/, or timeseries/chickenpox/." };
var epochs = new Option<int>("--epochs") { Description = "Passes over the training windows.", DefaultValueFactory = _ => 40 };
var history = new Option<int>("--history") { Description = "Weeks that the model sees.", DefaultValueFactory = _ => 8 };
var seed = new Option<long>("--seed") { Description = "The same seed gives the same numbers." };
var plot = new Option<string>("--plot") { Description = "Where the picture goes.", DefaultValueFactory = _ => "chickenpox.png" };
var command = new RootCommand("Foretells weekly cases of chickenpox in the counties of Hungary.") { data, epochs, history, seed, plot };
command.SetAction(arguments =>
{
    GraphTimeSeries counties;
    try
    {
        counties = Chickenpox.Load(new SeriesDatasetOptions { Folder = arguments.GetValue(data) });
    }
    catch (DatasetNotFoundException e)
    {
        Console.Error.WriteLine(e.Message);
        return 2;
    }
    var windows = counties.WithPeriod(Chickenpox.WeeksPerYear).ToWindows(new() { History = arguments.GetValue(history), Horizon = 1 });
    var (dataset, test) = (windows.Dataset, windows.Split.Test);
    Console.WriteLine($"{counties.NumSteps} weeks of {counties.NumNodes} counties; windows: {windows.Split.Train.Count} to learn from, "
        + $"{windows.Split.Validation.Count} to choose by, {test.Count} to judge by");
    using var model = new SequenceGraphModel(new()
    {
        NodeShape = dataset.NodeShape.ToArray(),
        Outputs = dataset.NumOutputs,
        Standardize = true,
        StandardizeTargets = true,
        Order = ModelOrder.GraphRecurrent,
        GraphCell = GraphCellKind.GConvGRU,
        Layers = 1,
        HiddenSize = 16,
        HeadDropout = 0.2,
        Readout = ReadoutKind.None,
    }, arguments.GetValue(seed));
    var trainer = new Trainer(new()
    {
        Epochs = arguments.GetValue(epochs),
        LearningRate = 5e-3,
        Schedule = new() { Kind = ScheduleKind.Cosine },
        WeightDecay = 1e-3,
        Optimizer = GraphSeq.Training.Optimizers.OptimizerKind.AdamW,
        KeepBest = true,
        Seed = arguments.GetValue(seed),
    });
    var result = trainer.Fit(model, dataset, windows.Split, new EpochLines(every: 5));
    (string Name, Predictions Predictions)[] rows =
    [
        ("GConvGRU", Evaluator.Predict(model, dataset, test)),
        ("last value", ForecastBaseline.LastValue(windows, test)),
        ("mean of the week", ForecastBaseline.HistoricalAverage(windows, test, Chickenpox.WeeksPerYear)),
        ("mean of the county", ForecastBaseline.HistoricalAverage(windows, test, 1)),
    ];
    Console.WriteLine($"\nweights of epoch {result.WeightsEpoch}\n\nnext week               MSE     MAE");
    foreach (var (name, predictions) in rows)
    {
        var errors = Forecasts.ErrorsAt(windows, predictions, 1);
        Console.WriteLine($"{name,-20} {errors.RootMeanSquaredError * errors.RootMeanSquaredError,6:0.000}  {errors.MeanAbsoluteError,6:0.000}");
    }
    var budapest = counties.NodeNames.ToList().IndexOf("BUDAPEST");
    ForecastPlot.Save(arguments.GetValue(plot)!, windows, rows[..1], budapest, 1, Chickenpox.WeeksPerYear, "year", "Chickenpox in Budapest, foretold a week ahead");
    Console.WriteLine($"\npicture in {Path.GetFullPath(arguments.GetValue(plot)!)}");
    return 0;
});
return command.Parse(args).Invoke();
