using GraphSeq.Encoders;
using GraphSeq.Graph;

namespace GraphSeq.Models;

/// <summary>All that a <see cref="SequenceGraphModel"/> is built from; goes to JSON and back. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record SequenceGraphModelOptions
{
    /// <summary>Shape of one node's features: <c>[F]</c>, <c>[T, C]</c>, <c>[C, H, W]</c> or <c>[T, C, H, W]</c>.</summary>
    public required IReadOnlyList<long> NodeShape { get; init; }

    /// <summary>Outputs per graph (or node): classes, labels or values; at least 1.</summary>
    public required int Outputs { get; init; }

    /// <summary>Standardises features with statistics of the training part before all else. Default: false.</summary>
    public bool Standardize { get; init; }

    /// <summary>Largest magnitude of a standardised feature, above 0; null for no limit. Default: null.</summary>
    public double? FeatureClip { get; init; }

    /// <summary>Deviation of the normal noise added to the features while training, at least 0. Default: 0.</summary>
    public double InputNoise { get; init; }

    /// <summary>The encoder that turns a node's series into a vector; null for none: features are then flattened.</summary>
    public ConvRnnEncoderOptions? Encoder { get; init; }

    /// <summary>Brings features, or the encoder's output, to <see cref="HiddenSize"/> by a linear layer with norm and activation before the first
    /// graph layer; with <see cref="JumpingKnowledge"/> the readout then sees each node by itself. Default: false.</summary>
    public bool Projection { get; init; }

    /// <summary>The graph convolution. Default: gcn.</summary>
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

    /// <summary>Widths of the head's hidden layers. Default: none, a single linear layer.</summary>
    public IReadOnlyList<int> HeadSizes { get; init; } = [];

    /// <summary>Share of values dropped before each linear layer of the head, in [0, 1). Default: 0.</summary>
    public double HeadDropout { get; init; }

    internal void Validate()
    {
        List<string> problems = [];
        if (NodeShape is not { Count: >= 1 and <= 4 } || NodeShape.Any(size => size < 1))
            problems.Add($"NodeShape is {Shapes.Describe([.. NodeShape ?? []])} but must have 1 to 4 sizes of at least 1.");
        else if (Encoder is not null)
            ValidateEncoder(Encoder, NodeShape, problems);
        if (Outputs < 1) problems.Add($"Outputs is {Outputs} but must be at least 1.");
        if (FeatureClip is { } clip && !(clip > 0)) problems.Add($"FeatureClip is {clip} but must be above 0, or null.");
        if (FeatureClip is not null && !Standardize) problems.Add("FeatureClip is set but Standardize is false; it limits standardised features.");
        if (!(InputNoise >= 0 && double.IsFinite(InputNoise))) problems.Add($"InputNoise is {InputNoise} but must be at least 0.");
        if (Layers < 0) problems.Add($"Layers is {Layers} but must be at least 0.");
        if (HiddenSize < 1) problems.Add($"HiddenSize is {HiddenSize} but must be at least 1.");
        RequireShare(Dropout, nameof(Dropout));
        RequireShare(HeadDropout, nameof(HeadDropout));
        RequireDefined(Activation, nameof(Activation));
        RequireDefined(Norm, nameof(Norm));
        RequireDefined(JumpingKnowledge, nameof(JumpingKnowledge));
        RequireDefined(Readout, nameof(Readout));
        if (HeadSizes is null || HeadSizes.Any(size => size < 1)) problems.Add("HeadSizes must be sizes of at least 1.");
        if (Convolution is null) problems.Add("Convolution is null.");
        else GraphConvolutions.Validate(Convolution, problems);
        if (problems.Count > 0) throw new ArgumentException($"SequenceGraphModelOptions: {string.Join(" ", problems)}");

        void RequireShare(double value, string name)
        {
            if (!(value is >= 0 and < 1)) problems.Add($"{name} is {value} but must be in [0, 1).");
        }

        void RequireDefined<T>(T value, string name) where T : struct, Enum
        {
            if (!Enum.IsDefined(value)) problems.Add($"{name} is {value} but must be one of {string.Join(", ", Enum.GetNames<T>())}.");
        }
    }

    private static void ValidateEncoder(ConvRnnEncoderOptions encoder, IReadOnlyList<long> nodeShape, List<string> problems)
    {
        try
        {
            encoder.Validate();
        }
        catch (ArgumentException e)
        {
            problems.Add($"Encoder: {e.Message}");
            return;
        }
        var input = encoder.Input;
        long?[] sizes = input.Kind switch
        {
            SignalKind.Series => [input.Time, input.Channels],
            SignalKind.Image => [input.Channels, input.Height, input.Width],
            _ => [input.Time, input.Channels, input.Height, input.Width],
        };
        var fits = nodeShape.Count == 1
            ? input.FlatSize == nodeShape[0]
            : nodeShape.Count == sizes.Length && sizes.Zip(nodeShape).All(pair => pair.First is null || pair.First == pair.Second);
        if (!fits) problems.Add($"Encoder.Input reads {input} but NodeShape is {Shapes.Describe([.. nodeShape])}.");
    }
}
