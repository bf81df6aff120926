using System.Runtime.InteropServices;
using GraphSeq.Graph;

namespace GraphSeq.Tests.Graph;

public unsafe class NativeHeapTests
{
    [SkippableFact]
    public void Keep_UsingTheLibrary_LargeBlocksComeFromTheHeap()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out _), "The settings are glibc's.");
        Skip.If(
            new[] { "MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_", "GLIBC_TUNABLES" }.Any(name => Environment.GetEnvironmentVariable(name) is not null),
            "The user has chosen the settings.");
        NativeHeap.Keep();
        // Other tests allocate meanwhile and move the counts, but not in each of many tries; a block that is mapped is mapped in each.
        Assert.True(Enumerable.Range(0, 100).Any(_ => ComesFromTheHeap()), "The block was mapped in 100 of 100 tries.");
    }

    private static bool ComesFromTheHeap()
    {
        var before = mallinfo2();
        var block = NativeMemory.Alloc(24 << 20);
        var during = mallinfo2();
        NativeMemory.Free(block);
        return during.MappedBytes == before.MappedBytes && during.UsedBytes >= before.UsedBytes + (24 << 20);
    }

    [DllImport("libc.so.6")]
    private static extern MallocInfo mallinfo2();

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct MallocInfo
    {
        public readonly nuint HeapBytes, FreeChunks, FastBins, MappedBlocks, MappedBytes, MostUsed, FastBytes, UsedBytes, FreeBytes, TrimmableBytes;
    }
}
