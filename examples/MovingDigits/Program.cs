using System.CommandLine;
using System.Globalization;
using GraphSeq.Datasets;
using GraphSeq.Encoders;
using GraphSeq.Models;
using GraphSeq.Training;
using GraphSeq.Training.Optimizers;

// Where does the digit go? Videos of digits that move straight on and bounce off the borders. Every frame is a graph of its own: the patches that are not
// black, each joined to its neighbours; nodes and edges change from frame to frame, and one label belongs to the whole sequence.
// Convolutions look at each patch and a GRU follows it through time; graph layers then pass messages along the edges of each frame.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var data = new Option<string?>("--data") { Description = "Folder that holds the t10k files of MNIST, or mnist/." };
var epochs = new Option<int>("--epochs") { Description = "Passes over the training videos.", DefaultValueFactory = _ => 20 };
var videos = new Option<int>("--videos") { Description = "Videos to make.", DefaultValueFactory = _ => 5000 };
var seed = new Option<long>("--seed") { Description = "The same seed gives the same numbers." };
var plot = new Option<string>("--plot") { Description = "Where the learning curve goes.", DefaultValueFactory = _ => "moving-digits.png" };
var command = new RootCommand("Tells where digits move.") { data, epochs, videos, seed, plot };
command.SetAction(arguments =>
{
    LabelledImages digits;
    try
    {
        digits = MnistDataset.LoadImages(new MnistOptions { Folder = arguments.GetValue(data), Part = MnistPart.Test });
    }
    catch (DatasetNotFoundException e)
    {
        Console.Error.WriteLine(e.Message);
        return 2;
    }
    var moving = MovingDigits.Generate(digits, new()
    {
        NumVideos = arguments.GetValue(videos),
        Frames = 8,
        FrameSize = 56,
        Target = MovingDigitTarget.Direction,
        Seed = arguments.GetValue(seed),
    });
    var sequences = VideoGraphs.ToSequences(moving, new PatchOptions { Size = 14, Neighbours = GridNeighbours.Eight, Positions = true });
    Console.WriteLine($"{moving.Count} videos of {moving.Frames} frames, {sequences.NumNodes} nodes that come and go");
    var split = Splits.Stratified(sequences, trainFraction: 0.7, validationFraction: 0.1, arguments.GetValue(seed));
    var shape = sequences.NodeShape.ToArray();                                  // frames of pixels and their two coordinates: [8, 3, 14, 14]
    using var model = new SequenceGraphModel(new()
    {
        NodeShape = shape,
        Outputs = sequences.NumOutputs,
        Encoder = new ConvRnnEncoderOptions
        {
            Input = SignalShape.ImageSequence(shape[0], shape[1], shape[2], shape[3]),
            Convs =
            [
                new() { Channels = 8, Kernel = 3, Padding = 1, Pooling = Pooling.Max },
                new() { Channels = 16, Kernel = 3, Padding = 1, Pooling = Pooling.Max },
            ],
            Cell = RecurrentCell.Gru,
            HiddenSize = 48,
        },
        Layers = 2,
        Norm = NormKind.Batch,
        Residual = true,
        Readout = ReadoutKind.MeanMaxStd,
    }, arguments.GetValue(seed));
    var trainer = new Trainer(new()
    {
        Epochs = arguments.GetValue(epochs),
        BatchSize = 32,
        Optimizer = OptimizerKind.AdamW,
        LearningRate = 4e-3,
        Schedule = new() { Kind = ScheduleKind.OneCycle },
        Seed = arguments.GetValue(seed),
    });
    var result = trainer.Fit(model, sequences, split, new EpochLines());
    LearningCurvePlot.Save(arguments.GetValue(plot)!, result.History, "Where digits move");
    Console.WriteLine($"test accuracy {100 * result.Test!.Accuracy:0.0} on {split.Test.Count} videos, one direction in eight; "
        + $"learning curve in {Path.GetFullPath(arguments.GetValue(plot)!)}");
    return 0;
});
return command.Parse(args).Invoke();
