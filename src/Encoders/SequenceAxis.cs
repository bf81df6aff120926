namespace GraphSeq.Encoders;

/// <summary>The axis of an image <c>[C, H, W]</c> that becomes time after the convolutions; the other two are a step's features.</summary>
public enum SequenceAxis
{
    /// <summary>Time is the width: a step has <c>C · H</c> features, channel by channel.</summary>
    Width,

    /// <summary>Time is the height: a step has <c>C · W</c> features, channel by channel.</summary>
    Height,

    /// <summary>Time is the channels: a step has <c>H · W</c> features, row by row.</summary>
    Channels,
}
