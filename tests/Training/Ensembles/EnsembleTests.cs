using GraphSeq.Datasets;
using GraphSeq.Training;
using GraphSeq.Training.Ensembles;

namespace GraphSeq.Tests.Training.Ensembles;

public class EnsembleTests
{
    private static readonly float Ln3 = MathF.Log(3);
    private static readonly Targets TwoClasses = Targets.OfClasses([0, 0, 0, 1], ["a", "b"]);

    [Fact]
    public void Average_TwoMembers_AveragesProbabilities()
    {
        var average = Ensemble.Average([Classes([0, 1], Ln3, 0, 5, 0), Classes([0, 1], 0, Ln3, 5, 0)]);
        Assert.Equal([0.5, 0.5], average.ToProbabilities()[..2].Select(p => Math.Round(p, 6)));
        Assert.Equal(1 / (1 + Math.Exp(-5)), average.ToProbabilities()[2], 6);
        var values = Ensemble.Average([new Predictions(TaskKind.Regression, [3], 1, [1]), new Predictions(TaskKind.Regression, [3], 1, [4])]);
        Assert.Equal([2.5f], values.Outputs);
        var labels = Ensemble.Average([new Predictions(TaskKind.MultiLabelClassification, [3], 1, [Ln3]), new Predictions(TaskKind.MultiLabelClassification, [3], 1, [0])]);
        Assert.Equal(0.625, labels.ToProbabilities()[0], 6);
    }

    [Fact]
    public void Average_OtherRows_Throws() =>
        Assert.Contains("different rows", Assert.Throws<ArgumentException>(() => Ensemble.Average([Classes([0], 1, 2), Classes([1], 1, 2)])).Message);

    [Fact]
    public void Temperature_EqualLogits_MakesConfidenceTheAccuracy()
    {
        // Three of four are right, so that sigmoid(2 / T) = 3/4 is best: T = 2 / ln 3.
        var predictions = Classes([0, 1, 2, 3], 2, 0, 2, 0, 2, 0, 2, 0);
        var temperature = TemperatureScaling.Fit(predictions, TwoClasses);
        Assert.Equal(2 / Math.Log(3), temperature, 3);
        Assert.Equal(0.75, TemperatureScaling.Apply(predictions, temperature).ToProbabilities()[0], 3);
    }

    [Fact]
    public void Abstention_FourRows_TakesTheLowestThresholdThatIsRightOftenEnough()
    {
        // Confidences 0.9 right, 0.8 wrong, 0.7 right, 0.6 wrong: the best 1, 2, 3 and 4 rows are right in 1, 1/2, 2/3 and 1/2 of the cases.
        var predictions = Classes([0, 1, 2, 3], Logit(0.9), 0, 0, Logit(0.8), Logit(0.7), 0, Logit(0.6), 0);
        Assert.Equal(0.7, Abstention.Choose(predictions, TwoClasses, 0.66), 6);
        Assert.Equal(0.9, Abstention.Choose(predictions, TwoClasses, 0.8), 6);
        var measured = Abstention.Measure(predictions, TwoClasses, 0.65);
        Assert.Equal((0.75, 2.0 / 3), (measured.Coverage, measured.Accuracy));
        var wrong = Classes([3], Logit(0.9), 0);
        Assert.True(Abstention.Choose(wrong, TwoClasses, 0.9) > 1);
    }

    private static float Logit(double p) => (float)Math.Log(p / (1 - p));

    private static Predictions Classes(int[] rows, params float[] logits) => new(TaskKind.Classification, rows, 2, logits);
}
