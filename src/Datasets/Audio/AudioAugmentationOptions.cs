namespace GraphSeq.Datasets;

/// <summary>What <see cref="AudioAugmentation"/> does to copies of recordings; each amount is drawn evenly up to its limit. Immutable.</summary>
public sealed record AudioAugmentationOptions
{
    /// <summary>Copies of each training recording; at least 1. Default: 4.</summary>
    public int Copies { get; init; } = 4;

    /// <summary>Largest change of speed, and with it of pitch, either way, in [0, 0.5]. Default: 0.1.</summary>
    public double Speed { get; init; } = 0.1;

    /// <summary>Longest shift, earlier or later, in seconds; at least 0. What leaves is lost, what is laid bare is silent. Default: 0.05.</summary>
    public double Shift { get; init; } = 0.05;

    /// <summary>Largest change of loudness either way, in decibels; at least 0. Default: 6.</summary>
    public double Gain { get; init; } = 6;

    /// <summary>White noise at its loudest, in decibels of signal to noise; it goes up to 30 dB quieter. Null for none. Default: 15.</summary>
    public double? Noise { get; init; } = 15;

    /// <summary>Longest stretch of time blotted out of the spectrogram, as a share of it, in [0, 1]. Default: 0.15.</summary>
    public double TimeMask { get; init; } = 0.15;

    /// <summary>Widest band blotted out of the spectrogram, as a share of it, in [0, 1]. Default: 0.15.</summary>
    public double BandMask { get; init; } = 0.15;

    /// <summary>Decides everything. Default: 0.</summary>
    public long Seed { get; init; }

    internal void Validate()
    {
        List<string> problems = [];
        if (Copies < 1) problems.Add($"Copies is {Copies} but must be at least 1.");
        if (!(Speed is >= 0 and <= 0.5)) problems.Add($"Speed is {Speed} but must be in [0, 0.5].");
        if (!(Shift >= 0 && double.IsFinite(Shift))) problems.Add($"Shift is {Shift} but must be at least 0.");
        if (!(Gain >= 0 && double.IsFinite(Gain))) problems.Add($"Gain is {Gain} but must be at least 0.");
        if (Noise is { } noise && !double.IsFinite(noise)) problems.Add($"Noise is {noise} but must be finite, or null.");
        if (!(TimeMask is >= 0 and <= 1)) problems.Add($"TimeMask is {TimeMask} but must be in [0, 1].");
        if (!(BandMask is >= 0 and <= 1)) problems.Add($"BandMask is {BandMask} but must be in [0, 1].");
        if (problems.Count > 0) throw new ArgumentException($"AudioAugmentationOptions: {string.Join(" ", problems)}");
    }
}
