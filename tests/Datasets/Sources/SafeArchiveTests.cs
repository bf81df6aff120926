using System.IO.Compression;
using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public sealed class SafeArchiveTests : IDisposable
{
    private const long NoLimit = 1L << 40;
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("../evil.txt")]
    [InlineData("a/../../evil.txt")]
    [InlineData("..\\evil.txt")]
    [InlineData("/etc/evil.txt")]
    [InlineData("C:\\evil.txt")]
    [InlineData("a\nb")]
    public void Extract_EntryOutsideTheTarget_IsRefused(string name)
    {
        Write(archive => archive.CreateEntry(name));
        var error = Assert.Throws<DatasetFormatException>(() => SafeArchive.Extract(_folder["a.zip"], _folder["out"], NoLimit));
        Assert.Contains("would leave the folder", error.Message, StringComparison.Ordinal);
        Assert.Equal([_folder["a.zip"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Fact]
    public void Extract_Link_IsRefused()
    {
        Write(archive => archive.CreateEntry("link").ExternalAttributes = unchecked((int)0xA1FF0000));
        Assert.Contains("is a link", Assert.Throws<DatasetFormatException>(() => SafeArchive.Extract(_folder["a.zip"], _folder["out"], NoLimit)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void List_Bomb_IsRefusedByRatioAndByTotal()
    {
        Write(archive => Fill(archive.CreateEntry("zeros"), 64 << 20));
        Assert.Contains("decompression bomb", Assert.Throws<DatasetFormatException>(() => SafeArchive.List(_folder["a.zip"], NoLimit)).Message, StringComparison.Ordinal);
        Write(archive => Fill(archive.CreateEntry("zeros"), 1 << 20));
        Assert.Single(SafeArchive.List(_folder["a.zip"], NoLimit));
        Assert.Throws<DatasetFormatException>(() => SafeArchive.List(_folder["a.zip"], 1000));
    }

    [Fact]
    public void List_TwoEntriesOfOneName_AreRefused()
    {
        Write(archive =>
        {
            archive.CreateEntry("a/b");
            archive.CreateEntry("a//b");
        });
        Assert.Contains("two entries named 'a/b'", Assert.Throws<DatasetFormatException>(() => SafeArchive.List(_folder["a.zip"], NoLimit)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Extract_DoubleSlashesAndFolders_LandWhereMeant()
    {
        Write(archive =>
        {
            archive.CreateEntry("SET/");
            Fill(archive.CreateEntry("SET//./SET_A.txt"), 3);
        });
        SafeArchive.Extract(_folder["a.zip"], _folder["out"], NoLimit);
        Assert.Equal(3, new FileInfo(_folder["out/SET/SET_A.txt"]).Length);
    }

    [Fact]
    public void Open_EntryLongerThanItDeclares_IsRefused()
    {
        Write(archive => Fill(archive.CreateEntry("zeros"), 5000));
        var bytes = File.ReadAllBytes(_folder["a.zip"]);
        for (var at = 0; at + 4 <= bytes.Length; at++)
            if (BitConverter.ToInt32(bytes, at) == 5000) BitConverter.TryWriteBytes(bytes.AsSpan(at), 50);
        File.WriteAllBytes(_folder["a.zip"], bytes);
        Assert.Throws<DatasetFormatException>(() => SafeArchive.Extract(_folder["a.zip"], _folder["out"], NoLimit));
    }

    [Fact]
    public void Extract_ContentDamaged_IsRefusedByItsChecksum()
    {
        Write(archive => Fill(archive.CreateEntry("stored", CompressionLevel.NoCompression), 1000));
        var bytes = File.ReadAllBytes(_folder["a.zip"]);
        bytes[500] ^= 1;
        File.WriteAllBytes(_folder["a.zip"], bytes);
        Assert.Contains("checksum", Assert.Throws<DatasetFormatException>(() => SafeArchive.Extract(_folder["a.zip"], _folder["out"], NoLimit)).Message, StringComparison.OrdinalIgnoreCase);
    }

    private void Write(Action<ZipArchive> fill)
    {
        using var archive = new ZipArchive(File.Create(_folder["a.zip"]), ZipArchiveMode.Create);
        fill(archive);
    }

    private static void Fill(ZipArchiveEntry entry, int length)
    {
        using var stream = entry.Open();
        stream.Write(new byte[length]);
    }
}
