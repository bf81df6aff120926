using System.Text.Json.Serialization;
using GraphSeq.Encoders;

namespace GraphSeq.Models;

/// <summary>All that a <see cref="SequenceGraphModel"/> is built from; goes to JSON and back. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record SequenceGraphModelOptions
{
    /// <summary>Shape of one node's features: <c>[F]</c>, <c>[T, C]</c>, <c>[C, H, W]</c> or <c>[T, C, H, W]</c>; T is -1 where it differs from batch to
    /// batch.</summary>
    public required IReadOnlyList<long> NodeShape { get; init; }

    /// <summary>Categories of each column of a batch's <c>Categories</c>, at least 1 each: every one gets a learned vector beside the features (behind
    /// the encoder, where there is one). Null for none. With it NodeShape may be <c>[0]</c>, and the order must be sequence-first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<int>? CategorySizes { get; init; }

    /// <summary>Width of the vectors learned for categories, at least 1; null for <see cref="HiddenSize"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? EmbeddingSize { get; init; }

    /// <summary>Outputs per graph (or node, or step): classes, labels or values; at least 1.</summary>
    public required int Outputs { get; init; }

    /// <summary>Gives a row for every step of a graph sequence, or, without a readout, for every node at every step, instead of one for all. The encoder then
    /// keeps the number of steps: no stride, no pooling along time, and the last state as its reduction. Default: false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PerStep { get; init; }

    /// <summary>Standardises features with statistics of the training part before all else. Default: false.</summary>
    public bool Standardize { get; init; }

    /// <summary>Regression: the head learns standardised values, and outputs are brought back to the targets' own units, column by column, with statistics
    /// of the training part. Default: false.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool StandardizeTargets { get; init; }

    /// <summary>Largest magnitude of a standardised feature, above 0; null for no limit. Default: null.</summary>
    public double? FeatureClip { get; init; }

    /// <summary>Deviation of the normal noise added to the features while training, at least 0. Default: 0.</summary>
    public double InputNoise { get; init; }

    /// <summary>The encoder that turns a node's series into a vector; null for none: features are then flattened, or, where graph layers run on
    /// every time step, averaged over the valid steps.</summary>
    public ConvRnnEncoderOptions? Encoder { get; init; }

    /// <summary>Puts each node's features, standardised, beside what the encoder makes of them, <c>[N, F_encoder + F]</c>; for the default order with
    /// an encoder. Default: false.</summary>
    public bool FeatureSkip { get; init; }

    /// <summary>Which comes first, encoder or graph layers; other orders than the default need series, and <see cref="JumpingKnowledge"/> none. Default:
    /// sequence-first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public ModelOrder Order { get; init; }

    /// <summary>Time steps that flat features <c>[F]</c> are read as, step after step, where <see cref="Order"/> needs series; null where they are
    /// <c>[T, C]</c> already. Divides F.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TimeSteps { get; init; }

    /// <summary>Order graph-recurrent: the cell. Default: GConvGRU.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public GraphCellKind? GraphCell { get; init; }

    /// <summary>GConvGRU and GConvLSTM: number of Chebyshev polynomials, at least 1; the cell sees one hop less. Default: 2.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? GraphCellPolynomials { get; init; }

    /// <summary>Steps that the convolutions over time of the interleaved order see at once, odd, at least 1. Default: 3.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? TemporalKernel { get; init; }

    /// <summary>Brings features, or the encoder's output, to <see cref="HiddenSize"/> by a linear layer with norm and activation before the first
    /// graph layer; with <see cref="JumpingKnowledge"/> the readout then sees each node by itself. Default: false.</summary>
    public bool Projection { get; init; }

    /// <summary>The graph convolution; order graph-recurrent has its cell instead. Default: gcn.</summary>
    public GraphConvolutionOptions Convolution { get; init; } = new();

    /// <summary>Graph layers, at least 0. Default: 3.</summary>
    public int Layers { get; init; } = 3;

    /// <summary>Width of the graph layers, at least 1. Default: 64.</summary>
    public int HiddenSize { get; init; } = 64;

    /// <summary>After each graph layer and each hidden layer of the head. Default: ReLU.</summary>
    public Activation Activation { get; init; } = Activation.Relu;

    /// <summary>Between a graph layer (or the projection) and its activation. Default: none.</summary>
    public NormKind Norm { get; init; } = NormKind.None;

    /// <summary>Adds a layer's input to its output where both are of one width. Default: false.</summary>
    public bool Residual { get; init; }

    /// <summary>Share of values dropped after each graph layer's activation, in [0, 1). Default: 0.</summary>
    public double Dropout { get; init; }

    /// <summary>Which layers the readout looks at. Default: the last.</summary>
    public JumpingKnowledgeKind JumpingKnowledge { get; init; } = JumpingKnowledgeKind.None;

    /// <summary>How nodes become a graph's row; none for outputs per node. Default: mean.</summary>
    public ReadoutKind Readout { get; init; } = ReadoutKind.Mean;

    /// <summary>Set2set: rounds of attention, at least 1. Default: 3.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ReadoutSteps { get; init; }

    /// <summary>Sort: nodes kept of each graph, at least 1. Default: 10.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? ReadoutNodes { get; init; }

    /// <summary>Widths of the head's hidden layers. Default: none, a single linear layer.</summary>
    public IReadOnlyList<int> HeadSizes { get; init; } = [];

    /// <summary>Share of values dropped before each linear layer of the head, in [0, 1). Default: 0.</summary>
    public double HeadDropout { get; init; }

    internal void Validate() => ModelOptionsCheck.Require(this);

    /// <summary>Time steps and channels of a node's series, where the order needs them: <c>[T, C]</c>, or flat features in T steps.</summary>
    internal (long Steps, long Channels)? Series => (NodeShape, TimeSteps) switch
    {
        ({ Count: 2 }, null) => (NodeShape[0], NodeShape[1]),
        ({ Count: 1 }, >= 1 and { } steps) when NodeShape[0] % steps == 0 => (steps, NodeShape[0] / steps),
        _ => null,
    };
}
