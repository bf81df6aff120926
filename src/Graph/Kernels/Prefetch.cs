using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace GraphSeq.Graph.Kernels;

/// <summary>Asks the memory system early for rows that a gather will read.</summary>
internal static unsafe class Prefetch
{
    private const long WorthwhileBytes = 4L << 20;
    private const int CacheLine = 64;

    /// <summary>What is asked for and not used yet: a third of the first cache.</summary>
    private const int BytesAhead = 16 << 10;

    private const int MostEntriesAhead = 64;

    /// <summary>Whether <paramref name="count"/> rows of <paramref name="width"/> values that are gathered are too many for a core's own cache; asking
    /// for what is there only costs instructions.</summary>
    public static bool IsWorthwhile<T>(long count, long width) where T : unmanaged => Sse.IsSupported && count * width * sizeof(T) > WorthwhileBytes;

    /// <summary>Entries between the one that is asked for and the one in use, each of so many values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Distance<T>(long count) where T : unmanaged => (int)Math.Clamp(BytesAhead / Math.Max(count * sizeof(T), 1), 1, MostEntriesAhead);

    /// <summary>Asks for the cache lines of <paramref name="count"/> values: a constant of the caller, and no more than a block of columns.</summary>
    /// <remarks>Written out, as the JIT leaves a loop here rolled up: a core then has fewer lines under way, and the sum over the neighbours in a graph
    /// of a million nodes takes a fifth longer.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines<T>(T* source, int count) where T : unmanaged
    {
        if (!Sse.IsSupported) return;
        var line = (byte*)source;
        var bytes = count * sizeof(T);
        Sse.Prefetch0(line);
        if (bytes > 1 * CacheLine) Sse.Prefetch0(line + 1 * CacheLine);
        if (bytes > 2 * CacheLine) Sse.Prefetch0(line + 2 * CacheLine);
        if (bytes > 3 * CacheLine) Sse.Prefetch0(line + 3 * CacheLine);
        if (bytes > 4 * CacheLine) Sse.Prefetch0(line + 4 * CacheLine);
        if (bytes > 5 * CacheLine) Sse.Prefetch0(line + 5 * CacheLine);
        if (bytes > 6 * CacheLine) Sse.Prefetch0(line + 6 * CacheLine);
        if (bytes > 7 * CacheLine) Sse.Prefetch0(line + 7 * CacheLine);
    }

    /// <summary>Asks for the cache lines of a row of any width.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Row<T>(T* source, long width) where T : unmanaged
    {
        var step = 4 * CacheLine / sizeof(T);
        for (; width >= step; width -= step, source += step) Lines(source, step);
        for (step /= 4; width > 0; width -= step, source += step) Lines(source, 1);
    }
}
