namespace GraphSeq.Datasets;

/// <summary>A stretch of a spectrogram that is blotted out with the spectrogram's mean.</summary>
/// <remarks><see href="https://arxiv.org/abs/1904.08779">Park et al., "SpecAugment", 2019</see>, without its time warping.</remarks>
/// <param name="OverTime">True for all bands of some frames, false for all frames of some bands.</param>
/// <param name="Start">Where it begins, as a share of all frames or bands; in [0, 1].</param>
/// <param name="Length">How long it is, as a share of all frames or bands; in [0, 1].</param>
public readonly record struct SpectrogramMask(bool OverTime, double Start, double Length);
