using System.Runtime.InteropServices;
using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Autograd;

/// <summary>What a backward pass may meet that the forward pass could not check: tensors changed in place, and the wish for a second derivative.</summary>
public sealed class BackwardFailureTests
{
    public static TheoryData<string> Layers => ["gcn", "sage", "sage-max", "gat", "gin", "graph", "gatv2"];

    [Theory]
    [MemberData(nameof(Layers))]
    public void Backward_ResultChangedInPlace_IsAsIfChangedInACopy(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = Create(name);
        using var adjacency = Ring();
        var x = rand(5, 3).requires_grad_(true);
        var expected = Gradients(layer, x, layer.call(x, adjacency).relu().square().sum());
        var inPlace = Gradients(layer, x, layer.call(x, adjacency).relu_().square().sum());
        Assert.Equal(expected.Length, inPlace.Length);
        for (var i = 0; i < expected.Length; i++) TensorAssert.Close(expected[i], inPlace[i], 0, $"{name}, gradient {i}");
    }

    [Fact]
    public void Backward_InputChangedInPlace_ThrowsWhatCanBeCaught()
    {
        using var scope = NewDisposeScope();
        using var layer = new GCNConv(3, 4);
        using var adjacency = Ring();
        var x = rand(5, 3).requires_grad_(true) * 2;
        var loss = layer.call(x, adjacency).sum();
        x.mul_(3);
        Assert.Contains("invalid gradient", Assert.Throws<ExternalException>(() => loss.backward()).Message, StringComparison.Ordinal);
        TensorAssert.Close(tensor(1f), autograd.grad([layer.call(x, adjacency).sum()], [layer.get_parameter("bias")])[0][0] / 5, 1e-6, "the next step");
    }

    [Fact]
    public void Backward_MaximumChangedInPlace_ThrowsWhatCanBeCaught()
    {
        using var scope = NewDisposeScope();
        var largest = Segments.Max(rand(4, 3).requires_grad_(true), BatchIndex.SingleGraph(4));
        largest.mul_(2);
        Assert.Throws<ExternalException>(() => largest.sum().backward());
    }

    [Theory]
    [MemberData(nameof(Layers))]
    public void Backward_ThatRecordsAGraph_IsRightOnceAndRefusedTwice(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = Create(name).to(ScalarType.Float64);
        using var adjacency = Ring();
        var x = rand(5, 3, ScalarType.Float64).requires_grad_(true);
        Tensor Gradient(bool createGraph) => autograd.grad([layer.call(x, adjacency).square().sum()], [x], retain_graph: createGraph, create_graph: createGraph)[0];
        var gradient = Gradient(createGraph: true);
        TensorAssert.Close(Gradient(createGraph: false), gradient, 0, name);
        var refusal = Assert.Throws<ExternalException>(() => gradient.square().sum().backward());
        Assert.Contains("invalid gradient", refusal.Message, StringComparison.Ordinal);
        using var torchPath = KernelMemory.UseTorch();
        Gradient(createGraph: true).square().sum().backward();
        Assert.True(x.grad!.isfinite().all().ToBoolean());
    }

    [Fact]
    public void Backward_ThatRecordsAGraphOfALinearMap_HasNoSecondDerivative()
    {
        using var scope = NewDisposeScope();
        using var adjacency = Ring();
        var x = rand(5, 3).requires_grad_(true);
        Assert.False(autograd.grad([Aggregate.Sum(adjacency, x).sum()], [x], retain_graph: true, create_graph: true)[0].requires_grad);
    }

    private static Tensor[] Gradients(nn.Module layer, Tensor x, Tensor loss) => [.. autograd.grad([loss], [x, .. layer.parameters()], allow_unused: true)];

    private static SparseAdjacency Ring() => SparseAdjacency.FromEdges([0, 1, 2, 3, 4, 0], [1, 2, 3, 4, 0, 2], 5);

    private static GraphConvolution Create(string name) => name switch
    {
        "gcn" => new GCNConv(3, 4),
        "sage" => new SAGEConv(3, 4),
        "sage-max" => new SAGEConv(3, 4, aggregation: SageAggregation.Max),
        "gat" => new GATConv(3, 4, heads: 2),
        "gin" => new GINConv(nn.Sequential(nn.ReLU(inplace: true), nn.Linear(3, 4))),
        "graph" => new GraphConv(3, 4),
        "gatv2" => new GATv2Conv(3, 4, heads: 2),
        _ => throw new ArgumentOutOfRangeException(nameof(name)),
    };
}
