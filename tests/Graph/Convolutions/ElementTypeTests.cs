using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Convolutions;

/// <summary>Tensors of different element types meet in one call: kernels would read one's memory as the other's.</summary>
public sealed class ElementTypeTests
{
    [Theory]
    [InlineData(ScalarType.Float32, ScalarType.Float64)]
    [InlineData(ScalarType.Float64, ScalarType.Float32)]
    [InlineData(ScalarType.Float32, ScalarType.Int64)]
    public void Aggregate_WeightsOfAnotherType_AreRefused(ScalarType ofX, ScalarType ofWeight)
    {
        using var scope = NewDisposeScope();
        using var adjacency = Pair();
        var error = Assert.Throws<ArgumentException>(() => Aggregate.WeightedSum(adjacency, ones(2, 3, ofX), ones(2, ofWeight)));
        Assert.Contains($"weight is [2] {ofWeight} on cpu but must be {ofX} on cpu, as x is. Convert it with to_type.", error.Message, StringComparison.Ordinal);
        if (ofWeight == ScalarType.Int64) return;
        Assert.Throws<ArgumentException>(() => Aggregate.Dot(adjacency, ones(2, 1, 3, ofX), ones(2, 1, 3, ofWeight)));
    }

    [Theory]
    [InlineData("gcn")]
    [InlineData("cheb")]
    [InlineData("sg")]
    [InlineData("tag")]
    [InlineData("arma")]
    [InlineData("appnp")]
    [InlineData("gated")]
    [InlineData("graph")]
    public void EdgeWeight_OfAnotherTypeThanX_IsRefused(string name)
    {
        using var scope = NewDisposeScope();
        using GraphConvolution layer = name switch
        {
            "gcn" => new GCNConv(2, 2),
            "cheb" => new ChebConv(2, 2, 3),
            "sg" => new SGConv(2, 2),
            "tag" => new TAGConv(2, 2),
            "arma" => new ARMAConv(2, 2),
            "appnp" => new APPNP(2, 0.1),
            "gated" => new GatedGraphConv(2, 1),
            _ => new GraphConv(2, 2),
        };
        var error = Assert.Throws<ArgumentException>(() => layer.call(rand(2, 2), Edges(), ones(2, ScalarType.Float64)));
        Assert.Contains("edgeWeight is [2] Float64 on cpu but must be Float32 on cpu, as x is", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void EdgeAttr_OfAnotherTypeThanX_IsRefused()
    {
        using var scope = NewDisposeScope();
        using var gat = new GATConv(2, 2, edgeDim: 1);
        using var transformer = new TransformerConv(2, 2, edgeDim: 1);
        foreach (var layer in (GraphConvolution[])[gat, transformer])
            Assert.Contains(
                "edgeAttr is [2, 1] Float64 on cpu but must be Float32",
                Assert.Throws<ArgumentException>(() => layer.call(rand(2, 2), Edges(), ones(2, 1, ScalarType.Float64))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void X_OfAnotherTypeThanTheWeight_IsRefusedWhereLibtorchWouldEndTheProcess()
    {
        using var scope = NewDisposeScope();
        using var gated = new GatedGraphConv(2, 1);
        using var arma = new ARMAConv(2, 2);
        foreach (var layer in (GraphConvolution[])[gated, arma])
            Assert.Contains(
                "x is [2, 2] Float64 on cpu but must be Float32 on cpu, as the layer's weight is",
                Assert.Throws<ArgumentException>(() => layer.call(rand(2, 2, ScalarType.Float64), Edges())).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void LambdaMax_InDoublePrecision_IsTakenInThatOfX()
    {
        using var scope = NewDisposeScope();
        using var layer = new ChebConv(2, 2, 3);
        using var adjacency = Pair();
        var (x, index) = (rand(2, 2), BatchIndex.SingleGraph(2));
        foreach (var values in (double[][])[[1.5], [1.5, 1.5]])
        {
            var (lambda, of) = (tensor(values), values.Length == 1 ? index : new BatchIndex([0, 1, 2]));
            TensorAssert.Close(layer.call(x, adjacency, null, lambda.to(ScalarType.Float32), of), layer.call(x, adjacency, null, lambda, of), 0, "ChebConv");
        }
    }

    private static SparseAdjacency Pair() => SparseAdjacency.FromEdges([0, 1], [1, 0], 2);

    private static Tensor Edges() => tensor(new long[] { 0, 1, 1, 0 }).view(2, 2);
}
