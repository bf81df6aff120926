namespace GraphSeq.Graph.Kernels;

/// <summary>When results are written past the cache, which spares reading their old contents into it.</summary>
internal static unsafe class StreamingStore
{
    private const long WorthwhileBytes = 32L << 20;
    private const int WidestVector = 64;

    /// <summary>Whether a result is too large to be found in the cache afterwards, and its rows lie as streaming stores need them.</summary>
    /// <param name="result">Where it begins.</param>
    /// <param name="numRows">Rows.</param>
    /// <param name="width">Columns.</param>
    public static bool IsWorthwhile<T>(T* result, long numRows, int width) where T : unmanaged =>
        numRows * width * sizeof(T) > WorthwhileBytes && (nint)result % WidestVector == 0 && (long)width * sizeof(T) % WidestVector == 0;
}
