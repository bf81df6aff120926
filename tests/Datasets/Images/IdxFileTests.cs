using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public sealed class IdxFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0x08, new byte[] { 0, 255 }, new[] { 0f, 255f })]
    [InlineData(0x09, new byte[] { 0x7F, 0x80 }, new[] { 127f, -128f })]
    [InlineData(0x0B, new byte[] { 0x01, 0x02, 0xFF, 0xFE }, new[] { 258f, -2f })]
    [InlineData(0x0C, new byte[] { 0, 1, 0, 0, 0xFF, 0xFF, 0xFF, 0xFF }, new[] { 65536f, -1f })]
    [InlineData(0x0D, new byte[] { 0x3F, 0xC0, 0, 0, 0xC0, 0, 0, 0 }, new[] { 1.5f, -2f })]
    [InlineData(0x0E, new byte[] { 0x3F, 0xF8, 0, 0, 0, 0, 0, 0, 0xC0, 0, 0, 0, 0, 0, 0, 0 }, new[] { 1.5f, -2f })]
    public void Read_EveryType_BigEndianValues(int type, byte[] elements, float[] expected)
    {
        var plain = Read(IdxBytes.Of(type, [2, 1], elements));
        Assert.Equal(((IdxType)type, 2), (plain.Type, plain.Count));
        Assert.Equal([2, 1], plain.Shape);
        Assert.Equal(expected, plain.ToSingles());
        Assert.Equal(expected, Read(IdxBytes.Packed(IdxBytes.Of(type, [2, 1], elements))).ToSingles());
    }

    [Fact]
    public void Values_OfAnotherType_Refused()
    {
        var array = Read(IdxBytes.Of(0x0B, [1], 0, 7));
        Assert.Equal([7], array.Values<short>().ToArray());
        Assert.Contains("Int16, not Byte", Assert.Throws<InvalidOperationException>(() => array.Values<byte>()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_NoElements_IsEmpty() => Assert.Equal(0, Read(IdxBytes.Of(8, [0, 28, 28])).Count);

    public static TheoryData<byte[], string> Damaged => new()
    {
        { [], "byte 0: the file ends within its header, which has 4 bytes or more" },
        { [0, 0, 8, 2, 0, 0], "byte 6: the file ends within its header, which has 12 bytes or more" },
        { [0, 1, 8, 1, 0, 0, 0, 0], "byte 0: the file begins with 0x00010801, but IDX begins with two zero bytes" },
        { [0, 0, 7, 1, 0, 0, 0, 0], "byte 2: the element type is 0x07 but must be one of 0x08" },
        { [0, 0, 8, 0], "byte 3: the array has 0 dimensions" },
        { IdxBytes.Of(8, [2, 3], 1, 2, 3, 4, 5), "byte 4: the dimensions [2, 3] of UInt8 promise 18 bytes, but the file has no more than 17" },
        { IdxBytes.Packed(IdxBytes.Of(8, [2, 3], 1, 2, 3, 4, 5)), "byte 17: the file ends here, but its dimensions [2, 3] promise 18 bytes" },
        { IdxBytes.Of(8, [2], 1, 2, 3), "byte 10: the file goes on, but its dimensions [2] promise 10 bytes" },
        { IdxBytes.Of(0x0C, [70_000, 70_000], 1), "byte 8: dimension 1 is 70000, which makes more elements than" },
        { IdxBytes.Of(8, [-1], 1), "byte 4: dimension 0 is 4294967295, which makes more elements than" },
        { IdxBytes.Packed(IdxBytes.Of(8, [2_000_000_000], 1)), "byte 4: the dimensions [2000000000] of UInt8 promise 2000000008 bytes, but the file has no more than" },
        { IdxBytes.Packed(IdxBytes.Of(8, [1000], new byte[1000]))[..20], "the" },
        { [0x1F, 0x8B, 1, 2, 3], "the gzip data is damaged" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Read_DamagedFile_SaysWhereAndWhat(byte[] bytes, string problem)
    {
        var error = Assert.Throws<DatasetFormatException>(() => Read(bytes));
        Assert.StartsWith($"{_folder["file"]}: ", error.Message, StringComparison.Ordinal);
        Assert.Contains(problem, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Read_PackedDataWithAFlippedBit_IsRefused()
    {
        var bytes = IdxBytes.Packed(IdxBytes.Of(8, [300], [.. Enumerable.Range(0, 300).Select(i => (byte)(i * i))]));
        bytes[^6] ^= 1;                                         // of the checksum
        Assert.Throws<DatasetFormatException>(() => Read(bytes));
    }

    [Fact]
    public void Read_AbsentFileOrFolder_IsRefused()
    {
        Assert.Contains("cannot be read", Assert.Throws<DatasetFormatException>(() => IdxFile.Read(_folder["absent"])).Message, StringComparison.Ordinal);
        Assert.Throws<DatasetFormatException>(() => IdxFile.Read(_folder.Path));
    }

    private IdxArray Read(byte[] bytes)
    {
        File.WriteAllBytes(_folder["file"], bytes);
        return IdxFile.Read(_folder["file"]);
    }
}
