using GraphSeq.Training.Metrics;

namespace GraphSeq.Tests.Training.Metrics;

public class CalibrationTests
{
    private static readonly double[] Probabilities = [0.9, 0.1, 0.1, 0.9, 0.6, 0.4];

    [Fact]
    public void ExpectedError_ThreeRows_MatchesHandComputedValue()
    {
        // (0.8, 0.9]: confidence 0.9, one of two right; (0.5, 0.6]: confidence 0.6, right.
        Assert.Equal((2 * 0.4 + 1 * 0.4) / 3, Calibration.ExpectedError(Probabilities, 2, [0, 0, 0], bins: 10), 12);
        Assert.Equal(0, Calibration.ExpectedError([1, 0, 0, 1], 2, [0, 1]), 12);
    }

    [Fact]
    public void Bins_ThreeRows_HoldCountsMeansAndShares()
    {
        var bins = Calibration.Bins(Probabilities, 2, [0, 0, 0], bins: 10);
        Assert.Equal([0, 0, 0, 0, 0, 1, 0, 0, 2, 0], bins.Select(bin => bin.Count));
        Assert.Equal((0.9, 0.5), (Math.Round(bins[8].Confidence, 12), bins[8].Accuracy));
        Assert.Equal((0.5, 0.6), (bins[5].Lower, bins[5].Upper));
    }

    [Fact]
    public void Bins_UnequalLengths_Throws() =>
        Assert.Contains("6 probabilities for 2 rows of 2", Assert.Throws<ArgumentException>(() => Calibration.Bins(Probabilities, 2, [0, 0])).Message);
}
