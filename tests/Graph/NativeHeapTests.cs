using System.Runtime.InteropServices;
using GraphSeq.Graph;

namespace GraphSeq.Tests.Graph;

public unsafe class NativeHeapTests
{
    [SkippableFact]
    public void Keep_UsingTheLibrary_LargeBlocksComeFromTheHeapAndStay()
    {
        Skip.IfNot(OperatingSystem.IsLinux() && NativeLibrary.TryLoad("libc.so.6", out _), "The settings are glibc's.");
        NativeHeap.Keep();
        // Other tests allocate meanwhile and move the counts, but not in each of many tries; a block that is mapped is mapped in each.
        Assert.True(Enumerable.Range(0, 100).Any(_ => IsKept()), "The block was mapped, or given back at once, in 100 of 100 tries.");
    }

    private static bool IsKept()
    {
        var before = mallinfo2();
        var block = NativeMemory.Alloc(24 << 20);
        var during = mallinfo2();
        NativeMemory.Free(block);
        return during.MappedBytes == before.MappedBytes && during.UsedBytes >= before.UsedBytes + (24 << 20) && mallinfo2().HeapBytes >= during.HeapBytes;
    }

    [DllImport("libc.so.6")]
    private static extern MallocInfo mallinfo2();

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct MallocInfo
    {
        public readonly nuint HeapBytes, FreeChunks, FastBins, MappedBlocks, MappedBytes, MostUsed, FastBytes, UsedBytes, FreeBytes, TrimmableBytes;
    }
}
