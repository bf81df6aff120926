namespace GraphSeq.Encoders;

/// <summary>The recurrent layer behind the convolutions. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record RecurrentOptions
{
    /// <summary>RNN, LSTM or GRU. Default: LSTM.</summary>
    public RecurrentKind Kind { get; init; } = RecurrentKind.Lstm;

    /// <summary>Size of the state, at least 1.</summary>
    public required long HiddenSize { get; init; }

    /// <summary>Layers on top of each other, at least 1. Default: 1.</summary>
    public long NumLayers { get; init; } = 1;

    /// <summary>A second direction from the last true step backwards, its state beside the first's. Default: false.</summary>
    public bool Bidirectional { get; init; }

    /// <summary>Adds learned constants. Default: true.</summary>
    public bool Bias { get; init; } = true;

    /// <summary>Share of values between layers set to 0 in training, in [0, 1). Default: 0.</summary>
    public double Dropout { get; init; }

    /// <summary>Size the LSTM's output is projected to, below <see cref="HiddenSize"/>; 0 for no projection. Default: 0.</summary>
    public long ProjSize { get; init; }

    /// <summary>Features of a step on the way out, both directions together.</summary>
    public long OutputSize => (ProjSize > 0 ? ProjSize : HiddenSize) * (Bidirectional ? 2 : 1);

    internal void AddProblems(List<string> problems)
    {
        if (HiddenSize < 1) problems.Add($"Recurrent.HiddenSize is {HiddenSize} but must be at least 1.");
        if (NumLayers < 1) problems.Add($"Recurrent.NumLayers is {NumLayers} but must be at least 1.");
        if (Dropout is not (>= 0 and < 1)) problems.Add($"Recurrent.Dropout is {Dropout} but must be in [0, 1).");
        if (ProjSize < 0 || (ProjSize > 0 && (Kind != RecurrentKind.Lstm || ProjSize >= HiddenSize)))
            problems.Add($"Recurrent.ProjSize is {ProjSize} but must be 0, or below HiddenSize with an LSTM.");
    }
}
