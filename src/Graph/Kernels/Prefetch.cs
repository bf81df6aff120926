using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace GraphSeq.Graph.Kernels;

/// <summary>Asks the memory system early for rows that a gather will read.</summary>
internal static unsafe class Prefetch
{
    /// <summary>Entries between the one that is asked for and the one in use.</summary>
    public const int Distance = 8;

    private const long WorthwhileBytes = 16L << 20;
    private const int CacheLine = 64;

    /// <summary>Whether a gathered matrix is too large for the cache; prefetching one that is not only costs instructions.</summary>
    public static bool IsWorthwhile<T>(long numRows, int width) where T : unmanaged =>
        Sse.IsSupported && numRows * width * sizeof(T) > WorthwhileBytes;

    /// <summary>Asks for the cache lines of <paramref name="count"/> values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Lines<T>(T* source, int count) where T : unmanaged
    {
        if (!Sse.IsSupported) return;
        for (var offset = 0; offset < count * sizeof(T); offset += CacheLine) Sse.Prefetch0((byte*)source + offset);
    }
}
