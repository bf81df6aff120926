namespace GraphSeq.Graph.Kernels;

/// <summary>Sizes of a pooling over grids with channels last.</summary>
/// <param name="Count">Number of grids, N.</param>
/// <param name="Height">Rows of a grid on the way in.</param>
/// <param name="Width">Columns of a grid on the way in.</param>
/// <param name="Channels">Values per place.</param>
/// <param name="Rows">The window along the rows.</param>
/// <param name="Columns">The window along the columns.</param>
internal readonly record struct PoolShape(int Count, int Height, int Width, int Channels, PoolWindow Rows, PoolWindow Columns)
{
    /// <summary>Rows of a grid on the way out.</summary>
    public int OutHeight => Rows.OutputLength(Height);

    /// <summary>Columns of a grid on the way out.</summary>
    public int OutWidth => Columns.OutputLength(Width);

    /// <summary>Values of a grid on the way in.</summary>
    public int InSize => Height * Width * Channels;

    /// <summary>Values of a grid on the way out.</summary>
    public int OutSize => OutHeight * OutWidth * Channels;
}

/// <summary>A pooling window in one direction.</summary>
/// <param name="Size">Places it covers.</param>
/// <param name="Stride">Its step.</param>
/// <param name="Padding">Places it may begin before the grid, and end behind it; at most half its size.</param>
internal readonly record struct PoolWindow(int Size, int Stride, int Padding)
{
    /// <summary>Places on the way out.</summary>
    public int OutputLength(int length) => (length + 2 * Padding - Size) / Stride + 1;

    /// <summary>The places of the grid that the window covers, <c>[Begin, End)</c>.</summary>
    public (int Begin, int End) Covers(int place, int length) =>
        (Math.Max(0, place * Stride - Padding), Math.Min(length, place * Stride - Padding + Size));
}
