using GraphSeq.Training.Metrics;

namespace GraphSeq.Tests.Training.Metrics;

public class ConfusionMatrixTests
{
    [Fact]
    public void Metrics_HandMadePairs_MatchHandComputedValues()
    {
        // Class 0: 2 of 3 found; class 1: 1 of 2 found; class 2: 0 of 1 found; class 3 neither occurs nor is predicted.
        var confusion = new ConfusionMatrix([0, 0, 0, 1, 1, 2], [0, 0, 1, 1, 2, 0], 4);
        Assert.Equal([[2, 1, 0, 0], [0, 1, 1, 0], [1, 0, 0, 0], [0, 0, 0, 0]], confusion.ToRows());
        Assert.Equal(1, confusion[1, 2]);
        Assert.Equal(6, confusion.Total);
        Assert.Equal(3.0 / 6, confusion.Accuracy, 15);
        Assert.Equal((2.0 / 3 + 1.0 / 2 + 0) / 3, confusion.BalancedAccuracy, 15);
        Assert.Equal((4.0 / 6 + 2.0 / 4 + 0) / 3, confusion.MacroF1, 15);
    }

    [Fact]
    public void Constructor_ClassOutOfRangeOrUnequalLengths_Throws()
    {
        Assert.Contains("row 1 has classes 2 and 0 but they must be in [0, 2)",
            Assert.Throws<ArgumentException>(() => new ConfusionMatrix([0, 2], [0, 0], 2)).Message);
        Assert.Throws<ArgumentException>(() => new ConfusionMatrix([0], [0, 0], 2));
    }
}
