using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Convolutions;

public class AttentionConvolutionTests
{
    private static readonly Dictionary<string, Func<double, Flow, AttentionConvolution>> Layers = new()
    {
        ["GATConv"] = (dropout, flow) => new GATConv(3, 2, heads: 2, dropout: dropout, flow: flow),
        ["GATv2Conv"] = (dropout, flow) => new GATv2Conv(3, 2, heads: 2, dropout: dropout, flow: flow),
        ["TransformerConv"] = (dropout, flow) => new TransformerConv(3, 2, heads: 2, dropout: dropout, flow: flow),
    };

    public static TheoryData<string> Names => [.. Layers.Keys];

    [Theory, MemberData(nameof(Names))]
    public void CallWithAttention_EitherFlow_SumsTo1OverTheEdgesIntoANode(string name)
    {
        foreach (var flow in Enum.GetValues<Flow>())
        {
            using var scope = NewDisposeScope();
            using var layer = Layers[name](0, flow);
            var (numNodes, edgeIndex) = GraphExamples.Random(8, 25, seed: 4);
            var x = GraphExamples.Values(1, ScalarType.Float32, numNodes, 3);
            var (output, edges, attention) = layer.CallWithAttention(x, edgeIndex);
            TensorAssert.Close(output, layer.call(x, edgeIndex), 1e-6);
            Assert.Equal([edges.shape[1], 2], attention.shape);
            var receivers = edges[flow == Flow.SourceToTarget ? 1 : 0];
            var sums = zeros(numNodes, 2).index_add(0, receivers, attention, 1);
            var reached = zeros(numNodes).index_add(0, receivers, ones(edges.shape[1]), 1).gt(0).to_type(ScalarType.Float32);
            TensorAssert.Close(sums, reached.unsqueeze(1).expand(-1, 2), 1e-6);
        }
    }

    [Fact]
    public void CallWithAttention_SortedEdgesWithoutLoops_KeepsTheirOrder()
    {
        using var scope = NewDisposeScope();
        using var layer = new GATConv(3, 2, addSelfLoops: false);
        var edgeIndex = tensor(new long[,] { { 1, 2, 0 }, { 0, 0, 2 } });
        var result = layer.CallWithAttention(GraphExamples.Values(1, ScalarType.Float32, 3, 3), edgeIndex);
        TensorAssert.Same(result.EdgeIndex, edgeIndex);
        Assert.Equal(1f, result.Attention[2, 0].item<float>(), 6);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_DropoutInTraining_FollowsTheSeedAndStopsInEvaluation(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = Layers[name](0.5, Flow.SourceToTarget);
        var (numNodes, edgeIndex) = GraphExamples.Random(8, 25, seed: 4);
        var x = GraphExamples.Values(1, ScalarType.Float32, numNodes, 3);
        Tensor Trained(long seed)
        {
            manual_seed(seed);
            return layer.call(x, edgeIndex);
        }
        layer.train();
        TensorAssert.Same(Trained(1), Trained(1));
        Assert.False(Trained(1).equal(Trained(2)).all().item<bool>());
        layer.eval();
        TensorAssert.Same(Trained(1), Trained(2));
    }

    [Theory]
    [InlineData(Aggregation.Mean, 2f)]
    [InlineData(Aggregation.Sum, 4f)]
    [InlineData(Aggregation.Max, 3f)]
    [InlineData(Aggregation.Min, 1f)]
    public void GATConv_FillOfSelfLoops_ReducesTheEdgesIntoTheNode(Aggregation fill, float ofNode2)
    {
        using var scope = NewDisposeScope();
        using var layer = new GATConv(1, 1, edgeDim: 1, fill: fill);
        using (no_grad())
            foreach (var (key, value) in layer.state_dict()) value.fill_(key is "lin_edge.weight" or "att_edge" ? 1 : 0);
        var result = layer.CallWithAttention(zeros(3, 1), tensor(new long[,] { { 0, 1 }, { 2, 2 } }), tensor(new float[,] { { 1 }, { 3 } }));
        var total = MathF.Exp(1) + MathF.Exp(3) + MathF.Exp(ofNode2);
        // The edges as given, then the loops of nodes 0, 1 and 2; loops of nodes that no edge points to are alone.
        TensorAssert.Values([MathF.Exp(1) / total, MathF.Exp(3) / total, 1, 1, MathF.Exp(ofNode2) / total], result.Attention, 1e-6);
    }

    [Fact]
    public void APPNP_DropoutInTraining_FollowsTheSeedAndStopsInEvaluation()
    {
        using var scope = NewDisposeScope();
        using var layer = new APPNP(k: 2, alpha: 0.1, dropout: 0.5);
        var (numNodes, edgeIndex) = GraphExamples.Random(8, 25, seed: 4);
        var x = GraphExamples.Values(1, ScalarType.Float32, numNodes, 3);
        manual_seed(1);
        var first = layer.call(x, edgeIndex);
        manual_seed(1);
        TensorAssert.Same(layer.call(x, edgeIndex), first);
        layer.eval();
        Assert.False(layer.call(x, edgeIndex).equal(first).all().item<bool>());
    }

    [Theory]
    [InlineData(1.0)]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    public void Constructor_DropoutOutOfRange_IsRefused(double dropout) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new GATConv(3, 2, dropout: dropout));
}
