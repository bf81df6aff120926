using GraphSeq.Training;

namespace GraphSeq.Tests.Training;

public sealed class EpochLinesTests
{
    private static readonly Evaluation Classes = new() { Rows = 10, Loss = 1.79176, Accuracy = 0.25 };

    [Fact]
    public void Report_ClassificationWithValidation_WritesLossesAndAccuracies() => Assert.Equal(
        "epoch   3/120  loss 1.7918  accuracy 0.250  validation loss 0.5000  validation accuracy 0.875  lr 1.00e-3  0.13 s",
        EpochLines.Describe(new EpochRecord(3, Classes, Classes with { Loss = 0.5, Accuracy = 0.875 }, 1e-3, 0.126), 120));

    [Fact]
    public void Report_RegressionWithoutValidation_WritesErrorAndShareOfVariance() => Assert.Equal(
        "epoch 1/9  loss 4.0000  MAE 1.500  R² 0.600  lr 2.50e-4  10.00 s",
        EpochLines.Describe(new EpochRecord(1, new Evaluation { Rows = 2, Loss = 4, MeanAbsoluteError = 1.5, R2 = 0.6 }, null, 2.5e-4, 10), 9));

    [Fact]
    public void Report_EveryFifth_WritesThoseAndTheLast()
    {
        using var writer = new StringWriter();
        var lines = new EpochLines(writer, every: 5);
        for (var epoch = 1; epoch <= 12; epoch++)
        {
            lines.Report(new TrainingProgress(epoch, 12, 1, 1, 0.5, null));
            lines.Report(new TrainingProgress(epoch, 12, 1, 1, 0.5, new EpochRecord(epoch, Classes, null, 1e-3, 1)));
        }
        Assert.Equal(["epoch  5/12", "epoch 10/12", "epoch 12/12"], writer.ToString().TrimEnd().Split(Environment.NewLine).Select(line => line[..11]));
    }

    [Fact]
    public void Constructor_EveryZeroth_IsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() => new EpochLines(every: 0));
}
