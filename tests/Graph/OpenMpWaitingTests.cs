using System.Runtime.InteropServices;
using GraphSeq.Graph;

namespace GraphSeq.Tests.Graph;

public class OpenMpWaitingTests
{
    [SkippableFact]
    public void Limit_UsingTheLibrary_HasSetTheCLibrarysVariable()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "libgomp is Linux's.");
        Skip.If(Environment.GetEnvironmentVariable("OMP_WAIT_POLICY") is not null, "The user has chosen a policy.");
        OpenMpWaiting.Limit();
        var expected = Environment.GetEnvironmentVariable(OpenMpWaiting.SpinVariable) ?? "2000";
        Assert.Equal(expected, Marshal.PtrToStringAnsi(getenv(OpenMpWaiting.SpinVariable)));
    }

    [DllImport("libc", CharSet = CharSet.Ansi, BestFitMapping = false, ThrowOnUnmappableChar = true)]
    private static extern nint getenv(string name);
}
