using GraphSeq.Graph;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph;

public sealed class AtomicFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Write_NewFolderThenAgain_HasWhatWasWrittenLast(bool flushToDisk)
    {
        foreach (var text in (string[])["first", "second, and longer"])
        {
            AtomicFile.Write(_folder["new/file"], stream => stream.Write(System.Text.Encoding.UTF8.GetBytes(text)), flushToDisk);
            Assert.Equal(text, File.ReadAllText(_folder["new/file"]));
        }
        Assert.Equal([_folder["new/file"]], Directory.GetFileSystemEntries(_folder["new"]));
    }

    [Fact]
    public void Write_DiskFullHalfWay_KeepsTheOldFileAndNothingElse()
    {
        File.WriteAllText(_folder["file"], "old");
        var error = Assert.Throws<IOException>(() => AtomicFile.Write(_folder["file"], stream =>
        {
            stream.Write(new byte[100_000]);
            throw new IOException("No space left on device");
        }));
        Assert.Equal("No space left on device", error.Message);
        Assert.Equal("old", File.ReadAllText(_folder["file"]));
        Assert.Equal([_folder["file"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Write_FolderInItsPlace_IsRefusedAndLeavesNothing()
    {
        Directory.CreateDirectory(_folder["file/below"]);
        Assert.ThrowsAny<Exception>(() => AtomicFile.Write(_folder["file"], stream => stream.WriteByte(1)));
        Assert.Equal([_folder["file"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Write_LeftoversOfKilledProcesses_AreRemovedWhereOldAndOfThisFile()
    {
        var (old, young, other) = (_folder[".file.1.tmp"], _folder[".file.2.tmp"], _folder[".files.3.tmp"]);
        foreach (var leftover in (string[])[old, young, other]) File.WriteAllText(leftover, "half");
        foreach (var leftover in (string[])[old, other]) File.SetLastWriteTimeUtc(leftover, DateTime.UtcNow.AddHours(-3));
        AtomicFile.Write(_folder["file"], stream => stream.WriteByte(1));
        Assert.Equal([young, other, _folder["file"]], Directory.GetFileSystemEntries(_folder.Path).Order(StringComparer.Ordinal));
    }
}
