namespace GraphSeq.Encoders;

/// <summary>Which axis of an image <c>[C, H, W]</c> becomes time after the convolutions; the other two become the features of a step.</summary>
public enum TimeAxis
{
    /// <summary>Rows, from top to bottom: <c>[N, H, C W]</c>.</summary>
    Height,

    /// <summary>Columns, from left to right: <c>[N, W, C H]</c>.</summary>
    Width,

    /// <summary>Channels: <c>[N, C, H W]</c>.</summary>
    Channels,
}
