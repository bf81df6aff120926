using System.CommandLine;
using System.Globalization;
using GraphSeq.Datasets;
using GraphSeq.Encoders;
using GraphSeq.Models;
using GraphSeq.Training;
using GraphSeq.Training.Optimizers;

// Which digit is it? An image is cut into 4 × 4 patches of 7 × 7 pixels: the nodes of a graph, each joined to its eight neighbours. Two convolutions and
// a GRU, which reads a patch row by row, make a vector of each; graph layers pass the vectors on, and a readout judges the image.
// The ten thousand test images of MNIST are enough: 80 % of them to learn from, 5 % to watch, 15 % to judge by.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var data = new Option<string?>("--data") { Description = "Folder that holds the t10k files of MNIST, or mnist/." };
var epochs = new Option<int>("--epochs") { Description = "Passes over the training images.", DefaultValueFactory = _ => 12 };
var images = new Option<int>("--images") { Description = "Take only the first images.", DefaultValueFactory = _ => int.MaxValue };
var seed = new Option<long>("--seed") { Description = "The same seed gives the same numbers." };
var plot = new Option<string>("--plot") { Description = "Where the learning curve goes.", DefaultValueFactory = _ => "mnist-patches.png" };
var command = new RootCommand("Reads digits as graphs of patches.") { data, epochs, images, seed, plot };
command.SetAction(arguments =>
{
    GraphDataset digits;
    try
    {
        digits = MnistDataset.Load(new MnistOptions
        {
            Folder = arguments.GetValue(data),
            Part = MnistPart.Test,
            Patches = new PatchOptions { Size = 7, Neighbours = GridNeighbours.Eight, Positions = true },
        });
    }
    catch (DatasetNotFoundException e)
    {
        Console.Error.WriteLine(e.Message);
        return 2;
    }
    var split = Splits.Stratified(digits, trainFraction: 0.8, validationFraction: 0.05, arguments.GetValue(seed));
    var most = arguments.GetValue(images);
    split = new Split([.. split.Train.Take(most)], [.. split.Validation.Take(most)], [.. split.Test.Take(most)]);
    var shape = digits.NodeShape.ToArray();                                     // pixels and their two coordinates: [3, 7, 7]
    using var model = new SequenceGraphModel(new()
    {
        NodeShape = shape,
        Outputs = digits.NumOutputs,
        Standardize = true,
        Encoder = new ConvRnnEncoderOptions
        {
            Input = SignalShape.Image(shape[0], shape[1], shape[2]),
            Convs = [new() { Channels = 16, Kernel = 3, Padding = 1 }, new() { Channels = 32, Kernel = 3, Padding = 1 }],
            Cell = RecurrentCell.Gru,
            HiddenSize = 48,
        },
        Convolution = new() { Kind = "sage" },
        Norm = NormKind.Batch,
        Residual = true,
        JumpingKnowledge = JumpingKnowledgeKind.Cat,
        Readout = ReadoutKind.MeanMaxStd,
        HeadDropout = 0.3,
    }, arguments.GetValue(seed));
    var trainer = new Trainer(new()
    {
        Epochs = arguments.GetValue(epochs),
        BatchSize = 64,
        Optimizer = OptimizerKind.AdamW,
        LearningRate = 4e-3,
        WeightDecay = 1e-2,
        Schedule = new() { Kind = ScheduleKind.OneCycle },
        Seed = arguments.GetValue(seed),
    });
    var result = trainer.Fit(model, digits, split, new EpochLines());
    LearningCurvePlot.Save(arguments.GetValue(plot)!, result.History, "Digits as graphs of patches");
    Console.WriteLine($"test accuracy {100 * result.Test!.Accuracy:0.0} on {split.Test.Count} images, {result.Parameters} parameters; "
        + $"learning curve in {Path.GetFullPath(arguments.GetValue(plot)!)}");
    return 0;
});
return command.Parse(args).Invoke();
