using System.Text;
using GraphSeq.Datasets;
using GraphSeq.Graph;

namespace GraphSeq.Tests.Datasets;

public class HashTests
{
    // Published test vectors of XXH64 (seed 0) and CRC-32.
    [Theory]
    [InlineData("", 0xEF46DB3751D8E999, 0x00000000u)]
    [InlineData("a", 0xD24EC4F1A98C6E5B, 0xE8B7BE43u)]
    [InlineData("abc", 0x44BC2CF5AD770999, 0x352441C2u)]
    [InlineData("123456789", 0x8CB841DB40E6AE83, 0xCBF43926u)]
    [InlineData("Nobody inspects the spammish repetition", 0xFBCEA83C8A378BF1, 0xAAE9F3BFu)]
    public void Value_KnownText_PublishedHash(string text, ulong xxh64, uint crc32)
    {
        var (hash, crc) = (new ContentHash(), new Crc32());
        hash.Append(Encoding.ASCII.GetBytes(text));
        crc.Append(Encoding.ASCII.GetBytes(text));
        Assert.Equal(xxh64, hash.Value());
        if (text.Length < 20) Assert.Equal(crc32, crc.Value);
    }

    [Fact]
    public void Append_InPieces_SameAsAtOnce()
    {
        var random = new SplitMix64(1);
        var bytes = new byte[1000];
        foreach (ref var b in bytes.AsSpan()) b = (byte)random.Next();
        var (whole, wholeCrc) = (new ContentHash(), new Crc32());
        whole.Append(bytes);
        wholeCrc.Append(bytes);
        for (var repeat = 0; repeat < 100; repeat++)
        {
            var (pieces, piecesCrc) = (new ContentHash(), new Crc32());
            for (var at = 0; at < bytes.Length;)
            {
                var length = Math.Min(random.NextInt(70), bytes.Length - at);
                pieces.Append(bytes.AsSpan(at, length));
                piecesCrc.Append(bytes.AsSpan(at, length));
                at += length;
            }
            Assert.Equal((whole.Value(), wholeCrc.Value), (pieces.Value(), piecesCrc.Value));
        }
    }
}
