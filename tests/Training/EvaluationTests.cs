using GraphSeq.Datasets;
using GraphSeq.Training;

namespace GraphSeq.Tests.Training;

public class EvaluationTests
{
    private static readonly float Ln3 = MathF.Log(3);

    [Fact]
    public void Of_Classes_MatchesHandComputedValues()
    {
        var targets = Targets.OfClasses([1, 0, 1], ["a", "b"]);
        var predictions = new Predictions(TaskKind.Classification, [2, 0], 2, [0, Ln3, 0, 1000]);
        var evaluation = Evaluation.Of(predictions, targets);
        Assert.Equal(2, evaluation.Rows);
        Assert.Equal(Math.Log(4.0 / 3) / 2, evaluation.Loss, 6);
        Assert.Equal(1, evaluation.Accuracy);
        Assert.Equal(1, evaluation.MainMetric);
        Assert.Equal([[0, 0], [0, 2]], evaluation.ConfusionMatrix!);
        Assert.Equal(0.125, evaluation.CalibrationError!.Value, 6);             // confidences 0.75 and 1, both right
        Assert.Null(evaluation.Auroc);                                          // every row is of class 1
        Assert.Equal([1L, 1], predictions.ToClasses());
        Assert.Equal([0.25, 0.75, 0, 1], predictions.ToProbabilities().Select(p => Math.Round(p, 6)));
    }

    [Fact]
    public void Of_Labels_MatchesHandComputedValues()
    {
        var predictions = new Predictions(TaskKind.MultiLabelClassification, [1], 2, [Ln3, -1000]);
        var evaluation = Evaluation.Of(predictions, Targets.OfValues([0, 0, 1, 1], ["a", "b"], multiLabel: true));
        Assert.Equal((Math.Log(4.0 / 3) + 1000) / 2, evaluation.Loss, 6);
        Assert.Equal(0.5, evaluation.Accuracy);
        Assert.Equal(0, evaluation.ExactMatch);
        Assert.Equal(0.75, predictions.ToProbabilities()[0], 6);
    }

    [Fact]
    public void Of_ClassesAndLabels_HaveTheAreaUnderTheCurve()
    {
        var classes = new Predictions(TaskKind.Classification, [0, 1, 2], 2, [0, 1, 0, 3, 0, 2]);
        Assert.Equal(0.5, Evaluation.Of(classes, Targets.OfClasses([0, 0, 1], ["a", "b"])).Auroc!.Value, 12);   // 2 beats 1, not 3
        var labels = new Predictions(TaskKind.MultiLabelClassification, [0, 1], 2, [1, 5, 2, 5]);
        Assert.Equal(0, Evaluation.Of(labels, Targets.OfValues([1, 1, 0, 1], ["a", "b"], multiLabel: true)).Auroc!.Value, 12);
    }

    [Fact]
    public void Of_Values_MatchesHandComputedValues()
    {
        var evaluation = Evaluation.Of(new Predictions(TaskKind.Regression, [0, 1], 1, [1, 4]), Targets.OfValues([1, 3], ["y"]));
        Assert.Equal((0.5, 0.5, 0.5), (Math.Round(evaluation.Loss, 12), evaluation.MeanAbsoluteError, Math.Round(evaluation.R2!.Value, 12)));
        Assert.Null(evaluation.Accuracy);
    }

    [Fact]
    public void Of_OtherTaskOrNoRows_Throws()
    {
        var targets = Targets.OfClasses([0], ["a", "b"]);
        Assert.Throws<ArgumentException>(() => Evaluation.Of(new Predictions(TaskKind.Regression, [0], 2, [1, 1]), targets));
        Assert.Contains("no rows",
            Assert.Throws<ArgumentException>(() => Evaluation.Of(new Predictions(TaskKind.Classification, [], 2, []), targets)).Message);
    }
}
