using GraphSeq.Datasets;
using GraphSeq.Encoders;
using GraphSeq.Models;
using GraphSeq.Training;
var data = SampleDataset.Load();                                // or TUDataset.Load("ENZYMES")
var split = Splits.Stratified(data, trainFraction: 0.8, validationFraction: 0.1, seed: 1);
var encoder = new ConvRnnEncoderOptions { Input = SignalShape.Series(time: 7, channels: 3), HiddenSize = 32 };
using var model = new SequenceGraphModel(new() { NodeShape = [21], Outputs = 2, Encoder = encoder, Readout = ReadoutKind.Max });
var result = new Trainer(new() { Epochs = 20, LearningRate = 5e-3 }).Fit(model, data, split);
Console.WriteLine($"loss {result.History[0].Train.Loss:0.00} -> {result.History[^1].Train.Loss:0.00}, test accuracy {result.Test!.Accuracy:0.00}");
