namespace GraphSeq.Graph.Kernels;

/// <summary>Cuts work into chunks by its size alone, so that neither the cut nor the result depends on the number of threads.</summary>
internal static unsafe class Partition
{
    /// <summary>Chunks at most: enough to keep a dozen threads even, few enough that claiming them costs nothing.</summary>
    public const int MaxChunks = 64;

    /// <summary>Chunks at most where each has a partial result of its own that is added up at the end.</summary>
    public const int MaxPartials = 8;

    /// <summary>Elementary operations that are worth handing to another thread: a few microseconds.</summary>
    public const long WorkPerChunk = 1 << 15;

    /// <summary>Elementary operations that are worth a partial result, which has to be cleared and added up.</summary>
    public const long WorkPerPartial = 1 << 17;

    /// <summary>How many chunks to cut <paramref name="work"/> elementary operations into; at least 1.</summary>
    /// <param name="work">Elementary operations (multiply-adds, say).</param>
    public static int ChunkCount(long work) => (int)Math.Clamp(work / WorkPerChunk, 1, MaxChunks);

    /// <summary>How many chunks with partial results to cut <paramref name="work"/> elementary operations into; at least 1.</summary>
    /// <param name="work">Elementary operations (multiply-adds, say).</param>
    public static int PartialCount(long work) => (int)Math.Clamp(work / WorkPerPartial, 1, MaxPartials);

    /// <summary>The <paramref name="chunk"/>-th of <paramref name="numChunks"/> even ranges of <c>[0, count)</c>, its inner borders
    /// multiples of <paramref name="multiple"/>.</summary>
    public static (int Begin, int End) Even(int count, int chunk, int numChunks, int multiple = 1)
    {
        var blocks = ((long)count + multiple - 1) / multiple;
        var begin = blocks * chunk / numChunks * multiple;
        var end = blocks * (chunk + 1) / numChunks * multiple;
        return ((int)Math.Min(begin, count), (int)Math.Min(end, count));
    }

    /// <summary>The rows of one chunk, cut so that rows plus entries are even over the chunks.</summary>
    /// <param name="rowPtr">Offsets of the rows, <c>[numRows + 1]</c>, ascending.</param>
    /// <param name="numRows">Number of rows.</param>
    /// <param name="chunk">Which chunk, in <c>[0, numChunks)</c>.</param>
    /// <param name="numChunks">Number of chunks.</param>
    /// <returns>The range <c>[Begin, End)</c>; the ranges of all chunks follow one another and cover all rows.</returns>
    public static (int Begin, int End) EdgeBalanced(int* rowPtr, int numRows, int chunk, int numChunks) =>
        (Border(rowPtr, numRows, chunk, numChunks), Border(rowPtr, numRows, chunk + 1, numChunks));

    /// <summary>The first row r whose <c>rowPtr[r] + r</c> reaches the chunk's share of rows plus entries.</summary>
    private static int Border(int* rowPtr, int numRows, int chunk, int numChunks)
    {
        if (chunk == 0) return 0;
        if (chunk == numChunks) return numRows;
        var first = rowPtr[0];
        var target = ((long)rowPtr[numRows] - first + numRows) * chunk / numChunks;
        var (low, high) = (0, numRows);
        while (low < high)
        {
            var middle = (int)(((uint)low + (uint)high) / 2);
            if ((long)rowPtr[middle] - first + middle < target) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
