namespace GraphSeq.Encoders;

/// <summary>The lengths of what convolutions and pooling return, in one direction.</summary>
public static class ConvShape
{
    /// <summary><c>floor((length + 2 padding - dilation (kernel - 1) - 1) / stride) + 1</c>, or 0 where the kernel does not fit.</summary>
    /// <example>A spectrogram of 129 frames, kernel 4, padding 2: <c>ConvShape.OutputLength(129, 4, padding: 2)</c> is 130.</example>
    /// <param name="length">Input length; at least 0.</param>
    /// <param name="kernel">Kernel size; at least 1.</param>
    /// <param name="stride">Step of the kernel; at least 1.</param>
    /// <param name="padding">Positions added at both ends; at least 0.</param>
    /// <param name="dilation">Distance between taps; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static long OutputLength(long length, long kernel, long stride = 1, long padding = 0, long dilation = 1)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        RequireWindow(kernel, stride, padding, dilation);
        var room = length + 2 * padding - dilation * (kernel - 1) - 1;
        return room < 0 ? 0 : room / stride + 1;
    }

    /// <summary>The smallest input length whose output has at least <paramref name="outputLength"/> positions; at least 1.</summary>
    /// <param name="outputLength">Wanted output length; at least 1.</param>
    /// <param name="kernel">Kernel size; at least 1.</param>
    /// <param name="stride">Step of the kernel; at least 1.</param>
    /// <param name="padding">Positions added at both ends; at least 0.</param>
    /// <param name="dilation">Distance between taps; at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is out of its range.</exception>
    public static long MinimumInputLength(long outputLength, long kernel, long stride = 1, long padding = 0, long dilation = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(outputLength, 1);
        RequireWindow(kernel, stride, padding, dilation);
        return Math.Max(1, (outputLength - 1) * stride + dilation * (kernel - 1) + 1 - 2 * padding);
    }

    private static void RequireWindow(long kernel, long stride, long padding, long dilation)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(kernel, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(padding);
        ArgumentOutOfRangeException.ThrowIfLessThan(dilation, 1);
    }
}
