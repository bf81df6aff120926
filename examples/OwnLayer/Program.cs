using System.Globalization;
using GraphSeq.Datasets;
using GraphSeq.Encoders;
using GraphSeq.Examples.OwnLayer;
using GraphSeq.Models;
using GraphSeq.Training;

// A layer of one's own (GatedMeanConv.cs) gets a name, and a model is built with it like with any other; beside it, the same model with GCN layers.
// The sample's classes differ in who neighbours whom. Pass a number of epochs, or leave it out for 20;
// the learning curves go to own-layer-*.png.
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
GraphConvolutions.Register("gated-mean", (inChannels, outChannels, _) => new GatedMeanConv(inChannels, outChannels));

var data = SampleDataset.Load();
var split = Splits.Stratified(data, trainFraction: 0.8, validationFraction: 0.1, seed: 1);
var trainer = new Trainer(new() { Epochs = int.Parse(args.FirstOrDefault("20"), CultureInfo.InvariantCulture), LearningRate = 5e-3 });
foreach (var kind in new[] { "gcn", "gated-mean" })
{
    using var model = new SequenceGraphModel(new()
    {
        NodeShape = [21],
        Outputs = 2,
        Encoder = new() { Input = SignalShape.Series(time: 7, channels: 3), HiddenSize = 32 },
        Convolution = new() { Kind = kind },
        Layers = 2,
        HiddenSize = 32,
        Readout = ReadoutKind.Max,
    }, seed: 1);
    var result = trainer.Fit(model, data, split);
    LearningCurvePlot.Save($"own-layer-{kind}.png", result.History, $"{kind} on {data.Name}");
    Console.WriteLine($"{kind,-10}  {result.Parameters} parameters  loss {result.History[0].Train.Loss:0.00} -> {result.History[^1].Train.Loss:0.00}  "
        + $"test accuracy {result.Test!.Accuracy:0.00} on {split.Test.Count} graphs");
}
