using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

public class FeatureScalerTests
{
    [Fact]
    public void ToScaler_FlatFeatures_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        var statistics = new FeatureStatistics([2]);
        statistics.Add(tensor(new float[,] { { 1, 7 }, { 3, 7 } }));
        statistics.Add(tensor(new float[,] { { 5, 7 } }));
        statistics.Add(zeros(0, 2));
        using var scaler = statistics.ToScaler(clip: 1);
        Assert.Equal([3f, 7f], scaler.Means);
        Assert.Equal([MathF.Sqrt(8f / 3), 1f], scaler.Scales);
        TensorAssert.Values([-1, -1, 2 / MathF.Sqrt(8f / 3) > 1 ? 1 : 0, 0], scaler.call(tensor(new float[,] { { 1, 1 }, { 5, 7 } })), 1e-6);
        using var unlimited = new FeatureScaler(scaler.Means, scaler.Scales, [2], null);
        TensorAssert.Values([-MathF.Sqrt(1.5f), 0], unlimited.call(tensor(new float[,] { { 1, 7 } })), 1e-6);
    }

    [Fact]
    public void ToScaler_SeriesWithLengths_LeavesOutPaddingAndScalesPerChannel()
    {
        using var scope = NewDisposeScope();
        var statistics = new FeatureStatistics([3, 1]);
        statistics.Add(tensor(new float[,,] { { { 1 }, { 2 }, { 99 } }, { { 3 }, { 99 }, { 99 } } }), tensor(new long[] { 2, 1 }));
        using var scaler = statistics.ToScaler(null);
        Assert.Equal([2f], scaler.Means);
        Assert.Equal(MathF.Sqrt(2f / 3), scaler.Scales[0], 6);
        Assert.Equal([1, 3, 1], scaler.call(zeros(1, 3, 1)).shape);
    }

    [Theory]
    [InlineData(new long[] { 2, 3, 4 }, 2)]
    [InlineData(new long[] { 5, 2, 3, 4 }, 2)]
    public void ToScaler_Images_HasOneStatisticPerChannel(long[] nodeShape, int channels)
    {
        using var scope = NewDisposeScope();
        var x = randn([6, .. nodeShape]);
        var statistics = new FeatureStatistics(nodeShape);
        statistics.Add(x);
        using var scaler = statistics.ToScaler(null);
        Assert.Equal(channels, scaler.Means.Length);
        var y = scaler.call(x).movedim([nodeShape.Length == 3 ? 1 : 2], [0]).reshape(channels, -1);
        TensorAssert.Close(y.mean([1]), zeros(channels), 1e-6);
        TensorAssert.Close(y.square().mean([1]), ones(channels), 1e-5);
    }

    [Fact]
    public void ToScaler_LargeConstantWithRounding_HasScaleOne()
    {
        using var scope = NewDisposeScope();
        var statistics = new FeatureStatistics([1]);
        statistics.Add(full([100, 1], 16777217f));
        statistics.Add(full([3, 1], 16777217f));
        using var scaler = statistics.ToScaler(null);
        Assert.Equal([1f], scaler.Scales);
    }

    [Fact]
    public void Members_BadInput_SayWhatIsWrong()
    {
        using var scope = NewDisposeScope();
        var statistics = new FeatureStatistics([2]);
        Assert.Contains("no node features", Assert.Throws<InvalidOperationException>(() => statistics.ToScaler(null)).Message);
        Assert.Contains("x is [1, 3]", Assert.Throws<ArgumentException>(() => statistics.Add(zeros(1, 3))).Message);
        Assert.Contains("feature 1 has values that are not finite",
            Assert.Throws<ArgumentException>(() => statistics.Add(tensor(new[,] { { 1, float.NaN } }))).Message);
        Assert.Contains("2 means and 1 scales", Assert.Throws<ArgumentException>(() => new FeatureScaler([1, 1], [1], [2], null)).Message);
        Assert.Contains("above 0", Assert.Throws<ArgumentException>(() => new FeatureScaler([1], [0], [1], null)).Message);
        Assert.Contains("clip is -1", Assert.Throws<ArgumentException>(() => new FeatureScaler([1], [1], [1], -1)).Message);
        Assert.Contains("x is [1, 2] but must be [numNodes, 1]",
            Assert.Throws<ArgumentException>(() => new FeatureScaler([1], [1], [1], null).call(zeros(1, 2))).Message);
    }
}
