using GraphSeq.Graph;
using GraphSeq.Graph.Autograd;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Convolutions;

/// <summary>What holds for every convolution.</summary>
public class ConvolutionTests
{
    public static TheoryData<string> Names => LayerCatalog.Names;

    [Fact]
    public void Catalog_EveryPublicConvolution_IsTested()
    {
        var tested = LayerCatalog.Cases.Values.Select(test => test.Create().GetType()).ToHashSet();
        Assert.All(PublicLayers, type => Assert.Contains(type, tested));
    }

    internal static IEnumerable<Type> PublicLayers =>
        typeof(GraphConvolution).Assembly.GetExportedTypes().Where(type => type.IsSubclassOf(typeof(GraphConvolution)) && !type.IsAbstract);

    [Theory, MemberData(nameof(Names))]
    public void Forward_PermutedNodesAndEdges_PermutesRows(string name)
    {
        if (!LayerCatalog.Cases[name].IsEquivariant) return;
        using var scope = NewDisposeScope();
        using var layer = LayerCatalog.Create(name);
        var (numNodes, edgeIndex) = GraphExamples.Random(9, 30, seed: 1);
        var (x, edgeData) = (GraphExamples.Values(2, ScalarType.Float32, numNodes, LayerCatalog.In), LayerCatalog.EdgeDataFor(name, 30));
        var (nodes, edges) = (Shuffled(numNodes, 3), Shuffled(30, 4));
        var place = nodes.argsort();                                    // where each old node is now
        var permuted = layer.call(x.index_select(0, nodes), place.index_select(0, edgeIndex.view(-1)).view(2, -1).index_select(1, edges),
            edgeData?.index_select(0, edges));
        TensorAssert.Close(permuted, layer.call(x, edgeIndex, edgeData).index_select(0, nodes), 1e-5);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_FirstUnderInferenceMode_TheSameAdjacencyCanBeTrainedOn(string name)
    {
        using var layer = LayerCatalog.Create(name);
        RequireTrainable(layer, [], LayerCatalog.EdgeDataFor(name, 30));
    }

    [Theory]
    [InlineData(Aggregation.Sum)]
    [InlineData(Aggregation.Mean)]
    [InlineData(Aggregation.Max)]
    public void Forward_WeightedAdjacencyFirstUnderInferenceMode_CanBeTrainedOn(Aggregation aggregation)
    {
        var weight = Enumerable.Range(1, 30).Select(e => e / 10f).ToArray();
        using var normalized = new GCNConv(LayerCatalog.In, LayerCatalog.Out, aggregation: aggregation);
        using var plain = new GraphConv(LayerCatalog.In, LayerCatalog.Out, aggregation: aggregation);
        RequireTrainable(normalized, weight, null);
        RequireTrainable(plain, weight, null);
    }

    /// <summary>An adjacency that was first used under inference mode gives the gradients of one that was not.</summary>
    private static void RequireTrainable(GraphConvolution layer, ReadOnlySpan<float> weight, Tensor? edgeData)
    {
        using var scope = NewDisposeScope();
        var (numNodes, edgeIndex) = GraphExamples.Random(9, 30, seed: 1);
        var ids = edgeIndex.data<long>().ToArray().Select(id => (int)id).ToArray();
        var x = GraphExamples.Values(2, ScalarType.Float32, numNodes, LayerCatalog.In);
        foreach (var onTorch in new[] { false, true })
        {
            using var kernels = onTorch ? KernelMemory.UseTorch() : null;
            using var fresh = SparseAdjacency.FromEdges(ids.AsSpan(0, 30), ids.AsSpan(30), (int)numNodes, weight);
            using var inferred = SparseAdjacency.FromEdges(ids.AsSpan(0, 30), ids.AsSpan(30), (int)numNodes, weight);
            using (inference_mode()) layer.call(x, inferred, edgeData);
            TensorAssert.Same(Gradient(inferred), Gradient(fresh));
        }

        Tensor Gradient(SparseAdjacency adjacency)
        {
            var input = x.clone().requires_grad_(true);
            layer.call(input, adjacency, edgeData).square().sum().backward();
            return input.grad!;
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_BatchOfGraphs_EqualsEachAlone(string name)
    {
        if (!LayerCatalog.Cases[name].IsLocal) return;
        using var scope = NewDisposeScope();
        using var layer = LayerCatalog.Create(name);
        List<Tensor> features = [], edges = [], data = [], expected = [];
        var offset = 0;
        foreach (var graph in GraphExamples.Names)
        {
            var (numNodes, edgeIndex) = GraphExamples.Named(graph);
            features.Add(GraphExamples.Values(offset, ScalarType.Float32, numNodes, LayerCatalog.In));
            edges.Add(edgeIndex + offset);
            if (LayerCatalog.EdgeDataFor(name, edgeIndex.shape[1]) is { } edgeData) data.Add(edgeData);
            expected.Add(layer.call(features[^1], edgeIndex, data.LastOrDefault()));
            offset += numNodes;
        }
        var together = layer.call(cat(features, 0), cat(edges, 1), data.Count == 0 ? null : cat(data, 0));
        TensorAssert.Close(together, cat(expected, 0), 1e-5);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_EveryGraph_MatchesLibtorchPathWithGradients(string name)
    {
        using var layer = LayerCatalog.Create(name);
        foreach (var graph in GraphExamples.Names)
        {
            using var scope = NewDisposeScope();
            var (numNodes, edgeIndex) = GraphExamples.Named(graph);
            Tensor[] inputs = [GraphExamples.Values(1, ScalarType.Float32, numNodes, LayerCatalog.In), .. EdgeDataOf(name, edgeIndex)];
            PathAssert.SameAsLibtorch(Function(layer, edgeIndex), inputs);
            var y = layer.call(inputs[0], edgeIndex, inputs.ElementAtOrDefault(1));
            Assert.Equal([numNodes, layer.OutputSize], y.shape);
            Assert.True(y.isfinite().all().item<bool>(), $"{name} on {graph} gives values that are not finite.");
        }
    }

    [Theory, MemberData(nameof(Names))]
    public void Backward_EveryParameterAndInput_MatchesCentralDifferences(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = LayerCatalog.Create(name, ScalarType.Float64);
        var edgeIndex = tensor(new long[,] { { 0, 1, 2, 3, 1, 4, 2, 0, 5 }, { 1, 0, 1, 1, 3, 2, 4, 4, 5 } });
        var x = GraphExamples.Values(1, ScalarType.Float64, 7, LayerCatalog.In);
        var edgeData = LayerCatalog.EdgeDataFor(name, 9, ScalarType.Float64);
        (string, Tensor)[] inputs = edgeData is null ? [("x", x)] : [("x", x), ("edgeData", edgeData)];
        FiniteDifferences.Check(layer, () => layer.call(x, edgeIndex, edgeData), inputs);
    }

    [Theory, MemberData(nameof(Names))]
    public void To_Float64_MovesEveryParameterAndBuffer(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = LayerCatalog.Create(name);
        var (numNodes, edgeIndex) = GraphExamples.Named("random");
        var (x, edgeData) = (GraphExamples.Values(1, ScalarType.Float32, numNodes, LayerCatalog.In), LayerCatalog.EdgeDataFor(name, edgeIndex.shape[1]));
        var single = layer.call(x, edgeIndex, edgeData);
        var (keys, count) = (layer.state_dict().Keys.Order().ToList(), layer.parameters().Count());
        layer.to(ScalarType.Float64);
        var result = layer.call(x.to(ScalarType.Float64), edgeIndex, edgeData?.to(ScalarType.Float64));
        Assert.Equal(keys, layer.state_dict().Keys.Order());
        Assert.Equal(count, layer.parameters().Count());
        Assert.All(layer.state_dict().Values, value => Assert.Equal(ScalarType.Float64, value.dtype));
        Assert.Equal(ScalarType.Float64, result.dtype);
        TensorAssert.Close(result, single, 1e-5 * Math.Max(1, TensorAssert.LargestMagnitude(single)));
        if (count == 0) return;
        result.sum().backward();
        Assert.Contains(layer.parameters(), parameter => parameter.grad is not null);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_LeavesOnlyItsResultAlive(string name)
    {
        using var layer = LayerCatalog.Create(name);
        using var scope = NewDisposeScope();
        var (numNodes, edgeIndex) = GraphExamples.Named("random");
        using var adjacency = SparseAdjacency.FromEdgeIndex(edgeIndex, numNodes);
        Tensor[] inputs = [GraphExamples.Values(1, ScalarType.Float32, numNodes, LayerCatalog.In), .. EdgeDataOf(name, edgeIndex)];
        PathAssert.LeavesOnlyItsResultAlive(t => layer.call(t[0], adjacency, t.ElementAtOrDefault(1)), inputs);
        PathAssert.LeavesNothingAlive(Function(layer, edgeIndex), inputs);
    }

    [Theory, MemberData(nameof(Names))]
    public void ResetParameters_SameSeed_GivesTheSameParameters(string name)
    {
        using var scope = NewDisposeScope();
        using var one = LayerCatalog.Cases[name].Create();
        using var other = LayerCatalog.Cases[name].Create();
        foreach (var layer in new[] { one, other })
        {
            using var generator = new Generator(42);
            layer.ResetParameters(generator);
        }
        foreach (var (key, value) in one.state_dict()) TensorAssert.Same(other.state_dict()[key], value, key);
    }

    [Theory, MemberData(nameof(Names))]
    public void Constructor_InsideAScope_KeepsItsParameters(string name)
    {
        GraphConvolution layer;
        using (NewDisposeScope()) layer = LayerCatalog.Cases[name].Create();
        Assert.All(layer.state_dict().Values, value => Assert.False(value.IsInvalid));
        layer.Dispose();
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_TransposedTensors_GiveTheSame(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = LayerCatalog.Create(name);
        var (numNodes, edgeIndex) = GraphExamples.Random(9, 30, seed: 1);
        var (x, edgeData) = (GraphExamples.Values(2, ScalarType.Float32, numNodes, LayerCatalog.In), LayerCatalog.EdgeDataFor(name, 30));
        TensorAssert.Close(layer.call(Strided(x), Strided(edgeIndex), edgeData is null ? null : Strided(edgeData)), layer.call(x, edgeIndex, edgeData), 1e-6);

        static Tensor Strided(Tensor tensor) => stack([tensor, tensor], -1).select(-1, 1);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_FeaturesInOneDimension_NamesX(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = LayerCatalog.Create(name);
        var error = Assert.Throws<ArgumentException>(() => layer.call(ones(2), tensor(new long[,] { { 0 }, { 5 } }), LayerCatalog.EdgeDataFor(name, 1)));
        Assert.StartsWith($"{layer.GetType().Name}: x is [2] but must be [numNodes, numFeatures]", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_WrongFeatures_NamesLayerArgumentAndShapes(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = LayerCatalog.Create(name);
        using var adjacency = SparseAdjacency.FromEdges([0], [1], 4);
        var error = Assert.Throws<ArgumentException>(() => layer.call(ones(4, 19), adjacency, LayerCatalog.EdgeDataFor(name, 1)));
        Assert.StartsWith($"{layer.GetType().Name}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains("is [4, 19] but must be [numNodes, ", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_WrongEdgeData_NamesLayerAndShapes(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = LayerCatalog.Create(name);
        using var adjacency = SparseAdjacency.FromEdges([0], [1], 4);
        var error = Assert.Throws<ArgumentException>(() => layer.call(ones(4, LayerCatalog.In), adjacency, ones(3, 7)));
        Assert.StartsWith($"{layer.GetType().Name}: edge", error.Message, StringComparison.Ordinal);
        Assert.Contains("is [3, 7] but must be ", error.Message, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(Names))]
    public void Forward_WrongNumberOfNodes_NamesLayerAndShapes(string name)
    {
        using var scope = NewDisposeScope();
        using var layer = LayerCatalog.Create(name);
        using var adjacency = SparseAdjacency.FromEdges([0], [1], 4);
        var error = Assert.Throws<ArgumentException>(() => layer.call(ones(5, LayerCatalog.In), adjacency, LayerCatalog.EdgeDataFor(name, 1)));
        Assert.StartsWith($"{layer.GetType().Name}: x is [5, 3] but must be [4, ...], one row per node", error.Message, StringComparison.Ordinal);
    }

    private static Func<Tensor[], Tensor> Function(GraphConvolution layer, Tensor edgeIndex) =>
        inputs => layer.call(inputs[0], edgeIndex, inputs.ElementAtOrDefault(1));

    private static Tensor[] EdgeDataOf(string name, Tensor edgeIndex) =>
        LayerCatalog.EdgeDataFor(name, edgeIndex.shape[1]) is { } edgeData ? [edgeData] : [];

    private static Tensor Shuffled(int count, int seed)
    {
        var order = Enumerable.Range(0, count).Select(i => (long)i).ToArray();
        new Random(seed).Shuffle(order);
        return tensor(order);
    }
}
