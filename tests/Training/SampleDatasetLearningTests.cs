using GraphSeq.Datasets;
using GraphSeq.Encoders;
using GraphSeq.Models;
using GraphSeq.Training;

namespace GraphSeq.Tests.Training;

/// <summary>The built-in sample needs both halves of a model: the order of events in time, and who neighbours whom.</summary>
public class SampleDatasetLearningTests
{
    [Fact]
    public void Fit_EncoderAndGraphLayers_BeatEitherAlone()
    {
        var both = new SequenceGraphModelOptions
        {
            NodeShape = [SampleDataset.TimeSteps * SampleDataset.Channels],
            Outputs = 2,
            Encoder = new ConvRnnEncoderOptions { Input = SignalShape.Series(SampleDataset.TimeSteps, SampleDataset.Channels), HiddenSize = 32 },
            Readout = ReadoutKind.Max,
        };
        var (together, encoderAlone, graphAlone) = (TestAccuracy(both), TestAccuracy(both with { Layers = 0 }), TestAccuracy(both with { Encoder = null }));
        Assert.True(together > 0.93, $"encoder and graph layers reach only {together:0.00}");
        Assert.True(encoderAlone < 0.7, $"an encoder that is blind to edges reaches {encoderAlone:0.00}");
        Assert.True(graphAlone < together - 0.03, $"graph layers without the encoder reach {graphAlone:0.00}, both together {together:0.00}");
    }

    private static double TestAccuracy(SequenceGraphModelOptions options)
    {
        var data = SampleDataset.Load();
        var split = Splits.Stratified(data, trainFraction: 0.7, validationFraction: 0, seed: 1);
        using var model = new SequenceGraphModel(options);
        return new Trainer(new TrainerOptions { Epochs = 40, LearningRate = 5e-3 }).Fit(model, data, split).Test!.Accuracy!.Value;
    }
}
