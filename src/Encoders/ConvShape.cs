namespace GraphSeq.Encoders;

/// <summary>Output lengths along one axis, as PyTorch computes them.</summary>
public static class ConvShape
{
    /// <summary><c>floor((length + 2 padding - dilation (kernel - 1) - 1) / stride) + 1</c>; 0 or less when the kernel does not fit.</summary>
    /// <param name="length">Length of the input.</param>
    /// <param name="kernel">Kernel size, at least 1.</param>
    /// <param name="stride">Step, at least 1.</param>
    /// <param name="padding">Added at either end.</param>
    /// <param name="dilation">Distance of the kernel's taps, at least 1.</param>
    public static long OutputLength(long length, long kernel, long stride = 1, long padding = 0, long dilation = 1)
    {
        var room = length + 2 * padding - dilation * (kernel - 1) - 1;
        return room < 0 ? 0 : room / stride + 1;
    }

    /// <summary>Length behind a pooling window; the stride is the kernel unless given.</summary>
    /// <param name="length">Length of the input.</param>
    /// <param name="kernel">Window size, at least 1.</param>
    /// <param name="stride">Step; 0 for <paramref name="kernel"/>.</param>
    /// <param name="padding">Added at either end.</param>
    /// <param name="ceilMode">Keeps a last window that only begins within the input.</param>
    public static long PooledLength(long length, long kernel, long stride = 0, long padding = 0, bool ceilMode = false)
    {
        var step = stride == 0 ? kernel : stride;
        var room = length + 2 * padding - kernel;
        if (room < 0 && !ceilMode) return 0;
        if (!ceilMode) return room / step + 1;
        var count = (long)Math.Ceiling(room / (double)step) + 1;
        return (count - 1) * step >= length + padding ? count - 1 : count;
    }
}
