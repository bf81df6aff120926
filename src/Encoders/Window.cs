namespace GraphSeq.Encoders;

/// <summary>One convolution or pooling along the axis that becomes time.</summary>
internal readonly record struct Window(long Kernel, long Stride, long Padding, long Dilation, PaddingMode Mode)
{
    public long OutputLength(long length) => ConvShape.OutputLength(length, Kernel, Stride, Padding, Dilation);

    /// <summary>The smallest input length that gives <paramref name="outputLength"/> positions and that the padding mode allows.</summary>
    public long MinimumInputLength(long outputLength) =>
        Math.Max(SmallestPadded, ConvShape.MinimumInputLength(outputLength, Kernel, Stride, Padding, Dilation));

    /// <summary>The smallest length that can be padded: reflect reads up to <c>Padding</c> positions beyond the edge one, circular all of them.</summary>
    public long SmallestPadded => Padding == 0 ? 1 : Mode switch
    {
        PaddingMode.Reflect => Padding + 1,
        PaddingMode.Circular => Padding,
        _ => 1,
    };
}
