using System.CommandLine;
using System.Globalization;
using GraphSeq.Datasets;
using GraphSeq.Models;
using GraphSeq.Training;

// Which class of enzyme is a protein? Each node of its graph is a piece of structure with 21 values. They are read as a small image, 7 steps of 3
// channels: two convolutions and an LSTM turn it into a vector, three GCN layers mix the vectors along the edges, and a readout judges the graph.
// Model and training are records of options: "with" varies any of them, and both can be written out from scratch.
const string Preset = "conv-lstm-gcn";
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var data = new Option<string?>("--data") { Description = "Folder that holds ENZYMES/ or ENZYMES.zip." };
var epochs = new Option<int>("--epochs") { Description = "Passes over the training graphs.", DefaultValueFactory = _ => 60 };
var seed = new Option<long>("--seed") { Description = "The same seed gives the same numbers." };
var folds = new Option<int>("--folds") { Description = "Train so many folds instead of one split.", DefaultValueFactory = _ => 1 };
var splits = new Option<string?>("--splits") { Description = "File of published folds; looked for beside the data." };
var plot = new Option<string>("--plot") { Description = "Where the learning curve goes.", DefaultValueFactory = _ => "enzymes-learning-curve.png" };
var command = new RootCommand("Trains Conv2d + LSTM, then GCN, on ENZYMES.") { data, epochs, seed, folds, splits, plot };
command.SetAction(arguments =>
{
    var dataset = Load(arguments.GetValue(data));
    var options = TrainingRecipes.For(Preset) with { Epochs = arguments.GetValue(epochs), Seed = arguments.GetValue(seed) };
    var trainer = new Trainer(options);
    if (arguments.GetValue(folds) > 1) RunFolds(trainer, dataset, arguments.GetValue(folds), FindSplits(arguments), arguments.GetValue(seed));
    else RunOnce(trainer, dataset, arguments.GetValue(seed), arguments.GetValue(plot)!);
});
return command.Parse(args).Invoke();

static GraphDataset Load(string? folder)
{
    try
    {
        return TUDataset.Load("ENZYMES", new TUDatasetOptions { Folder = folder });
    }
    catch (DatasetNotFoundException e)
    {
        Console.WriteLine($"{e.Message}\n\n*** ENZYMES is not here: training on the built-in SAMPLE instead. Its accuracy says nothing about enzymes. ***\n");
        return SampleDataset.Load();
    }
}

static SequenceGraphModel MakeModel(GraphDataset dataset, long seed) =>
    new(ModelPresets.Create(Preset, dataset.NodeShape.ToArray(), dataset.NumOutputs), seed);

static void RunOnce(Trainer trainer, GraphDataset dataset, long seed, string plot)
{
    using var model = MakeModel(dataset, seed);
    var split = Splits.Stratified(dataset, trainFraction: 0.8, validationFraction: 0.1, seed);
    var result = trainer.Fit(model, dataset, split, new EpochLines());
    LearningCurvePlot.Save(plot, result.History, $"Conv2d + LSTM, GCN on {dataset.Name}");
    Console.WriteLine($"test accuracy {100 * result.Test!.Accuracy:0.0} on {split.Test.Count} graphs; learning curve in {Path.GetFullPath(plot)}");
}

static void RunFolds(Trainer trainer, GraphDataset dataset, int folds, string? file, long seed)
{
    var splits = file is null ? Splits.KFold(dataset, folds, seed) : [.. Splits.ReadPublished(file, dataset.NumGraphs).Take(folds)];
    Console.WriteLine(file is null ? $"{folds} folds of our own, seed {seed}" : $"{splits.Count} published folds: {file}");
    var result = CrossValidation.Run(trainer, dataset, splits, fold => MakeModel(dataset, seed + fold),
        fold => Console.WriteLine($"fold {fold.Fold,2}: test accuracy {100 * fold.Result.Test!.Accuracy:0.0}"));
    Console.WriteLine($"mean test accuracy {100 * result.Mean:0.0} ± {100 * result.StandardDeviation:0.0} over {result.Folds.Count} folds");
}

string? FindSplits(ParseResult arguments)
{
    if (arguments.GetValue(splits) is { } named) return named;
    var root = arguments.GetValue(data) ?? Environment.GetEnvironmentVariable("GRAPHSEQ_DATA");
    return root is null ? null : new[] { ".", "splits", "../splits" }.Select(place => Path.Combine(root, place, "ENZYMES_splits.json")).FirstOrDefault(File.Exists);
}
