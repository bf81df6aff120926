using GraphSeq.Graph;
using GraphSeq.Graph.Readouts;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Readouts;

public class AggregationReadoutTests
{
    [Fact]
    public void AttentionalAggregation_TwoGraphs_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        using var readout = new AttentionalAggregation(nn.Linear(1, 1, hasBias: false));
        readout.load_state_dict(new() { ["gate_nn.weight"] = ones(1, 1) });
        using var index = new BatchIndex([0, 2, 3]);
        // Graph 0: scores 0 and ln 3, so weights 1/4 and 3/4.
        var x = tensor(new[,] { { 0 }, { (float)Math.Log(3) }, { 7 } });
        TensorAssert.Values([0.75f * (float)Math.Log(3), 7], readout.call(x, index), 1e-6);
    }

    [Fact]
    public void AttentionalAggregation_NetworkOfUnknownWidth_AsksForIt()
    {
        using var readout = new AttentionalAggregation(nn.Linear(2, 1), nn.Linear(2, 5));
        Assert.Throws<InvalidOperationException>(() => readout.OutputSize(2));
        using var told = new AttentionalAggregation(nn.Linear(2, 1), nn.Linear(2, 5), outChannels: 5);
        Assert.Equal(5, told.OutputSize(2));
    }

    [Fact]
    public void Set2Set_ZeroLstm_AveragesTheNodes()
    {
        using var scope = NewDisposeScope();
        using var readout = new Set2Set(1, processingSteps: 2);
        using (no_grad())
            foreach (var parameter in readout.parameters()) parameter.zero_();
        using var index = new BatchIndex([0, 2, 3]);
        // A query of 0 gives every node the same weight.
        TensorAssert.Values([0, 2, 0, 5], readout.call(tensor(new float[,] { { 1 }, { 3 }, { 5 } }), index), 1e-6);
    }

    [Fact]
    public void SortAggregation_FewerNodesThanK_PadsWithZeros()
    {
        using var scope = NewDisposeScope();
        using var readout = new SortAggregation(2);
        using var index = new BatchIndex([0, 3, 4, 4]);
        var x = tensor(new float[,] { { 1, 0 }, { 2, 9 }, { 3, 9 }, { 4, -1 } });
        TensorAssert.Values([2, 9, 3, 9, 4, -1, 0, 0, 0, 0, 0, 0], readout.call(x, index));
    }

    [Fact]
    public void JumpingKnowledge_CatAndMax_MatchHandComputedValues()
    {
        using var scope = NewDisposeScope();
        Tensor[] layers = [tensor(new float[,] { { 1, 5 } }), tensor(new float[,] { { 4, 2 } })];
        using var joined = new JumpingKnowledge(JumpingKnowledgeMode.Cat);
        TensorAssert.Values([1, 5, 4, 2], joined.call(layers));
        using var largest = new JumpingKnowledge(JumpingKnowledgeMode.Max);
        TensorAssert.Values([4, 5], largest.call(layers));
        Assert.Equal((4, 2), (joined.OutputSize(2, 2), largest.OutputSize(2, 2)));
    }

    [Fact]
    public void JumpingKnowledge_LstmOfZeros_AveragesTheLayers()
    {
        using var scope = NewDisposeScope();
        using var joined = new JumpingKnowledge(JumpingKnowledgeMode.Lstm, channels: 2, numLayers: 3);
        Assert.Contains("lstm.weight_ih_l0_reverse", joined.state_dict().Keys);
        Assert.Equal([12, 2], joined.state_dict()["lstm.weight_ih_l0"].shape);
        Assert.Equal([1, 6], joined.state_dict()["att.weight"].shape);
        using (no_grad())
            foreach (var parameter in joined.parameters()) parameter.zero_();
        Tensor[] layers = [tensor(new float[,] { { 1, 5 } }), tensor(new float[,] { { 4, 2 } }), tensor(new float[,] { { 1, -1 } })];
        TensorAssert.Values([2, 2], joined.call(layers), 1e-6);
    }

    [Theory]
    [InlineData(JumpingKnowledgeMode.Cat)]
    [InlineData(JumpingKnowledgeMode.Max)]
    [InlineData(JumpingKnowledgeMode.Lstm)]
    public void JumpingKnowledge_InDoublePrecision_MatchesCentralDifferencesAndLeavesNothing(JumpingKnowledgeMode mode)
    {
        using var scope = NewDisposeScope();
        using var joined = new JumpingKnowledge(mode, channels: 3, numLayers: 2);
        joined.to(ScalarType.Float64);
        Tensor[] layers = [GraphExamples.Values(1, ScalarType.Float64, 4, 3), GraphExamples.Values(2, ScalarType.Float64, 4, 3)];
        FiniteDifferences.Check(joined, () => joined.call(layers), ("first", layers[0]), ("second", layers[1]));
        PathAssert.LeavesOnlyItsResultAlive(x => joined.call(x), layers);
    }

    [Fact]
    public void JumpingKnowledge_BadInput_IsRefused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => new JumpingKnowledge(JumpingKnowledgeMode.Lstm, channels: 3));
        using var largest = new JumpingKnowledge(JumpingKnowledgeMode.Max);
        Assert.Throws<ArgumentException>(() => largest.call([]));
        var refusal = Assert.Throws<ArgumentException>(() => largest.call([ones(2, 3), ones(2, 4)]));
        Assert.Contains("layers[1] is [2, 4] but must be [2, 3]", refusal.Message, StringComparison.Ordinal);
    }
}
