namespace GraphSeq.Encoders;

/// <summary>What one node carries.</summary>
public enum SignalKind
{
    /// <summary><c>[T, C]</c>: C channels over time.</summary>
    Series,

    /// <summary><c>[C, H, W]</c>: one image.</summary>
    Image,

    /// <summary><c>[T, C, H, W]</c>: images over time.</summary>
    ImageSequence,
}
