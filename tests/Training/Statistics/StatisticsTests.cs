using GraphSeq.Training.Statistics;

namespace GraphSeq.Tests.Training.Statistics;

public class StatisticsTests
{
    [Fact]
    public void ScoreSummary_FourScores_MatchesTheTableOfStudentsDistribution()
    {
        var summary = ScoreSummary.Of([1, 2, 3, 4]);
        Assert.Equal((4, 2.5), (summary.Count, summary.Mean));
        Assert.Equal(Math.Sqrt(5.0 / 3), summary.StandardDeviation, 12);
        var half = 3.182446 * Math.Sqrt(5.0 / 3) / 2;                           // t of 97.5 % with 3 degrees of freedom
        Assert.Equal(2.5 - half, summary.Lower, 5);
        Assert.Equal(2.5 + half, summary.Upper, 5);
    }

    [Fact]
    public void ScoreSummary_OneScore_HasNoInterval()
    {
        var summary = ScoreSummary.Of([0.5]);
        Assert.Equal((0.5, 0), (summary.Mean, summary.StandardDeviation));
        Assert.True(double.IsNaN(summary.Lower) && double.IsNaN(summary.Upper));
        Assert.Throws<ArgumentException>(() => ScoreSummary.Of([]));
    }

    [Fact]
    public void Corrected_ThreeFolds_MatchesHandComputedValues()
    {
        // d = 0.1, 0, 0.15: mean 1/12, variance 7/1200; t = (1/12) / sqrt((1/3 + 1/2) 7/1200).
        var test = PairedTest.Corrected([0.8, 0.7, 0.9], [0.7, 0.7, 0.75], testToTrain: 0.5);
        var t = 1.0 / 12 / Math.Sqrt(5.0 / 6 * 7 / 1200);
        Assert.Equal(1.0 / 12, test.Difference, 12);
        Assert.Equal(t, test.T, 10);
        Assert.Equal(2, test.DegreesOfFreedom);
        Assert.Equal(1 - t / Math.Sqrt(2 + t * t), test.P, 10);                 // with 2 degrees of freedom, F(t) = 1/2 + t / (2 sqrt(2 + t^2))
    }

    [Fact]
    public void Corrected_Ratio_MakesTheTestMoreCareful()
    {
        double[] first = [0.8, 0.7, 0.9, 0.75], second = [0.7, 0.68, 0.75, 0.7];
        Assert.True(PairedTest.Corrected(first, second, 1.0 / 9).P > PairedTest.Corrected(first, second, 0).P);
    }

    [Fact]
    public void Corrected_NoSpread_IsCertainOrNothing()
    {
        Assert.Equal(1, PairedTest.Corrected([0.5, 0.5], [0.5, 0.5], 0.1).P, 12);
        Assert.Equal(0, PairedTest.Corrected([0.5, 0.5], [0.25, 0.25], 0.1).P, 12);
        Assert.Throws<ArgumentException>(() => PairedTest.Corrected([1, 2], [1], 0.1));
    }
}
