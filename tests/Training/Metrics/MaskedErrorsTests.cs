using GraphSeq.Training.Metrics;

namespace GraphSeq.Tests.Training.Metrics;

public class MaskedErrorsTests
{
    [Fact]
    public void Compute_GapsAndZeros_CountWhereTheyMay()
    {
        // Errors 1, 3 and 2 (the gap does not count); relative 1/2 and 3/4 (a true 0 does not count).
        var errors = MaskedErrors.Compute([2, 4, float.NaN, 0], [3, 1, 100, 2]);
        Assert.Equal(3, errors.Count);
        Assert.Equal(2, errors.MeanAbsoluteError, 12);
        Assert.Equal(Math.Sqrt(14.0 / 3), errors.RootMeanSquaredError, 12);
        Assert.Equal(0.625, errors.MeanAbsolutePercentageError, 12);
    }

    [Fact]
    public void Compute_NothingToCompare_IsNaN()
    {
        var errors = MaskedErrors.Compute([float.NaN], [1]);
        Assert.Equal((0, double.NaN, double.NaN), (errors.Count, errors.MeanAbsoluteError, errors.MeanAbsolutePercentageError));
        Assert.Throws<ArgumentException>(() => MaskedErrors.Compute([1], [1, 2]));
    }
}
