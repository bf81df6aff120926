using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

public class WavFileTests
{
    private static readonly byte[] Mono16 = WavBytes.Format(1, 1, 8000, 16);

    public static TheoryData<int, int, byte[], float[]> Codings => new()
    {
        { 1, 8, [0, 128, 255, 64], [-1f, 0f, 127 / 128f, -0.5f] },
        { 1, 16, [0, 0x80, 0xFF, 0x7F, 1, 0], [-1f, 32767 / 32768f, 1 / 32768f] },
        { 1, 24, [0, 0, 0x80, 0xFF, 0xFF, 0x7F, 1, 0, 0, 0xFF, 0xFF, 0xFF], [-1f, 8388607 / 8388608f, 1 / 8388608f, -1 / 8388608f] },
        { 1, 32, [0, 0, 0, 0x80, 0, 0, 0, 0x40], [-1f, 0.5f] },
        { 3, 32, [.. BitConverter.GetBytes(0.25f), .. BitConverter.GetBytes(-3f)], [0.25f, -3f] },
        { 3, 64, [.. BitConverter.GetBytes(0.1), .. BitConverter.GetBytes(-1.0)], [0.1f, -1f] },
    };

    [Theory]
    [MemberData(nameof(Codings))]
    public void Read_EveryCoding_PlainAndExtensible(int tag, int bits, byte[] data, float[] expected)
    {
        foreach (var format in new[] { WavBytes.Format(tag, 1, 16000, bits), WavBytes.Extensible(tag, 1, 16000, bits, bits) })
        {
            var audio = Parse(WavBytes.File(format, WavBytes.Chunk("data", data)));
            Assert.Equal((1, 16000, expected.Length), (audio.Channels, audio.SampleRate, audio.Length));
            Assert.Equal(expected, audio.Channel(0).ToArray());
        }
    }

    [Fact]
    public void Read_Stereo_ChannelsApartAndMixed()
    {
        var audio = Parse(WavBytes.Pcm16(44100, 2, 16384, -16384, 8192, 0));
        Assert.Equal([0.5f, 0.25f], audio.Channel(0).ToArray());
        Assert.Equal([-0.5f, 0f], audio.Channel(1).ToArray());
        Assert.Equal([0f, 0.125f], audio.ToMono());
        Assert.Equal(2 / 44100.0, audio.Seconds);
        Assert.Throws<ArgumentOutOfRangeException>(() => audio.Channel(2).Length);
    }

    [Fact]
    public void Read_UnknownChunksOfOddSize_AreSkipped()
    {
        byte[] data = [1, 0, 2, 0];
        var audio = Parse(WavBytes.File(WavBytes.Chunk("LIST", [1, 2, 3]), Mono16, WavBytes.Chunk("fact", [9, 9, 9, 9]), WavBytes.Chunk("data", data), WavBytes.Chunk("id3 ", [1])));
        Assert.Equal([1 / 32768f, 2 / 32768f], audio.Channel(0).ToArray());
    }

    [Fact]
    public void Read_OddDataOfEightBits_IsRead() =>
        Assert.Equal([0f, 0f, -1f], Parse(WavBytes.File(WavBytes.Format(1, 1, 8000, 8), WavBytes.Chunk("data", [128, 128, 0]))).Channel(0).ToArray());

    [Theory]
    [InlineData(0u)]
    [InlineData(0xFFFFFFFFu)]
    public void Read_StreamedFile_TakesAllWholeFramesThatFollow(uint size)
    {
        var audio = Parse(WavBytes.File(Mono16, WavBytes.Chunk("data", [0, 64, 0, 32, 7], size)));
        Assert.Equal([0.5f, 0.25f, 7 / 32768f], audio.Channel(0).ToArray());        // the last frame's second byte is the padding
        var odd = WavBytes.File(Mono16, WavBytes.Chunk("data", [0, 64, 0, 32, 7], size))[..^1];
        Assert.Equal([0.5f, 0.25f], Parse(odd).Channel(0).ToArray());
    }

    [Fact]
    public void Read_NoSamples_IsEmpty() => Assert.Equal(0, Parse(WavBytes.File(Mono16, WavBytes.Chunk("data", []))).Length);

    public static TheoryData<byte[], string> Damaged => new()
    {
        { [], "byte 0: the file begins with '', but a WAV file begins with 'RIFF'" },
        { [0x49, 0x44, 0x33, 4, 0, 0, 0, 0, 0, 0, 0, 0], "byte 0: the file begins with 0x49443304" },
        { "RIFX....WAVE"u8.ToArray(), "begins with 'RIFX'" },
        { WavBytes.File(), "byte 12: the file ends without a chunk 'fmt '" },
        { WavBytes.File(Mono16), "byte 36: the file ends without a chunk 'data'" },
        { WavBytes.File(WavBytes.Chunk("data", [0, 0])), "byte 12: the data comes before the chunk 'fmt '" },
        { WavBytes.File(WavBytes.Chunk("LIST", [1, 2], 500)), "byte 16: the chunk 'LIST' claims 500 bytes, but 2 are left" },
        { WavBytes.File(Mono16, WavBytes.Chunk("data", [0, 0], 6)), "byte 40: the data claims 6 bytes, but 2 are left" },
        { WavBytes.File(Mono16, WavBytes.Chunk("data", [0, 0, 1])), "byte 40: the data has 3 bytes, which are no whole frames of 2" },
        { WavBytes.File(WavBytes.Chunk("fmt ", new byte[14])), "byte 20: the format chunk has 14 bytes but must have 16" },
        { WavBytes.File(WavBytes.Format(7, 1, 8000, 8)), "byte 20: the coding is µ-law (7)" },
        { WavBytes.File(WavBytes.Format(0x1234, 1, 8000, 8)), "the coding is unknown (4660)" },
        { WavBytes.File(WavBytes.Format(1, 1, 8000, 12)), "byte 34: samples have 12 bits but must have 8, 16, 24 or 32" },
        { WavBytes.File(WavBytes.Format(3, 1, 8000, 16)), "samples have 16 bits but must have 32 or 64" },
        { WavBytes.File(WavBytes.Format(1, 0, 8000, 16)), "byte 22: there are 0 channels" },
        { WavBytes.File(WavBytes.Format(1, 1, 0, 16)), "byte 24: the sample rate is 0 Hz" },
        { WavBytes.File(WavBytes.Format(1, 2, 8000, 16, frameSize: 2)), "byte 32: a frame has 2 bytes, but 2 channels of 16 bits take 4" },
        { WavBytes.File(WavBytes.Extensible(1, 1, 8000, 16, 20)), "byte 38: 20 of 16 bits are valid" },
        { WavBytes.File(WavBytes.Extensible(85, 1, 8000, 16, 16)), "the coding is MP3 (85)" },
        { WavBytes.File(WavBytes.Format(0xFFFE, 1, 8000, 16)), "the extensible format chunk has 16 bytes but must have 40" },
        { WavBytes.File(WavBytes.Format(3, 1, 8000, 32), WavBytes.Chunk("data", BitConverter.GetBytes(float.NaN))), "byte 44: sample 0 of channel 0 is NaN" },
    };

    [Theory]
    [MemberData(nameof(Damaged))]
    public void Read_DamagedFile_SaysWhereAndWhat(byte[] bytes, string problem) =>
        Assert.Contains(problem, Assert.Throws<DatasetFormatException>(() => Parse(bytes)).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_AbsentFile_IsRefused() => Assert.Contains(
        "cannot be read", Assert.Throws<DatasetFormatException>(() => WavFile.Read("/nowhere/a.wav")).Message, StringComparison.Ordinal);

    [SkippableFact]
    public void Read_PublicRecording_IsAsItsReadmeSays()
    {
        var audio = WavFile.Read(SharedFiles.RequireData("audio/fsdd/0_george_0.wav"));
        Assert.Equal((1, 8000, (4812 - 44) / 2), (audio.Channels, audio.SampleRate, audio.Length));
    }

    private static WavAudio Parse(byte[] bytes) => WavFile.Parse(bytes, "a.wav");
}
