using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using static TorchSharp.torch;
using Options = GraphSeq.Models.GraphConvolutionOptions;

namespace GraphSeq.Models;

/// <summary>The library's convolutions as a model builds them: name, the settings each takes, and how settings become a layer.</summary>
internal static class BuiltInConvolutions
{
    private static readonly string[] Attention =
        [nameof(Options.Heads), nameof(Options.Concat), nameof(Options.Dropout), nameof(Options.EdgeDim), nameof(Options.Bias), nameof(Options.Aggregation)];

    public static Dictionary<string, (string[] Settings, GraphConvolutionFactory Make)> All { get; } = new()
    {
        ["gcn"] = (
            [nameof(Options.Improved), nameof(Options.AddSelfLoops), nameof(Options.Normalize), nameof(Options.Bias), nameof(Options.Aggregation)],
            (inputs, width, o) => new GCNConv(
                inputs, width, o.Improved ?? false, o.AddSelfLoops, o.Normalize ?? true, o.Bias ?? true, Reduction(o, Aggregation.Sum))),
        ["sage"] = (
            [nameof(Options.Aggregation), nameof(Options.Normalize), nameof(Options.RootWeight), nameof(Options.Project), nameof(Options.Bias)],
            (inputs, width, o) => new SAGEConv(
                inputs, width, SageReduction(o), o.Normalize ?? false, o.RootWeight ?? true, o.Project ?? false, o.Bias ?? true)),
        ["gat"] = (
            [.. Attention, nameof(Options.NegativeSlope), nameof(Options.AddSelfLoops)],
            (inputs, width, o) => new GATConv(
                inputs, HeadWidth(width, o), o.Heads ?? 1, o.Concat ?? true, o.NegativeSlope ?? 0.2, o.Dropout ?? 0, o.AddSelfLoops ?? true, o.EdgeDim,
                bias: o.Bias ?? true, aggregation: Reduction(o, Aggregation.Sum))),
        ["gatv2"] = (
            [.. Attention, nameof(Options.NegativeSlope), nameof(Options.AddSelfLoops), nameof(Options.ShareWeights)],
            (inputs, width, o) => new GATv2Conv(
                inputs, HeadWidth(width, o), o.Heads ?? 1, o.Concat ?? true, o.NegativeSlope ?? 0.2, o.Dropout ?? 0, o.AddSelfLoops ?? true, o.EdgeDim,
                bias: o.Bias ?? true, shareWeights: o.ShareWeights ?? false, aggregation: Reduction(o, Aggregation.Sum))),
        ["transformer"] = (
            [.. Attention, nameof(Options.Beta), nameof(Options.RootWeight)],
            (inputs, width, o) => new TransformerConv(
                inputs, HeadWidth(width, o), o.Heads ?? 1, o.Concat ?? true, o.Beta ?? false, o.Dropout ?? 0, o.EdgeDim, o.Bias ?? true,
                o.RootWeight ?? true, Reduction(o, Aggregation.Sum))),
        ["gin"] = (
            [nameof(Options.Eps), nameof(Options.TrainEps), nameof(Options.Aggregation)],
            (inputs, width, o) => new GINConv(Network(inputs, width), o.Eps ?? 0, o.TrainEps ?? false, Reduction(o, Aggregation.Sum))),
        ["gine"] = (
            [nameof(Options.Eps), nameof(Options.TrainEps), nameof(Options.EdgeDim), nameof(Options.Aggregation)],
            (inputs, width, o) => new GINEConv(Network(inputs, width), o.Eps ?? 0, o.TrainEps ?? false, o.EdgeDim, Reduction(o, Aggregation.Sum))),
        ["edge"] = (
            [nameof(Options.Aggregation)],
            (inputs, width, o) => new EdgeConv(Network(2 * inputs, width), Reduction(o, Aggregation.Max))),
        ["graph"] = (
            [nameof(Options.Bias), nameof(Options.Aggregation)],
            (inputs, width, o) => new GraphConv(inputs, width, o.Bias ?? true, Reduction(o, Aggregation.Sum))),
        ["cheb"] = (
            [nameof(Options.K), nameof(Options.Laplacian), nameof(Options.Bias), nameof(Options.Aggregation)],
            (inputs, width, o) => new ChebConv(
                inputs, width, o.K ?? 3, o.Laplacian ?? LaplacianNormalization.Symmetric, o.Bias ?? true, Reduction(o, Aggregation.Sum))),
        ["sg"] = (
            [nameof(Options.K), nameof(Options.AddSelfLoops), nameof(Options.Bias), nameof(Options.Aggregation)],
            (inputs, width, o) => new SGConv(inputs, width, o.K ?? 1, o.AddSelfLoops ?? true, o.Bias ?? true, Reduction(o, Aggregation.Sum))),
        ["tag"] = (
            [nameof(Options.K), nameof(Options.Normalize), nameof(Options.Bias), nameof(Options.Aggregation)],
            (inputs, width, o) => new TAGConv(inputs, width, o.K ?? 3, o.Bias ?? true, o.Normalize ?? true, Reduction(o, Aggregation.Sum))),
        ["appnp"] = (
            [nameof(Options.K), nameof(Options.Alpha), nameof(Options.Dropout), nameof(Options.AddSelfLoops), nameof(Options.Normalize), nameof(Options.Bias),
                nameof(Options.Aggregation)],
            (inputs, width, o) => new LinearFirst(inputs, width, o.Bias ?? true, new APPNP(
                o.K ?? 10, o.Alpha ?? 0.1, o.Dropout ?? 0, o.AddSelfLoops ?? true, o.Normalize ?? true, Reduction(o, Aggregation.Sum), channels: width))),
        ["arma"] = (
            [nameof(Options.Stacks), nameof(Options.StackLayers), nameof(Options.SharedWeights), nameof(Options.Dropout), nameof(Options.Bias),
                nameof(Options.Aggregation)],
            (inputs, width, o) => new ARMAConv(
                inputs, width, o.Stacks ?? 1, o.StackLayers ?? 1, o.SharedWeights ?? false, dropout: o.Dropout ?? 0, bias: o.Bias ?? true,
                aggregation: Reduction(o, Aggregation.Sum))),
        ["gated"] = (
            [nameof(Options.StackLayers), nameof(Options.Bias), nameof(Options.Aggregation)],
            Gated),
        ["resgated"] = (
            [nameof(Options.EdgeDim), nameof(Options.RootWeight), nameof(Options.Bias), nameof(Options.Aggregation)],
            (inputs, width, o) => new ResGatedGraphConv(
                inputs, width, edgeDim: o.EdgeDim, rootWeight: o.RootWeight ?? true, bias: o.Bias ?? true, aggregation: Reduction(o, Aggregation.Sum))),
        ["pna"] = (
            [nameof(Options.Degrees), nameof(Options.Aggregators), nameof(Options.Scalers), nameof(Options.EdgeDim), nameof(Options.Towers),
                nameof(Options.PreLayers), nameof(Options.PostLayers), nameof(Options.DivideInput), nameof(Options.TrainNorm)],
            (inputs, width, o) => new PNAConv(
                inputs, width,
                o.Aggregators ?? [PnaAggregator.Mean, PnaAggregator.Min, PnaAggregator.Max, PnaAggregator.StandardDeviation],
                o.Scalers ?? [PnaScaler.Identity, PnaScaler.Amplification, PnaScaler.Attenuation],
                o.Degrees!, o.EdgeDim, o.Towers ?? 1, o.PreLayers ?? 1, o.PostLayers ?? 1, o.DivideInput ?? false, trainNorm: o.TrainNorm ?? false)),
    };

    /// <summary>PyG's usual network of GIN: linear, ReLU, linear, with the keys <c>0</c> and <c>2</c>.</summary>
    private static nn.Module<Tensor, Tensor> Network(long inputs, long width) => nn.Sequential(nn.Linear(inputs, width), nn.ReLU(), nn.Linear(width, width));

    /// <summary>The layer widens features but cannot narrow them; where it would have to, a linear layer does.</summary>
    private static GraphConvolution Gated(long inputs, long width, Options options)
    {
        var gated = new GatedGraphConv(width, options.StackLayers ?? 2, options.Bias ?? true, Reduction(options, Aggregation.Sum));
        return inputs <= width ? gated : new LinearFirst(inputs, width, options.Bias ?? true, gated);
    }

    private static long HeadWidth(long width, Options options)
    {
        if (options.Concat == false || options.Heads is not { } heads || heads < 1) return width;
        return width % heads == 0 ? width / heads : throw new ArgumentException(
            $"Convolution.Heads is {heads} but must divide the {width} channels of the layer (HiddenSize) among them. Set Concat to false for their mean.");
    }

    private static Aggregation Reduction(Options options, Aggregation usual) => options.Aggregation switch
    {
        null => usual,
        AggregationKind.Sum => Aggregation.Sum,
        AggregationKind.Mean => Aggregation.Mean,
        AggregationKind.Max => Aggregation.Max,
        AggregationKind.Min => Aggregation.Min,
        var other => throw new ArgumentException($"Convolution.Aggregation is {other}, which {options.Kind} does not know."),
    };

    private static SageAggregation SageReduction(Options options) =>
        options.Aggregation == AggregationKind.Lstm ? SageAggregation.Lstm : Reduction(options, Aggregation.Mean) switch
        {
            Aggregation.Sum => SageAggregation.Sum,
            Aggregation.Max => SageAggregation.Max,
            Aggregation.Min => SageAggregation.Min,
            _ => SageAggregation.Mean,
        };
}
