namespace GraphSeq.Datasets;

/// <summary>Parameters of a <see cref="MelSpectrogram"/>; names and defaults are torchaudio's. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record MelSpectrogramOptions
{
    /// <summary>Samples per second, Hz; at least 1. Default: 16000.</summary>
    public int SampleRate { get; init; } = 16000;

    /// <summary>Samples of a Fourier transform, which gives <c>NFft / 2 + 1</c> frequencies; at least 1. Default: 400.</summary>
    public int NFft { get; init; } = 400;

    /// <summary>Samples of the Hann window (periodic, centred in the transform), in [1, NFft]. Default: null, <see cref="NFft"/>.</summary>
    public int? WinLength { get; init; }

    /// <summary>Samples from one frame to the next; at least 1. Default: null, half the window.</summary>
    public int? HopLength { get; init; }

    /// <summary>Lowest frequency, Hz; at least 0. Default: 0.</summary>
    public double FMin { get; init; }

    /// <summary>Highest frequency, Hz; above <see cref="FMin"/>. Default: null, half the sample rate (rounded down).</summary>
    public double? FMax { get; init; }

    /// <summary>Zeros added at both ends of the signal; at least 0. Default: 0.</summary>
    public int Pad { get; init; }

    /// <summary>Mel bands, <c>M</c>; at least 1. Default: 128.</summary>
    public int NMels { get; init; } = 128;

    /// <summary>Exponent of the magnitude, above 0: 1 for magnitude, 2 for power. Default: 2.</summary>
    public double Power { get; init; } = 2;

    /// <summary>Divides the transform by the root of the window's summed squares. Default: false.</summary>
    public bool Normalized { get; init; }

    /// <summary>Frame <c>t</c> is centred on sample <c>t · hop</c>, the signal being mirrored at its ends; otherwise it begins there. Default: true.</summary>
    public bool Center { get; init; } = true;

    /// <summary>Scaling of the filters. Default: none.</summary>
    public MelNorm Norm { get; init; }

    /// <summary>Which mels. Default: HTK's.</summary>
    public MelScale MelScale { get; init; }

    internal int Window => WinLength ?? NFft;

    internal int Hop => HopLength ?? Math.Max(1, Window / 2);

    internal double Highest => FMax ?? SampleRate / 2;

    internal void Validate()
    {
        List<string> problems = [];
        if (SampleRate < 1) problems.Add($"SampleRate is {SampleRate} but must be at least 1.");
        if (NFft < 1) problems.Add($"NFft is {NFft} but must be at least 1.");
        if (WinLength is { } window && (window < 1 || window > NFft)) problems.Add($"WinLength is {window} but must be in [1, NFft], which is {NFft}; or null.");
        if (HopLength < 1) problems.Add($"HopLength is {HopLength} but must be at least 1, or null.");
        if (!(FMin >= 0 && double.IsFinite(FMin))) problems.Add($"FMin is {FMin} but must be at least 0.");
        if (!(Highest > FMin && double.IsFinite(Highest))) problems.Add($"FMax is {Highest} but must be above FMin, which is {FMin}.");
        if (Pad < 0) problems.Add($"Pad is {Pad} but must be at least 0.");
        if (NMels < 1) problems.Add($"NMels is {NMels} but must be at least 1.");
        if (!(Power > 0 && double.IsFinite(Power))) problems.Add($"Power is {Power} but must be above 0.");
        if (!Enum.IsDefined(Norm)) problems.Add($"Norm is {Norm}, which is not one of {string.Join(", ", Enum.GetNames<MelNorm>())}.");
        if (!Enum.IsDefined(MelScale)) problems.Add($"MelScale is {MelScale}, which is not one of {string.Join(", ", Enum.GetNames<MelScale>())}.");
        if (problems.Count > 0) throw new ArgumentException($"MelSpectrogramOptions: {string.Join(" ", problems)}");
    }
}
