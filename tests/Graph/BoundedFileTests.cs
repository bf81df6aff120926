using GraphSeq.Graph;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph;

public sealed class BoundedFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4096)]
    [InlineData(10_000)]
    public void ReadAllBytes_UpToTheBound_IsTheFile(int length)
    {
        byte[] bytes = [.. Enumerable.Range(0, length).Select(i => (byte)(7 * i))];
        File.WriteAllBytes(_folder["file"], bytes);
        Assert.Equal(bytes, BoundedFile.ReadAllBytes(_folder["file"], Math.Max(length, 1)));
        if (length > 0) Assert.Throws<IOException>(() => BoundedFile.ReadAllBytes(_folder["file"], length - 1));
    }

    [SkippableFact]
    public void ReadAllBytes_Device_EndsAtTheBound()
    {
        Skip.IfNot(File.Exists("/dev/zero"), "There is no such device.");
        Assert.Contains("more than 100000 bytes", Assert.Throws<IOException>(() => BoundedFile.ReadAllBytes("/dev/zero", 100_000)).Message, StringComparison.Ordinal);
    }
}
