namespace GraphSeq.Datasets;

/// <summary>A recording with what is known of it.</summary>
/// <param name="Name">Its file, relative to the set's folder.</param>
/// <param name="Audio">The samples.</param>
/// <param name="Label">Its class, a position in <see cref="LabelledAudio.ClassNames"/>.</param>
/// <param name="Group">Whom it belongs to, such as the speaker; empty when unknown.</param>
public sealed record AudioRecording(string Name, WavAudio Audio, int Label, string Group = "")
{
    /// <summary>What of its spectrogram is blotted out; empty except in copies made by <see cref="AudioAugmentation"/>.</summary>
    public IReadOnlyList<SpectrogramMask> Masks { get; init; } = [];
}
