using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Convolutions;

/// <summary>What a layer takes beside node features.</summary>
internal enum EdgeData
{
    None,
    Weight,
    Features,
}

/// <summary>A layer as the common tests build it: 3 features in, 4 out.</summary>
/// <param name="Create">Makes the layer.</param>
/// <param name="EdgeData">What it is called with.</param>
/// <param name="IsEquivariant">False where the order of edges matters.</param>
/// <param name="IsLocal">False where graphs of a batch influence one another, as in PyG.</param>
internal sealed record LayerCase(Func<GraphConvolution> Create, EdgeData EdgeData = EdgeData.None, bool IsEquivariant = true, bool IsLocal = true);

/// <summary>Every convolution, with the options that take another way through its code.</summary>
internal static class LayerCatalog
{
    public const int In = 3;
    public const int Out = 4;
    public const int EdgeDim = 2;

    private static readonly PnaAggregator[] AllAggregators = Enum.GetValues<PnaAggregator>();
    private static readonly PnaScaler[] AllScalers = Enum.GetValues<PnaScaler>();
    private static readonly long[] Degrees = [2, 5, 3, 1];

    public static readonly Dictionary<string, LayerCase> Cases = new()
    {
        ["GCNConv"] = new(() => new GCNConv(In, Out)),
        ["GCNConv, weights"] = new(() => new GCNConv(In, Out, improved: true), EdgeData.Weight),
        ["GCNConv, max, reversed"] = new(() => new GCNConv(In, Out, aggregation: Aggregation.Max, flow: Flow.TargetToSource), EdgeData.Weight),
        ["GraphConv"] = new(() => new GraphConv(In, Out)),
        ["GraphConv, max, weights"] = new(() => new GraphConv(In, Out, aggregation: Aggregation.Max), EdgeData.Weight),
        ["SAGEConv"] = new(() => new SAGEConv(In, Out)),
        ["SAGEConv, max, project, normalize"] = new(() => new SAGEConv(In, Out, SageAggregation.Max, normalize: true, project: true)),
        ["SAGEConv, lstm"] = new(() => new SAGEConv(In, Out, SageAggregation.Lstm), IsEquivariant: false, IsLocal: false),
        ["GATConv"] = new(() => new GATConv(In, 2, heads: 2)),
        ["GATConv, edges, mean of heads, residual"] = new(
            () => new GATConv(In, Out, heads: 2, concat: false, edgeDim: EdgeDim, residual: true), EdgeData.Features),
        ["GATConv, edges, reversed"] = new(
            () => new GATConv(In, Out, edgeDim: EdgeDim, fill: 0.5, aggregation: Aggregation.Mean, flow: Flow.TargetToSource), EdgeData.Features),
        ["GATv2Conv"] = new(() => new GATv2Conv(In, 2, heads: 2)),
        ["GATv2Conv, edges, shared, residual"] = new(
            () => new GATv2Conv(In, 2, heads: 2, edgeDim: EdgeDim, fill: Aggregation.Sum, shareWeights: true, residual: true), EdgeData.Features),
        ["GINConv"] = new(() => new GINConv(Network(In))),
        ["GINConv, trained eps"] = new(() => new GINConv(Network(In), eps: 0.1, trainEps: true, aggregation: Aggregation.Mean)),
        ["GINEConv"] = new(() => new GINEConv(Network(In), trainEps: true, edgeDim: EdgeDim), EdgeData.Features),
        ["ChebConv"] = new(() => new ChebConv(In, Out, k: 3)),
        ["ChebConv, random walk, weights, reversed"] = new(
            () => new ChebConv(In, Out, k: 3, LaplacianNormalization.RandomWalk, flow: Flow.TargetToSource), EdgeData.Weight),
        ["ChebConv, not normalized"] = new(() => new ChebConv(In, Out, k: 2, LaplacianNormalization.None), EdgeData.Weight, IsLocal: false),
        ["SGConv"] = new(() => new SGConv(In, Out, k: 2)),
        ["SGConv, weights"] = new(() => new SGConv(In, Out, k: 2), EdgeData.Weight),
        ["TAGConv"] = new(() => new TAGConv(In, Out)),
        ["TAGConv, weights, not normalized"] = new(() => new TAGConv(In, Out, k: 2, normalize: false), EdgeData.Weight),
        ["APPNP"] = new(() => new APPNP(k: 3, alpha: 0.2, channels: In)),
        ["APPNP, weights"] = new(() => new APPNP(k: 2, alpha: 0.2, channels: In), EdgeData.Weight),
        ["ARMAConv"] = new(() => new ARMAConv(In, Out)),
        ["ARMAConv, stacks, layers, weights"] = new(() => new ARMAConv(In, Out, numStacks: 2, numLayers: 3), EdgeData.Weight),
        ["ARMAConv, shared, tanh"] = new(
            () => new ARMAConv(In, Out, numStacks: 2, numLayers: 2, sharedWeights: true, activation: x => x.tanh(), bias: false)),
        ["GatedGraphConv"] = new(() => new GatedGraphConv(Out, numLayers: 2)),
        ["GatedGraphConv, mean, weights"] = new(() => new GatedGraphConv(Out, numLayers: 2, aggregation: Aggregation.Mean), EdgeData.Weight),
        ["TransformerConv"] = new(() => new TransformerConv(In, 2, heads: 2)),
        ["TransformerConv, edges, beta"] = new(
            () => new TransformerConv(In, Out, heads: 2, concat: false, beta: true, edgeDim: EdgeDim), EdgeData.Features),
        ["TransformerConv, max, no root"] = new(() => new TransformerConv(In, 2, heads: 2, rootWeight: false, aggregation: Aggregation.Max)),
        ["PNAConv"] = new(() => new PNAConv(In, Out, AllAggregators, AllScalers, Degrees)),
        ["PNAConv, edges, towers, trained norm"] = new(
            () => new PNAConv(
                In, Out, [PnaAggregator.Mean, PnaAggregator.Max], AllScalers, Degrees, EdgeDim, towers: 2, preLayers: 2, postLayers: 2, trainNorm: true),
            EdgeData.Features),
        ["EdgeConv"] = new(() => new EdgeConv(Network(2 * In))),
        ["EdgeConv, mean"] = new(() => new EdgeConv(Network(2 * In), Aggregation.Mean)),
        ["ResGatedGraphConv"] = new(() => new ResGatedGraphConv(In, Out)),
        ["ResGatedGraphConv, edges"] = new(() => new ResGatedGraphConv(In, Out, edgeDim: EdgeDim, rootWeight: false), EdgeData.Features),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    /// <summary>A layer with parameters from a fixed seed, biases included.</summary>
    public static GraphConvolution Create(string name, ScalarType dtype = ScalarType.Float32)
    {
        var layer = Cases[name].Create();
        using var generator = new Generator(7);
        layer.ResetParameters(generator);
        using (no_grad())
            foreach (var (_, bias) in layer.named_parameters().Where(entry => entry.name.EndsWith("bias", StringComparison.Ordinal)))
                bias.uniform_(-1, 1, generator);
        layer.to(dtype);
        return layer;
    }

    /// <summary>Edge data of the kind the layer takes, for so many edges; null for none. Weights are positive.</summary>
    public static Tensor? EdgeDataFor(string name, long numEdges, ScalarType dtype = ScalarType.Float32) => Cases[name].EdgeData switch
    {
        EdgeData.Weight => GraphExamples.Values(5, dtype, numEdges).abs() + 0.1,
        EdgeData.Features => GraphExamples.Values(6, dtype, numEdges, EdgeDim),
        _ => null,
    };

    private static nn.Module<Tensor, Tensor> Network(long inputs) => nn.Sequential(nn.Linear(inputs, 5), nn.ReLU(), nn.Linear(5, Out));
}
