using GraphSeq.Training.Metrics;

namespace GraphSeq.Tests.Training.Metrics;

public class RegressionMetricsTests
{
    [Fact]
    public void Compute_TwoColumns_MatchesHandComputedValues()
    {
        // Column 0: true 1, 3; predicted 2, 3; residual 1, spread 2. Column 1: true 0, 4; predicted 0, 2; residual 4, spread 8.
        var metrics = RegressionMetrics.Compute([1, 0, 3, 4], [2, 0, 3, 2], 2);
        Assert.Equal(3.0 / 4, metrics.MeanAbsoluteError, 15);
        Assert.Equal(Math.Sqrt(5.0 / 4), metrics.RootMeanSquaredError, 15);
        Assert.Equal(0.5, metrics.R2, 15);
    }

    [Theory]
    [InlineData(2f, 1)]
    [InlineData(3f, 0)]
    public void Compute_ConstantTarget_CountsOneOnlyWhenMet(float predicted, double expected) =>
        Assert.Equal(expected, RegressionMetrics.Compute([2, 2], [2, predicted], 1).R2);

    [Fact]
    public void Compute_UnequalLengths_Throws() => Assert.Throws<ArgumentException>(() => RegressionMetrics.Compute([1, 2, 3], [1, 2], 1));
}
