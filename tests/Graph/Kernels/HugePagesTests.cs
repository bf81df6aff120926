using GraphSeq.Graph.Kernels;

namespace GraphSeq.Tests.Graph.Kernels;

public sealed unsafe class HugePagesTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    public void Ask_AnyPartOfAnArray_LeavesItsContents(int offset)
    {
        var bytes = GC.AllocateArray<byte>(9 << 20, pinned: true);
        for (var i = 0; i < bytes.Length; i += 509) bytes[i] = (byte)(i / 509);
        fixed (byte* address = bytes) HugePages.Ask((nint)(address + offset), bytes.Length - offset - 3);
        for (var i = 0; i < bytes.Length; i += 509) Assert.Equal((byte)(i / 509), bytes[i]);
    }

    [Fact]
    public void Ask_NothingOrLittle_DoesNothing()
    {
        HugePages.Ask(0, 0);
        HugePages.Ask(1, 100);
    }
}
