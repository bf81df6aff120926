using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace GraphSeq.Graph.Kernels;

/// <summary>Asks the memory system early for rows that a gather will read.</summary>
internal static unsafe class Prefetch
{
    private const long WorthwhileBytes = 16L << 20;
    private const int CacheLine = 64;

    /// <summary>What is asked for and not used yet: a third of the first cache.</summary>
    private const int BytesAhead = 16 << 10;

    private const int MostEntriesAhead = 64;

    /// <summary>Whether a gathered matrix is too large for the cache; prefetching one that is not only costs instructions.</summary>
    public static bool IsWorthwhile<T>(long numRows, int width) where T : unmanaged =>
        Sse.IsSupported && numRows * width * sizeof(T) > WorthwhileBytes;

    /// <summary>Entries between the one that is asked for and the one in use, each of so many values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Distance<T>(int count) where T : unmanaged => Math.Min(BytesAhead / (count * sizeof(T)), MostEntriesAhead);

    /// <summary>Asks for the cache lines of <paramref name="count"/> values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines<T>(T* source, int count) where T : unmanaged
    {
        if (!Sse.IsSupported) return;
        for (var offset = 0; offset < count * sizeof(T); offset += CacheLine) Sse.Prefetch0((byte*)source + offset);
    }
}
