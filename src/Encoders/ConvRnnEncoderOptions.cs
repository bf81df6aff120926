namespace GraphSeq.Encoders;

/// <summary>What a <see cref="ConvRnnEncoder"/> is made of. Immutable; vary a copy with <c>with</c>; checked when the encoder is built.</summary>
public sealed record ConvRnnEncoderOptions
{
    /// <summary>The signal every node carries.</summary>
    public required SignalShape Input { get; init; }

    /// <summary>Convolutions, first to last: Conv1d over the time of a series, Conv2d over an image or over every image of a sequence.
    /// Default: none, the recurrent layer reads the signal itself.</summary>
    public IReadOnlyList<ConvLayerOptions> Convs { get; init; } = [];

    /// <summary>Which axis of an image becomes time; series and image sequences have theirs. Default: the width.</summary>
    public SequenceAxis SequenceAxis { get; init; } = SequenceAxis.Width;

    /// <summary>The recurrent layer. Default: LSTM.</summary>
    public RecurrentCell Cell { get; init; } = RecurrentCell.Lstm;

    /// <summary>Features of the recurrent state, per direction; at least 1.</summary>
    public required long HiddenSize { get; init; }

    /// <summary>Recurrent layers on top of each other; at least 1. Default: 1.</summary>
    public int NumLayers { get; init; } = 1;

    /// <summary>Whether a second recurrent layer reads backwards, from each node's last valid step. Default: false.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>Whether the recurrent layer has biases. Default: true.</summary>
    public bool RecurrentBias { get; init; } = true;

    /// <summary>Dropout between recurrent layers in training, in [0, 1); needs two layers or more. Default: 0.</summary>
    public double RecurrentDropout { get; init; }

    /// <summary>Size that an LSTM's output is projected to, below <see cref="HiddenSize"/>; 0 for no projection. Default: 0.</summary>
    public long ProjSize { get; init; }

    /// <summary>How the steps become one vector. Default: the last state.</summary>
    public TimeReduction Reduction { get; init; } = TimeReduction.Last;

    /// <summary>Seed of the initial parameters. Default: 0.</summary>
    public ulong Seed { get; init; }

    /// <summary>Features that a direction gives per step.</summary>
    internal long DirectionSize => ProjSize > 0 ? ProjSize : HiddenSize;

    /// <summary>Checks everything and works out the sizes between the layers.</summary>
    /// <exception cref="ArgumentException">Something cannot work; the message lists all of it.</exception>
    internal ConvPlan Validate()
    {
        List<string> problems = [];
        if (HiddenSize < 1) problems.Add($"HiddenSize is {HiddenSize} but must be at least 1.");
        if (NumLayers < 1) problems.Add($"NumLayers is {NumLayers} but must be at least 1.");
        if (!(RecurrentDropout is >= 0 and < 1)) problems.Add($"RecurrentDropout is {RecurrentDropout} but must be in [0, 1).");
        else if (RecurrentDropout > 0 && NumLayers == 1)
            problems.Add("RecurrentDropout acts between recurrent layers, so with NumLayers 1 it must be 0.");
        if (ProjSize < 0 || (ProjSize > 0 && (Cell != RecurrentCell.Lstm || ProjSize >= HiddenSize)))
            problems.Add($"ProjSize is {ProjSize} but must be 0, or below HiddenSize ({HiddenSize}) with Cell Lstm.");
        RequireDefined(Cell, nameof(Cell), problems);
        RequireDefined(Reduction, nameof(Reduction), problems);
        RequireDefined(SequenceAxis, nameof(SequenceAxis), problems);
        var plan = Input is null || Convs is null ? null : ConvPlan.Create(this, problems);
        if (plan is null) problems.Add("Input and Convs must not be null.");
        if (plan is null || problems.Count > 0) throw new ArgumentException($"ConvRnnEncoderOptions: {string.Join(" ", problems)}");
        return plan;
    }

    internal static void RequireDefined<T>(T value, string name, List<string> problems) where T : struct, Enum
    {
        if (!Enum.IsDefined(value)) problems.Add($"{name} is {value}, which is none of {string.Join(", ", Enum.GetNames<T>())}.");
    }
}
