using GraphSeq.Graph;
using GraphSeq.Graph.Normalization;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Normalization;

public class NormalizationTests
{
    /// <summary>Two graphs: nodes 0 and 1, node 2.</summary>
    private static readonly float[,] Features = { { 1, 4 }, { 3, 8 }, { 5, 5 } };

    [Fact]
    public void BatchNorm_Training_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        using var norm = new BatchNorm(1, eps: 0, momentum: 0.5);
        var y = norm.call(tensor(new float[,] { { 1 }, { 3 } }));           // mean 2, variance 1, unbiased variance 2
        TensorAssert.Values([-1, 1], y, 1e-6);
        TensorAssert.Values([1], norm.state_dict()["module.running_mean"], 1e-6);
        TensorAssert.Values([1.5f], norm.state_dict()["module.running_var"], 1e-6);
        norm.eval();
        TensorAssert.Values([0, 1.632993f], norm.call(tensor(new float[,] { { 1 }, { 3 } })), 1e-5);
    }

    [Fact]
    public void BatchNorm_InnerModuleInEvaluationMode_NormalisesByRunningStatistics()
    {
        using var scope = NewDisposeScope();
        using var norm = new BatchNorm(1, eps: 0, momentum: 0.5);
        norm.call(tensor(new float[,] { { 1 }, { 3 } }));
        norm.modules().OfType<TorchSharp.Modules.BatchNorm1d>().Single().eval();
        Assert.True(norm.training);
        TensorAssert.Values([0, 1.632993f], norm.call(tensor(new float[,] { { 1 }, { 3 } })), 1e-5);
        TensorAssert.Values([1], norm.state_dict()["module.running_mean"], 1e-6);
    }

    [Fact]
    public void BatchNorm_WithoutMomentum_KeepsTheMeanOverAllBatches()
    {
        using var scope = NewDisposeScope();
        using var norm = new BatchNorm(1, momentum: null);
        foreach (var mean in new float[] { 2, 4, 9 }) norm.call(tensor(new[,] { { mean - 1 }, { mean + 1 } }));
        TensorAssert.Values([5], norm.state_dict()["module.running_mean"], 1e-6);
        Assert.Equal(3, norm.state_dict()["module.num_batches_tracked"].item<long>());
    }

    [Fact]
    public void BatchNorm_OneNodeInTraining_SaysWhatToDo()
    {
        using var scope = NewDisposeScope();
        using var norm = new BatchNorm(2);
        var refusal = Assert.Throws<ArgumentException>(() => norm.call(ones(1, 2)));
        Assert.Contains("x is [1, 2]", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("allowSingleElement", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => new BatchNorm(2, trackRunningStats: false, allowSingleElement: true));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void BatchNorm_NoNodesInTraining_KeepsTheRunningStatistics(bool hasMomentum)
    {
        using var scope = NewDisposeScope();
        using var norm = new BatchNorm(2, momentum: hasMomentum ? 0.1 : null);
        Assert.Equal([0, 2], norm.call(ones(0, 2)).shape);
        TensorAssert.Values([0, 0], norm.state_dict()["module.running_mean"]);
        TensorAssert.Values([1, 1], norm.state_dict()["module.running_var"]);
        Assert.Equal(0, norm.state_dict()["module.num_batches_tracked"].item<long>());
    }

    [Fact]
    public void LayerNorm_GraphMode_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        using var norm = new LayerNorm(2, eps: 0.5);
        using var index = new BatchIndex([0, 2, 3]);
        // Graph 0: mean 4, variance (9 + 0 + 1 + 16) / 4 = 6.5, divisor sqrt(7). Graph 1: constant.
        var root = (float)Math.Sqrt(7);
        TensorAssert.Values([-3 / root, 0, -1 / root, 4 / root, 0, 0], norm.call(tensor(Features), index), 1e-6);
        // Without a batch the divisor is the deviation + eps, as in PyG.
        var divisor = (float)Math.Sqrt(6.5) + 0.5f;
        TensorAssert.Values([-3 / divisor, 0, -1 / divisor, 4 / divisor], norm.call(tensor(Features)[..2]), 1e-6);
    }

    [Fact]
    public void LayerNorm_ConstantGraph_HasFiniteGradient()
    {
        using var scope = NewDisposeScope();
        using var norm = new LayerNorm(2);
        var x = ones(3, 2).requires_grad_(true);
        norm.call(x).square().sum().backward();
        Assert.True(x.grad!.isfinite().all().item<bool>());
    }

    [Fact]
    public void InstanceNorm_Batch_MatchesHandComputedValuesAndTracksTheMeanOverGraphs()
    {
        using var scope = NewDisposeScope();
        using var norm = new InstanceNorm(2, eps: 0.5, momentum: 0.5, trackRunningStats: true);
        using var index = new BatchIndex([0, 2, 3]);
        var (a, b) = (1 / (float)Math.Sqrt(1.5), 2 / (float)Math.Sqrt(4.5));
        TensorAssert.Values([-a, -b, a, b, 0, 0], norm.call(tensor(Features), index), 1e-6);
        TensorAssert.Values([0.5f * (2 + 5) / 2, 0.5f * (6 + 5) / 2], norm.state_dict()["running_mean"], 1e-6);
        TensorAssert.Values([0.5f + 0.5f * 2 / 2, 0.5f + 0.5f * 8 / 2], norm.state_dict()["running_var"], 1e-6);
    }

    [Fact]
    public void GraphNorm_HalfTheMean_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        using var norm = new GraphNorm(1, eps: 0);
        norm.load_state_dict(new() { ["weight"] = tensor(new[] { 3f }), ["bias"] = ones(1), ["mean_scale"] = tensor(new[] { 0.5f }) });
        // Mean 4, so c = (0, 4), its mean square 8.
        TensorAssert.Values([1, 1 + 12 / (float)Math.Sqrt(8)], norm.call(tensor(new float[,] { { 2 }, { 6 } })), 1e-5);
    }

    [Fact]
    public void PairNorm_Batch_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        using var index = new BatchIndex([0, 2, 3]);
        using var together = new PairNorm(scale: 2, eps: 0.25);
        // Graph 0: c = (-1, -2), (1, 2), mean square length 5; graph 1: c = 0.
        var root = (float)Math.Sqrt(5.25);
        TensorAssert.Values([-2 / root, -4 / root, 2 / root, 4 / root, 0, 0], together.call(tensor(Features), index), 1e-6);
        using var each = new PairNorm(scale: 2, scaleIndividually: true, eps: 0.25);
        var length = (float)Math.Sqrt(5) + 0.25f;
        TensorAssert.Values([-2 / length, -4 / length, 2 / length, 4 / length, 0, 0], each.call(tensor(Features), index), 1e-6);
    }

    [Fact]
    public void ResetParameters_AfterTraining_RestoresTheStart()
    {
        using var scope = NewDisposeScope();
        var instance = new InstanceNorm(2, affine: true, trackRunningStats: true);
        NormalizationLayer[] norms = [new BatchNorm(2), instance, new LayerNorm(2), new GraphNorm(2), new PairNorm()];
        foreach (var norm in norms)
        {
            var start = norm.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.clone());
            norm.call(tensor(Features));
            using (no_grad())
                foreach (var parameter in norm.parameters()) parameter.add_(1);
            norm.ResetParameters();
            foreach (var (key, value) in norm.state_dict()) TensorAssert.Same(value, start[key], $"{norm.GetName()}.{key}");
            norm.Dispose();
        }
    }
}
