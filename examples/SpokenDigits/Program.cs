using System.CommandLine;
using System.Globalization;
using GraphSeq.Datasets;
using GraphSeq.Encoders;
using GraphSeq.Models;
using GraphSeq.Training;
using GraphSeq.Training.Optimizers;

// Which digit was spoken? A recording becomes a mel spectrogram, cut into windows of 16 frames that overlap: the nodes of a chain. Convolutions and a GRU
// read each window, graph layers pass on what was heard before and after, and a readout judges the recording.
// Two questions: recordings of speakers who are known (the official split), and speakers who were never heard, each held out once.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var data = new Option<string?>("--data") { Description = "Folder that holds the WAV files, or audio/fsdd/." };
var epochs = new Option<int>("--epochs") { Description = "Passes over the training recordings.", DefaultValueFactory = _ => 15 };
var copies = new Option<int>("--copies") { Description = "Altered copies of each training recording.", DefaultValueFactory = _ => 8 };
var speakers = new Option<int>("--speakers") { Description = "Speakers to hold out, one after the other.", DefaultValueFactory = _ => int.MaxValue };
var seed = new Option<long>("--seed") { Description = "The same seed gives the same numbers." };
var plot = new Option<string>("--plot") { Description = "Where the learning curve goes.", DefaultValueFactory = _ => "spoken-digits.png" };
var command = new RootCommand("Recognises spoken digits.") { data, epochs, copies, speakers, seed, plot };
command.SetAction(arguments =>
{
    LabelledAudio audio;
    try
    {
        audio = FsddDataset.Load(new FsddOptions { Folder = arguments.GetValue(data) });
    }
    catch (DatasetNotFoundException e)
    {
        Console.Error.WriteLine(e.Message);
        return 2;
    }
    Console.WriteLine($"{audio.Recordings.Count} recordings of {audio.Groups.Count} speakers");
    var known = Train(audio, FsddDataset.OfficialSplit(audio), arguments);
    LearningCurvePlot.Save(arguments.GetValue(plot)!, known.History, "Spoken digits, known speakers");
    Console.WriteLine($"known speakers: test accuracy {100 * known.Test!.Accuracy:0.0} on {known.Test.Rows} recordings; "
        + $"learning curve in {Path.GetFullPath(arguments.GetValue(plot)!)}");
    List<double> accuracies = [];
    foreach (var speaker in audio.Groups.Take(arguments.GetValue(speakers)))
    {
        var unknown = Train(audio, audio.HoldOut(speaker), arguments).Test!;
        accuracies.Add(100 * unknown.Accuracy!.Value);
        Console.WriteLine($"never heard {speaker}: test accuracy {accuracies[^1]:0.0} on {unknown.Rows} recordings");
    }
    Console.WriteLine($"unknown speakers: mean test accuracy {accuracies.Average():0.0} over {accuracies.Count} speakers");
    return 0;
});
return command.Parse(args).Invoke();

TrainingResult Train(LabelledAudio audio, Split split, ParseResult arguments)
{
    (audio, split) = AudioAugmentation.Extend(audio, split, new() { Copies = arguments.GetValue(copies), Speed = 0.1 });
    var graphs = AudioGraphs.ToGraphs(audio, new() { WindowFrames = 16, WindowHop = 8, Signal = AudioSignal.Image });
    var shape = graphs.NodeShape.ToArray();                                     // one channel, frames, mel bands
    using var model = new SequenceGraphModel(new()
    {
        NodeShape = shape,
        Outputs = graphs.NumOutputs,
        Encoder = new ConvRnnEncoderOptions
        {
            Input = SignalShape.Image(shape[0], shape[1], shape[2]),
            Convs = [new() { Channels = 16, Kernel = 3, Padding = 1, Pooling = Pooling.Max }, new() { Channels = 32, Kernel = 3, Padding = 1, Pooling = Pooling.Max }],
            Cell = RecurrentCell.Gru,
            HiddenSize = 64,
        },
        Convolution = new() { Kind = "sage" },
        Layers = 2,
        Norm = NormKind.Batch,
        Residual = true,
        JumpingKnowledge = JumpingKnowledgeKind.Cat,
        Readout = ReadoutKind.MeanMaxStd,
        HeadDropout = 0.4,
    }, arguments.GetValue(seed));
    return new Trainer(new()
    {
        Epochs = arguments.GetValue(epochs),
        BatchSize = 32,
        Optimizer = OptimizerKind.AdamW,
        LearningRate = 3e-3,
        WeightDecay = 1e-2,
        LabelSmoothing = 0.1,
        Schedule = new() { Kind = ScheduleKind.OneCycle },
        Seed = arguments.GetValue(seed),
    }).Fit(model, graphs, split);
}
