using System.Text.Json;
using GraphSeq.Training;
using GraphSeq.Training.Optimizers;

namespace GraphSeq.Tests.Training;

public class TrainerOptionsTests
{
    [Fact]
    public void Constructor_ManyBadOptions_NamesThemAll()
    {
        var options = new TrainerOptions
        {
            Epochs = 0,
            BatchSize = -1,
            LearningRate = double.NaN,
            WeightDecay = -1,
            Momentum = 1,
            Beta2 = 2,
            Epsilon = 0,
            ClipNorm = 0,
            LabelSmoothing = 1,
            Patience = 0,
            AverageFrom = 1,
            KeepBest = true,
            Schedule = new LearningRateSchedule { WarmUp = 1, ClimbShare = 0 },
        };
        var message = Assert.Throws<ArgumentException>(() => new Trainer(options)).Message;
        string[] expected =
        [
            "Epochs is 0 but must be at least 1.", "BatchSize is -1", "LearningRate is NaN", "WeightDecay is -1", "Momentum is 1", "Beta2 is 2",
            "Epsilon is 0", "ClipNorm is 0", "LabelSmoothing is 1", "Patience is 0", "AverageFrom is 1",
            "AverageFrom and KeepBest both say", "Schedule.WarmUp is 1", "Schedule.ClimbShare is 0",
        ];
        Assert.StartsWith("TrainerOptions: ", message);
        foreach (var part in expected) Assert.Contains(part, message);
    }

    [Fact]
    public void Json_RoundTrip_KeepsEveryOption()
    {
        var options = new TrainerOptions
        {
            Epochs = 3,
            Optimizer = OptimizerKind.AdamW,
            Schedule = new() { Kind = ScheduleKind.OneCycle, ClimbShare = 0.2 },
            ClipNorm = 2,
            Monitor = MonitoredQuantity.Metric,
            SplitUnit = SplitUnit.Node,
            Patience = 5,
            AverageFrom = 0.75,
        };
        var json = JsonSerializer.Serialize(options);
        Assert.Contains("\"one-cycle\"", json);
        Assert.Equal(options, JsonSerializer.Deserialize<TrainerOptions>(json));
    }
}
