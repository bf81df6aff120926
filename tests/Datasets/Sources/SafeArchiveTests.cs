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
    [InlineData("\\\\server\\share\\evil.txt")]
    [InlineData("file.txt:hidden")]
    [InlineData("..")]
    [InlineData("a\nb")]
    [InlineData("a\0b")]
    public void Extract_EntryOutsideTheTarget_IsRefused(string name)
    {
        Write(new ZipBytes().Add(name, "text").ToArray());
        var error = Assert.Throws<DatasetFormatException>(() => SafeArchive.Extract(_folder["a.zip"], _folder["out"], NoLimit));
        Assert.Contains("would leave the folder", error.Message, StringComparison.Ordinal);
        Assert.Equal([_folder["a.zip"]], Directory.GetFileSystemEntries(_folder.Path));
    }

    [Theory]
    [InlineData(0xA1FF0000, "'odd' is a link")]
    [InlineData(0x11FF0000, "'odd' is a device or pipe")]
    [InlineData(0x61FF0000, "'odd' is a device or pipe")]
    public void Extract_LinkOrDevice_IsRefused(uint attributes, string problem)
    {
        Write(new ZipBytes().Add(new("odd", "/etc/passwd"u8.ToArray()) { ExternalAttributes = attributes }).ToArray());
        AssertRefused(problem);
    }

    [Fact]
    public void Extract_Encrypted_SaysWhatToDo()
    {
        Write(new ZipBytes().Add(new("secret", [1, 2, 3]) { Flags = 1 }).ToArray());
        AssertRefused("'secret' is encrypted. Unpack the archive with its password");
    }

    [Fact]
    public void Extract_UnknownCompression_SaysSo()
    {
        Write(new ZipBytes().Add(new("odd", [1, 2, 3]) { Method = 93 }).ToArray());
        AssertRefused("compress");
    }

    [Fact]
    public void Extract_FileThatIsAFolderToo_IsRefused()
    {
        Write(new ZipBytes().Add("a/b", "file").Add("A/B/c", "below it").ToArray());
        AssertRefused("as a file and as a folder");
    }

    [Theory]
    [InlineData(2UL)]                                          // shorter than its data
    [InlineData(40UL)]                                         // longer
    [InlineData(15_000_000UL)]                                 // longer, by far
    public void Extract_LengthThatLies_IsRefused(ulong claimed)
    {
        Write(new ZipBytes().Add(new("a", new byte[20]) { ClaimedLength = claimed }).ToArray());
        AssertRefused("damaged");
    }

    [Theory]
    [InlineData(1UL << 60)]
    [InlineData(ulong.MaxValue)]
    public void List_Zip64LengthThatLies_IsRefused(ulong claimed)
    {
        Write(new ZipBytes().Add(new("a", new byte[20]) { ClaimedLength = claimed, IsZip64 = true }).ToArray());
        Assert.Throws<DatasetFormatException>(() => SafeArchive.List(_folder["a.zip"], NoLimit));
    }

    [Fact]
    public void Extract_Zip64_IsUnpacked()
    {
        Write(new ZipBytes().Add(new("a", "text"u8.ToArray()) { IsZip64 = true }).ToArray());
        SafeArchive.Extract(_folder["a.zip"], _folder["out"], NoLimit);
        Assert.Equal("text", File.ReadAllText(_folder["out/a"]));
    }

    [Fact]
    public void List_ManyEntriesOnTheSameBytes_AreRefusedByTheirTotal()
    {
        var kernel = new byte[1 << 20];
        var packed = Deflated(kernel);
        var archive = new ZipBytes().Add(new("0", kernel) { Method = 8, Packed = packed });
        for (var i = 1; i < 250; i++) archive.Add(new($"{i}", kernel) { Method = 8, Packed = packed, SharedOffset = 0 });
        Write(archive.ToArray());
        Assert.InRange(new FileInfo(_folder["a.zip"]).Length, 0, 20_000);
        AssertRefused("decompression bomb");
    }

    [Fact]
    public void List_ArchiveInAnArchive_StaysPacked()
    {
        var bomb = new ZipBytes().Add(new("zeros", new byte[1 << 20]) { Method = 8, Packed = Deflated(new byte[1 << 20]) }).ToArray();
        Write(new ZipBytes().Add(new("inner.zip", bomb)).ToArray());
        SafeArchive.Extract(_folder["a.zip"], _folder["out"], NoLimit);
        Assert.Equal(bomb, File.ReadAllBytes(_folder["out/inner.zip"]));
    }

    [Fact]
    public void List_TooManyEntries_IsRefused()
    {
        Write(archive =>
        {
            for (var i = 0; i < 100_001; i++) archive.CreateEntry($"{i}");
        });
        AssertRefused("100001 entries but may have 100000");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(60_000)]
    public void List_CountOfEntriesThatLies_IsRefused(int claimed)
    {
        Write(new ZipBytes().Add("a", "text").Add("b", "text").ToArray((ushort)claimed));
        AssertRefused("damaged");
    }

    [Fact]
    public void Extract_CutOffAnywhere_IsRefused()
    {
        var whole = new ZipBytes().Add("SET/a", "some text").Add("SET//b", "more of it").ToArray();
        for (var length = 0; length < whole.Length; length++)
        {
            Write(whole[..length]);
            AssertRefused("damaged");
        }
    }

    [SkippableTheory]
    [InlineData("tu-zip/MUTAG.zip", "MUTAG/MUTAG_A.txt")]
    [InlineData("tu-zip/cleaned/MUTAG.zip", "MUTAG/MUTAG_A.txt")]
    public void List_RealArchive_HasCleanNames(string archive, string name) =>
        Assert.Contains(name, SafeArchive.List(SharedFiles.RequireData(archive), NoLimit).Select(entry => entry.Name));

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

    private void AssertRefused(string problem)
    {
        var error = Assert.Throws<DatasetFormatException>(() => SafeArchive.Extract(_folder["a.zip"], _folder["out"], NoLimit));
        Assert.StartsWith($"{_folder["a.zip"]}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.OrdinalIgnoreCase);
    }

    private static byte[] Deflated(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true)) deflate.Write(bytes);
        return packed.ToArray();
    }

    private void Write(byte[] archive) => File.WriteAllBytes(_folder["a.zip"], archive);

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
