using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;
using GraphSeq.Models;
using Settings = GraphSeq.Models.GraphConvolutionOptions;

namespace GraphSeq.Cli.Commands;

/// <summary>The options that say which graph convolution a model has, and its settings.</summary>
internal static class ConvolutionOptions
{
    public static OptionSet<Settings> Create() => new OptionSet<Settings>()
        .Text("--conv", "NAME", $"The graph convolution: {string.Join(", ", GraphConvolutions.Names)}.", Choose)
        .Number("--heads", "N", "Attention heads, which share the width.", (Settings o, int v) => o with { Heads = v })
        .Switch("--concat", "Heads side by side, or their mean.", (Settings o, bool v) => o with { Concat = v })
        .Number("--negative-slope", "X", "Slope of attention's leaky ReLU below 0.", (Settings o, double v) => o with { NegativeSlope = v })
        .Number("--conv-dropout", "SHARE", "Dropout inside the layer: of attention, of edges (appnp) or of the input (arma).",
            (Settings o, double v) => o with { Dropout = v })
        .Switch("--share-weights", "gatv2: one matrix for both ends of an edge.", (Settings o, bool v) => o with { ShareWeights = v })
        .Switch("--beta", "transformer: a gate mixes node and neighbours.", (Settings o, bool v) => o with { Beta = v })
        .Number("--edge-dim", "N", "Features per edge that the layer looks at. [default: those of the data set, where the layer takes them]",
            (Settings o, int v) => o with { EdgeDim = v })
        .Name("--aggregation", "How messages are reduced", (Settings o, AggregationKind v) => o with { Aggregation = v })
        .Switch("--conv-bias", "Biases of the layer.", (Settings o, bool v) => o with { Bias = v })
        .Switch("--root-weight", "The node's own features count.", (Settings o, bool v) => o with { RootWeight = v })
        .Switch("--conv-project", "sage: neighbours go through a linear layer first.", (Settings o, bool v) => o with { Project = v })
        .Switch("--normalize", "Edges are scaled by degrees; sage: results are scaled to length 1.", (Settings o, bool v) => o with { Normalize = v })
        .Switch("--self-loops", "Self-loops are added.", (Settings o, bool v) => o with { AddSelfLoops = v })
        .Switch("--improved", "gcn: self-loops weigh 2 beside edges with weights.", (Settings o, bool v) => o with { Improved = v })
        .Number("--eps", "X", "gin, gine: weight of the node itself beyond 1.", (Settings o, double v) => o with { Eps = v })
        .Switch("--train-eps", "gin, gine: learns it.", (Settings o, bool v) => o with { TrainEps = v })
        .Number("--k", "N", "Hops of sg, tag and appnp; polynomials of cheb.", (Settings o, int v) => o with { K = v })
        .Name("--laplacian", "cheb: which Laplacian", (Settings o, LaplacianNormalization v) => o with { Laplacian = v })
        .Number("--alpha", "SHARE", "appnp: chance of going back to the start.", (Settings o, double v) => o with { Alpha = v })
        .Number("--stacks", "N", "arma: stacks side by side.", (Settings o, int v) => o with { Stacks = v })
        .Number("--stack-layers", "N", "arma: layers of a stack; gated: rounds of messages.", (Settings o, int v) => o with { StackLayers = v })
        .Switch("--shared-weights", "arma: the layers of a stack share their weights.", (Settings o, bool v) => o with { SharedWeights = v })
        .Names("--aggregators", "pna: reductions", (Settings o, IReadOnlyList<PnaAggregator> v) => o with { Aggregators = v })
        .Names("--scalers", "pna: factors by degree", (Settings o, IReadOnlyList<PnaScaler> v) => o with { Scalers = v })
        .Number("--towers", "N", "pna: networks side by side, which share the width.", (Settings o, int v) => o with { Towers = v })
        .Number("--pre-layers", "N", "pna: linear layers before the aggregation.", (Settings o, int v) => o with { PreLayers = v })
        .Number("--post-layers", "N", "pna: linear layers after the aggregation.", (Settings o, int v) => o with { PostLayers = v })
        .Switch("--divide-input", "pna: each tower gets a share of the features.", (Settings o, bool v) => o with { DivideInput = v })
        .Switch("--train-norm", "pna: learns the means of the factors by degree.", (Settings o, bool v) => o with { TrainNorm = v });

    /// <summary>Another convolution takes none of the first one's settings along.</summary>
    private static Settings Choose(Settings options, string name)
    {
        KnownNames.Require("convolution", name, GraphConvolutions.Names.ToDictionary(known => known));
        return name == options.Kind ? options : new Settings { Kind = name };
    }
}
