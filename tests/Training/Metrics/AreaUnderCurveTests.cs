using GraphSeq.Training.Metrics;

namespace GraphSeq.Tests.Training.Metrics;

public class AreaUnderCurveTests
{
    [Fact]
    public void Binary_HandMadeScores_CountsPairs()
    {
        // Pairs of a positive and a negative row: 0.35 > 0.1, 0.8 > 0.1, 0.8 > 0.4, but 0.35 < 0.4. Scikit-learn's documentation has the same 0.75.
        Assert.Equal(0.75, AreaUnderCurve.Binary([0.1, 0.4, 0.35, 0.8], [false, false, true, true]), 15);
        Assert.Equal(0.5, AreaUnderCurve.Binary([0.3, 0.3], [true, false]), 15);
        // 3 ties of 1 positive with 2 negatives, and one negative below: (0.5 + 0.5 + 1) / 3.
        Assert.Equal(2.0 / 3, AreaUnderCurve.Binary([0.3, 0.3, 0.3, 0.1], [true, false, false, false]), 15);
        Assert.True(double.IsNaN(AreaUnderCurve.Binary([0.3, 0.4], [true, true])));
    }

    [Fact]
    public void OneVersusRest_ThreeClasses_AveragesThoseThatOccur()
    {
        // Class 0: the positive 0.6 beats 0.5 and 0.1: 1. Class 1: the positives 0.3 and 0.7 against 0.2: 1. Class 2 never occurs.
        double[] probabilities = [0.6, 0.2, 0.2, 0.5, 0.3, 0.2, 0.1, 0.7, 0.2];
        Assert.Equal(1, AreaUnderCurve.OneVersusRest(probabilities, 3, [0, 1, 1]), 15);
        // Class 0 now: the positive 0.5 beats 0.1 but not 0.6: 1/2. Class 1: the positives 0.2 and 0.7 against 0.3: 1/2.
        Assert.Equal(0.5, AreaUnderCurve.OneVersusRest(probabilities, 3, [1, 0, 1]), 15);
    }

    [Fact]
    public void Binary_UnequalLengths_Throws() =>
        Assert.Contains("1 scores but 2 truths", Assert.Throws<ArgumentException>(() => AreaUnderCurve.Binary([1], [true, false])).Message);
}
