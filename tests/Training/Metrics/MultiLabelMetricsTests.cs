using GraphSeq.Training.Metrics;

namespace GraphSeq.Tests.Training.Metrics;

public class MultiLabelMetricsTests
{
    [Fact]
    public void Compute_ThreeRows_MatchesHandComputedValues()
    {
        // Rows: both right; first wrong; second wrong. Label 0: TP 1, FN 1. Label 1: TP 1, FP 1.
        var metrics = MultiLabelMetrics.Compute([1, 1, 1, 0, 0, 0], [2, 3, -1, -1, -1, 1], 2);
        Assert.Equal(1.0 / 3, metrics.ExactMatch, 15);
        Assert.Equal(4.0 / 6, metrics.LabelAccuracy, 15);
        Assert.Equal((2.0 / 3 + 2.0 / 3) / 2, metrics.MacroF1, 15);
    }
}
