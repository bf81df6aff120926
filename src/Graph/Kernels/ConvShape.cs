namespace GraphSeq.Graph.Kernels;

/// <summary>Sizes of a convolution of stride 1 over many small grids.</summary>
/// <param name="Count">Number of grids, N.</param>
/// <param name="Height">Rows of a grid on the way in.</param>
/// <param name="Width">Columns of a grid on the way in.</param>
/// <param name="InChannels">Values per place on the way in.</param>
/// <param name="OutChannels">Values per place on the way out.</param>
/// <param name="KernelHeight">Rows of the window.</param>
/// <param name="KernelWidth">Columns of the window.</param>
/// <param name="PadHeight">Rows of zeros on either side, less than the window's.</param>
/// <param name="PadWidth">Columns of zeros on either side, less than the window's.</param>
internal readonly record struct ConvShape(int Count, int Height, int Width, int InChannels, int OutChannels, int KernelHeight, int KernelWidth,
    int PadHeight, int PadWidth)
{
    /// <summary>Rows of a grid on the way out.</summary>
    public int OutHeight => Height + 2 * PadHeight - KernelHeight + 1;

    /// <summary>Columns of a grid on the way out.</summary>
    public int OutWidth => Width + 2 * PadWidth - KernelWidth + 1;

    /// <summary>Values of a grid on the way in.</summary>
    public int InSize => Height * Width * InChannels;

    /// <summary>Values of a grid on the way out.</summary>
    public int OutSize => OutHeight * OutWidth * OutChannels;

    /// <summary>Values of the weight.</summary>
    public int WeightSize => KernelHeight * KernelWidth * InChannels * OutChannels;

    /// <summary>Multiply-adds of one pass, padding counted.</summary>
    public long Products => (long)Count * OutHeight * OutWidth * WeightSize;
}
