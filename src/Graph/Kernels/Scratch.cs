using System.Runtime.InteropServices;

namespace GraphSeq.Graph.Kernels;

/// <summary>Memory that a kernel needs while it runs, aligned to a cache line, its contents undefined. Dispose gives it back.</summary>
internal readonly unsafe ref struct Scratch<T>(long count) where T : unmanaged
{
    private const int Alignment = 64;

    /// <summary>Where the memory begins.</summary>
    public readonly T* Pointer = (T*)NativeMemory.AlignedAlloc((nuint)Math.Max(count * sizeof(T), Alignment), Alignment);

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => NativeMemory.AlignedFree(Pointer);
}
