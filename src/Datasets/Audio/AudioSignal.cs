namespace GraphSeq.Datasets;

/// <summary>How a node carries its piece of a spectrogram.</summary>
public enum AudioSignal
{
    /// <summary>As a series <c>[T, C]</c>: frames over time, a channel per mel band. For Conv1d.</summary>
    Series,

    /// <summary>As an image <c>[1, H, W]</c>: a row per mel band, lowest first, a column per frame. For Conv2d; its width is time.</summary>
    Image,
}
