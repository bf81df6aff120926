namespace GraphSeq.Datasets;

/// <summary>How frequencies become mels.</summary>
public enum MelScale
{
    /// <summary><c>2595 log10(1 + f / 700)</c>.</summary>
    Htk,

    /// <summary>Linear below 1000 Hz, <c>3 f / 200</c>, and logarithmic above, <c>15 + 27 ln(f / 1000) / ln 6.4</c>; librosa's default.</summary>
    Slaney,
}
