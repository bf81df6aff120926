using GraphSeq.Graph;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Graph;

public sealed class AtomicFolderTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Write_NewFolder_IsNotThereBeforeAllFilesAre()
    {
        AtomicFolder.Write(_folder["below/set"], "key", place =>
        {
            WriteTexts(place, "key", "other");
            Assert.False(Directory.Exists(_folder["below/set"]));
        });
        Assert.Equal([_folder["below/set"]], Directory.GetFileSystemEntries(_folder["below"]));
        Assert.Equal(["key", "other"], Names("below/set"));
    }

    [Fact]
    public void Write_FolderAtHand_IsTouchedOnlyOnceAllIsWritten()
    {
        WriteTexts(_folder["set"], "mine");
        File.WriteAllText(_folder["set/key"], "old");
        AtomicFolder.Write(_folder["set"], "key", place =>
        {
            WriteTexts(place, "key", "other");
            Assert.Equal("old", File.ReadAllText(_folder["set/key"]));
            Assert.False(File.Exists(_folder["set/other"]));
        });
        Assert.Equal(["key", "mine", "other"], Names("set"));
        Assert.Equal("text of key", File.ReadAllText(_folder["set/key"]));
        Assert.Empty(Directory.GetDirectories(_folder["set"]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Write_FailsHalfWay_LeavesWhatWasThere(bool isThere)
    {
        if (isThere) WriteTexts(_folder["set"], "key");
        Assert.Throws<OperationCanceledException>(() => AtomicFolder.Write(_folder["set"], "key", place =>
        {
            WriteTexts(place, "other");
            throw new OperationCanceledException();
        }));
        Assert.Equal(isThere ? [_folder["set"]] : [], Directory.GetFileSystemEntries(_folder.Path));
        if (isThere) Assert.Equal(["key"], Names("set"));
    }

    [Fact]
    public void IsFree_WhatAKilledWriterLeft_DoesNotCount()
    {
        Assert.True(AtomicFolder.IsFree(_folder["set"]));
        Directory.CreateDirectory(_folder["set"]);
        Assert.True(AtomicFolder.IsFree(_folder["set"]));
        AtomicFolder.Write(_folder["set"], "key", place =>
        {
            Assert.True(AtomicFolder.IsFree(_folder["set"]));           // as it is while the writer lives, and after it was killed
            WriteTexts(place, "key");
        });
        Assert.False(AtomicFolder.IsFree(_folder["set"]));
        Assert.False(AtomicFolder.IsFree(_folder["set/key"]));
    }

    private static void WriteTexts(string place, params string[] names)
    {
        Directory.CreateDirectory(place);
        foreach (var name in names) File.WriteAllText(Path.Combine(place, name), $"text of {name}");
    }

    private IEnumerable<string?> Names(string folder) => Directory.GetFiles(_folder[folder]).Select(Path.GetFileName).Order(StringComparer.Ordinal);
}
