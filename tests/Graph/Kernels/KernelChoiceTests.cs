using GraphSeq.Graph.Kernels;
using GraphSeq.Graph.Kernels.Simd;

namespace GraphSeq.Tests.Graph.Kernels;

public class KernelChoiceTests
{
    [Theory]
    [InlineData(null, KernelBackend.Automatic)]
    [InlineData("", KernelBackend.Automatic)]
    [InlineData("native", KernelBackend.Native)]
    [InlineData("torch", KernelBackend.Torch)]
    public void Parse_KnownWord_IsThatBackend(string? text, object expected) =>
        Assert.Equal(((KernelBackend)expected, (string?)null), KernelSwitch.Parse(text));

    [Theory]
    [InlineData("Torch")]
    [InlineData("cuda")]
    [InlineData(" native")]
    public void Parse_AnythingElse_IsOneClearError(string text)
    {
        var (_, error) = KernelSwitch.Parse(text);
        Assert.Equal($"GRAPHSEQ_KERNELS is '{text}' but must be native or torch. Unset it to let GraphSeq choose.", error);
    }

    [Theory]
    [InlineData(KernelBackend.Automatic, "AuthenticAMD", SimdLevel.Vector512, long.MaxValue)]
    [InlineData(KernelBackend.Automatic, "AuthenticAMD", SimdLevel.Vector256, KernelChoice.SmallProducts)]
    [InlineData(KernelBackend.Automatic, "GenuineIntel", SimdLevel.Vector512, KernelChoice.SmallProducts)]
    [InlineData(KernelBackend.Automatic, "", SimdLevel.Vector128, KernelChoice.SmallProducts)]
    [InlineData(KernelBackend.Native, "GenuineIntel", SimdLevel.Vector512, long.MaxValue)]
    [InlineData(KernelBackend.Torch, "AuthenticAMD", SimdLevel.Vector512, -1)]
    public void Decide_EachMachineAndWish_HasItsLine(object asked, string vendor, object width, long largestNative)
    {
        var (largest, reason) = KernelChoice.Decide((KernelBackend)asked, vendor, (SimdLevel)width);
        Assert.Equal(largestNative, largest);
        Assert.NotEmpty(reason);
    }

    [Fact]
    public void Decide_UnknownMaker_SaysThatItWasNotMeasured() =>
        Assert.Equal("native when small, else torch (an unnamed processor with 128-bit vectors: not measured)",
            KernelChoice.Decide(KernelBackend.Automatic, "", SimdLevel.Vector128).Reason);
}
