using GraphSeq.Graph;
using GraphSeq.Graph.Normalization;
using GraphSeq.Graph.Readouts;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

/// <summary>What holds for every layer that sees which node belongs to which graph.</summary>
public class BatchedLayerTests
{
    private const int Channels = 3;

    private static readonly Dictionary<string, Func<nn.Module>> Normalizations = new()
    {
        ["LayerNorm graph"] = () => new LayerNorm(Channels),
        ["LayerNorm node"] = () => new LayerNorm(Channels, mode: LayerNormMode.Node),
        ["LayerNorm plain"] = () => new LayerNorm(Channels, affine: false),
        ["InstanceNorm"] = () => new InstanceNorm(Channels),
        ["InstanceNorm affine tracked"] = () => new InstanceNorm(Channels, affine: true, trackRunningStats: true),
        ["GraphNorm"] = () => new GraphNorm(Channels),
        ["PairNorm"] = () => new PairNorm(),
        ["PairNorm individually"] = () => new PairNorm(1.5, scaleIndividually: true),
    };

    private static readonly Dictionary<string, Func<nn.Module>> Readouts = new()
    {
        ["AttentionalAggregation"] = () => new AttentionalAggregation(nn.Linear(Channels, 1)),
        ["AttentionalAggregation nn"] = () => new AttentionalAggregation(nn.Linear(Channels, 4), nn.Linear(Channels, 4), 4),
        ["Set2Set"] = () => new Set2Set(Channels, 3),
        ["Set2Set two layers"] = () => new Set2Set(Channels, 2, numLayers: 2),
        ["SortAggregation"] = () => new SortAggregation(3),
        ["GlobalSumPool"] = () => new GlobalSumPool(),
        ["GlobalMeanPool"] = () => new GlobalMeanPool(),
        ["GlobalMaxPool"] = () => new GlobalMaxPool(),
        ["GlobalMeanMaxStdPool"] = () => new GlobalMeanMaxStdPool(),
    };

    public static TheoryData<string> NormalizationNames => [.. Normalizations.Keys];

    public static TheoryData<string> ReadoutNames => [.. Readouts.Keys];

    public static TheoryData<string> AllNames => [.. Normalizations.Keys, .. Readouts.Keys, "BatchNorm"];

    [Theory, MemberData(nameof(AllNames))]
    public void Backward_EveryParameter_MatchesCentralDifferences(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = Make(name);
        // Running statistics would move with every forward pass of a training batch, which changes nothing that is compared.
        var x = GraphExamples.Values(5, ScalarType.Float64, 8, Channels);
        using var index = new BatchIndex([0, 3, 4, 8]);
        FiniteDifferences.Check(layer, () => Call(layer, x, index), ("x", x));
    }

    [Theory, MemberData(nameof(NormalizationNames))]
    public void Backward_WithoutBatch_MatchesCentralDifferences(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = Make(name);
        var x = GraphExamples.Values(6, ScalarType.Float64, 5, Channels);
        FiniteDifferences.Check(layer, () => ((NormalizationLayer)layer).call(x), ("x", x));
    }

    [Theory, MemberData(nameof(AllNames))]
    public void Forward_PermutedNodesOfUnsortedBatch_PermutesOrKeepsRows(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = Make(name);
        var x = GraphExamples.Values(7, ScalarType.Float64, 9, Channels);
        var batch = tensor(new long[] { 0, 0, 0, 1, 2, 2, 2, 2, 2 });
        var order = tensor(new long[] { 8, 3, 0, 6, 1, 4, 2, 7, 5 });
        var expected = CallUnsorted(layer, x, batch);
        var actual = CallUnsorted(layer, x.index_select(0, order), batch.index_select(0, order));
        TensorAssert.Close(actual, layer is Readout ? expected : expected.index_select(0, order), 1e-12, name);
    }

    [Theory]
    [MemberData(nameof(NormalizationNames))]
    [MemberData(nameof(ReadoutNames))]
    public void Forward_Batch_EqualsItsGraphsOneByOne(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = Make(name);
        var x = GraphExamples.Values(8, ScalarType.Float64, 10, Channels);
        int[] ptr = [0, 4, 5, 10];
        using var index = new BatchIndex(ptr);
        var together = Call(layer, x, index);
        List<Tensor> alone = [];
        for (var g = 0; g + 1 < ptr.Length; g++)
        {
            using var single = BatchIndex.SingleGraph(ptr[g + 1] - ptr[g]);
            alone.Add(Call(layer, x[ptr[g]..ptr[g + 1]], single));
        }
        TensorAssert.Close(together, cat(alone, 0), 1e-12, name);
    }

    [Theory, MemberData(nameof(ReadoutNames))]
    public void Forward_EmptyGraphs_GiveFiniteRows(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = Make(name);
        foreach (var ptr in new int[][] { [0, 0, 2, 2], [0, 0], [0, 1] })
        {
            using var index = new BatchIndex(ptr);
            var x = GraphExamples.Values(9, ScalarType.Float64, ptr[^1], Channels).requires_grad_(true);
            var y = Call(layer, x, index);
            Assert.Equal([ptr.Length - 1, ((Readout)layer).OutputSize(Channels)], y.shape);
            y.sum().backward();
            Assert.True(y.isfinite().all().item<bool>() && (x.grad is null || x.grad.isfinite().all().item<bool>()), name);
        }
    }

    [Theory, MemberData(nameof(AllNames))]
    public void Forward_LeavesOnlyItsResultAlive(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = Make(name);
        using var index = new BatchIndex([0, 3, 4, 8]);
        PathAssert.LeavesOnlyItsResultAlive(x => Call(layer, x[0], index), GraphExamples.Values(5, ScalarType.Float64, 8, Channels));
        PathAssert.LeavesOnlyItsResultAlive(
            x => CallUnsorted(layer, x[0], x[1]), GraphExamples.Values(5, ScalarType.Float64, 4, Channels), tensor(new long[] { 1, 0, 1, 0 }));
    }

    [Theory, MemberData(nameof(AllNames))]
    public void Forward_AnyNumberOfThreads_GivesTheSameBits(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = Make(name);
        layer.to(ScalarType.Float32);
        using var index = new BatchIndex([0, 700, 701, 2000]);
        PathAssert.SameBitsOnAnyThreads(x => Call(layer, x[0], index), GraphExamples.Values(5, ScalarType.Float32, 2000, Channels));
    }

    [Theory, MemberData(nameof(AllNames))]
    public void To_Float64_MovesParametersAndBuffers(string name)
    {
        using var layer = New(name);
        layer.to(ScalarType.Float64);
        Assert.All(layer.parameters(), parameter => Assert.Equal(ScalarType.Float64, parameter.dtype));
        Assert.All(layer.state_dict().Where(entry => entry.Key.Contains("running")), entry => Assert.Equal(ScalarType.Float64, entry.Value.dtype));
    }

    [Theory, MemberData(nameof(AllNames))]
    public void Forward_IndexOfAnotherBatch_IsRefused(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = Make(name);
        using var index = new BatchIndex([0, 3, 5]);
        var refusal = Assert.Throws<ArgumentException>(() => Call(layer, GraphExamples.Values(1, ScalarType.Float64, 4, Channels), index));
        Assert.Contains("[4, ", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("[5, ", refusal.Message, StringComparison.Ordinal);
    }

    private static nn.Module New(string name) =>
        name == "BatchNorm" ? new BatchNorm(Channels) : Normalizations.Concat(Readouts).ToDictionary()[name]();

    private static Tensor Call(nn.Module layer, Tensor x, BatchIndex index) =>
        layer is Readout readout ? readout.call(x, index) : ((NormalizationLayer)layer).call(x, index);

    private static Tensor CallUnsorted(nn.Module layer, Tensor x, Tensor batch) =>
        layer is Readout readout ? readout.call(x, batch) : ((NormalizationLayer)layer).call(x, batch);

    /// <summary>In training mode, float64, with random parameters: ones and zeros would hide a factor that is left out.</summary>
    private static nn.Module Make(string name)
    {
        var layer = New(name);
        layer.to(ScalarType.Float64);
        using var guard = no_grad();
        foreach (var (seed, parameter) in layer.parameters().Index())
        {
            using var values = GraphExamples.Values(100 + seed, ScalarType.Float64, parameter.shape);
            parameter.copy_(values);
        }
        return layer;
    }
}
