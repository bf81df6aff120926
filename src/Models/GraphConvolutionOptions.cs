using System.Text.Json.Serialization;
using GraphSeq.Graph;
using GraphSeq.Graph.Convolutions;

namespace GraphSeq.Models;

/// <summary>Which graph convolution a model uses, and its settings. Null leaves a setting at the layer's default; one that the layer does not take is
/// refused. Immutable.</summary>
public sealed record GraphConvolutionOptions
{
    /// <summary>Its name in <see cref="GraphConvolutions"/>. Default: gcn.</summary>
    public string Kind { get; init; } = "gcn";

    /// <summary>gcn: self-loops weigh 2 where edges have weights.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Improved { get; init; }

    /// <summary>gcn, gat, gatv2, sg, appnp: adds the self-loops that are missing.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? AddSelfLoops { get; init; }

    /// <summary>gcn, tag, appnp: scales edges by the degrees of their ends; sage: scales every result to length 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Normalize { get; init; }

    /// <summary>All but gin, gine, edge and pna: false leaves the biases out that PyG's <c>bias</c> stands for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Bias { get; init; }

    /// <summary>All but pna: how messages are reduced.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public AggregationKind? Aggregation { get; init; }

    /// <summary>gat, gatv2, transformer, gine, pna, resgated: features per edge that the layer looks at; null for none. At least 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? EdgeDim { get; init; }

    /// <summary>gat, gatv2, transformer: attention heads, at least 1. Side by side they divide the width among them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Heads { get; init; }

    /// <summary>gat, gatv2, transformer: false gives the mean of the heads, each of the whole width, instead of the heads side by side.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Concat { get; init; }

    /// <summary>gat, gatv2: slope of the leaky ReLU below 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? NegativeSlope { get; init; }

    /// <summary>gat, gatv2, transformer: share of attention coefficients dropped while training; appnp: of edges, in every step; arma: of the input
    /// values, in every layer. In [0, 1).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Dropout { get; init; }

    /// <summary>gatv2: one matrix for both ends of an edge.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? ShareWeights { get; init; }

    /// <summary>transformer: a learned gate mixes node and neighbours.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Beta { get; init; }

    /// <summary>sage, transformer, resgated: false leaves the node's own features out.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? RootWeight { get; init; }

    /// <summary>sage: sends neighbours through a linear layer with ReLU first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Project { get; init; }

    /// <summary>gin, gine: weight of the node itself beyond 1, at the start.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Eps { get; init; }

    /// <summary>gin, gine: learns it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? TrainEps { get; init; }

    /// <summary>cheb: number of polynomials, at least 1 (default: 3); sg (default: 1), tag (3), appnp (10): number of hops, at least 0.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? K { get; init; }

    /// <summary>cheb: which Laplacian.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public LaplacianNormalization? Laplacian { get; init; }

    /// <summary>appnp: chance of going back to the start, in [0, 1]. Default: 0.1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Alpha { get; init; }

    /// <summary>arma: stacks side by side, at least 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Stacks { get; init; }

    /// <summary>arma: layers of a stack, at least 1; gated: rounds of messages, at least 1 (default: 2).</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? StackLayers { get; init; }

    /// <summary>arma: the layers of a stack have the same weights.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? SharedWeights { get; init; }

    /// <summary>pna: reductions. Default: mean, min, max, std.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PnaAggregator>? Aggregators { get; init; }

    /// <summary>pna: factors by degree. Default: identity, amplification, attenuation.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<PnaScaler>? Scalers { get; init; }

    /// <summary>pna, which needs it: nodes of the training part with 0, 1, 2, … incoming edges, see <see cref="PNAConv.DegreeHistogram"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<long>? Degrees { get; init; }

    /// <summary>pna: networks side by side, at least 1; they divide the width among them.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Towers { get; init; }

    /// <summary>pna: linear layers before the aggregation, at least 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PreLayers { get; init; }

    /// <summary>pna: linear layers after the aggregation, at least 1.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? PostLayers { get; init; }

    /// <summary>pna: each tower gets a share of the features instead of all.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? DivideInput { get; init; }

    /// <summary>pna: learns the means that the factors by degree are divided by.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? TrainNorm { get; init; }
}
