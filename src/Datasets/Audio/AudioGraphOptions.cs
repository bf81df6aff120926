namespace GraphSeq.Datasets;

/// <summary>How recordings become graphs. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record AudioGraphOptions
{
    /// <summary>The spectrogram, whose sample rate must be the recordings'; null for 40 Slaney bands over windows of 25 ms every 10 ms, the transform
    /// being the next power of 2.</summary>
    public MelSpectrogramOptions? Mel { get; init; }

    /// <summary>What the nodes are. Default: windows of time.</summary>
    public AudioNodes Nodes { get; init; }

    /// <summary>How a node carries its piece. Default: as a series.</summary>
    public AudioSignal Signal { get; init; }

    /// <summary>Frames of a window, <c>W</c>; at least 1. Default: 16.</summary>
    public int WindowFrames { get; init; } = 16;

    /// <summary>Frames from one window to the next, at least 1; the last window ends with the recording. Default: null, half a window.</summary>
    public int? WindowHop { get; init; }

    /// <summary>Mel bands of a node where nodes are bands; must divide the number of bands. Default: 5.</summary>
    public int BandsPerNode { get; init; } = 5;

    /// <summary>Nodes are joined to those up to so many before and behind them; at least 1. Default: 1, a chain.</summary>
    public int Reach { get; init; } = 1;

    /// <summary>Decibels below a recording's loudest value at which quieter ones are cut off; above 0. Default: 80.</summary>
    public double TopDb { get; init; } = 80;

    /// <summary>Brings each recording's decibels to mean 0 and deviation 1 over all frames and bands, so that loudness does not matter. Default: true.</summary>
    public bool Standardize { get; init; } = true;

    internal int Hop => WindowHop ?? Math.Max(1, WindowFrames / 2);

    internal MelSpectrogramOptions MelFor(int sampleRate)
    {
        if (Mel is not null) return Mel;
        var window = Math.Max(1, sampleRate / 40);
        var transform = (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)window);
        return new MelSpectrogramOptions
        {
            SampleRate = sampleRate,
            NFft = transform,
            WinLength = window,
            HopLength = Math.Max(1, sampleRate / 100),
            NMels = 40,
            MelScale = MelScale.Slaney,
            Norm = MelNorm.Slaney,
        };
    }

    internal void Validate(int sampleRate)
    {
        List<string> problems = [];
        var mel = MelFor(sampleRate);
        if (mel.SampleRate != sampleRate) problems.Add($"Mel.SampleRate is {mel.SampleRate}, but the recordings have {sampleRate}.");
        if (!Enum.IsDefined(Nodes)) problems.Add($"Nodes is {Nodes}, which is not one of {string.Join(", ", Enum.GetNames<AudioNodes>())}.");
        if (!Enum.IsDefined(Signal)) problems.Add($"Signal is {Signal}, which is not one of {string.Join(", ", Enum.GetNames<AudioSignal>())}.");
        if (WindowFrames < 1) problems.Add($"WindowFrames is {WindowFrames} but must be at least 1.");
        if (WindowHop < 1) problems.Add($"WindowHop is {WindowHop} but must be at least 1, or null.");
        if (Nodes == AudioNodes.Bands && (BandsPerNode < 1 || mel.NMels % BandsPerNode != 0))
            problems.Add($"BandsPerNode is {BandsPerNode} but must divide the {mel.NMels} bands.");
        if (Reach < 1) problems.Add($"Reach is {Reach} but must be at least 1.");
        if (!(TopDb > 0)) problems.Add($"TopDb is {TopDb} but must be above 0.");
        if (problems.Count > 0) throw new ArgumentException($"AudioGraphOptions: {string.Join(" ", problems)}");
        mel.Validate();
    }
}
