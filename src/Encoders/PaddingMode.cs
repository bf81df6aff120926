namespace GraphSeq.Encoders;

/// <summary>What a convolution reads beyond the edges of its input <c>a b c d</c>. With lengths, the edge is each node's own.</summary>
public enum PaddingMode
{
    /// <summary><c>0 0 | a b c d | 0 0</c>.</summary>
    Zeros,

    /// <summary><c>c b | a b c d | c b</c>; padding must be smaller than the input.</summary>
    Reflect,

    /// <summary><c>a a | a b c d | d d</c>.</summary>
    Replicate,

    /// <summary><c>c d | a b c d | a b</c>; padding must not be larger than the input.</summary>
    Circular,
}
