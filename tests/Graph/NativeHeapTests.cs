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
        var before = mallinfo2();
        var block = NativeMemory.Alloc(24 << 20);
        var during = mallinfo2();
        NativeMemory.Free(block);
        Assert.Equal(before.MappedBytes, during.MappedBytes);
        Assert.True(mallinfo2().HeapBytes >= during.HeapBytes, "The block was given back at once.");
    }

    [DllImport("libc.so.6")]
    private static extern MallocInfo mallinfo2();

    [StructLayout(LayoutKind.Sequential)]
    private readonly struct MallocInfo
    {
        public readonly nuint HeapBytes, FreeChunks, FastBins, MappedBlocks, MappedBytes, MostUsed, FastBytes, UsedBytes, FreeBytes, TrimmableBytes;
    }
}
