using System.Buffers.Binary;

namespace GraphSeq.Datasets;

/// <summary>What a WAV file's <c>fmt </c> chunk says of its samples.</summary>
internal sealed record WavFormat(bool IsFloat, int Bits, int Channels, int SampleRate)
{
    private const int Pcm = 1, Float = 3, Extensible = 0xFFFE;
    private const int PlainSize = 16, ExtensibleSize = 40;

    // The last 14 bytes of the GUID that says what an extensible format is; its first two bytes are a plain format tag.
    private static readonly byte[] SubFormat = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xAA, 0, 0x38, 0x9B, 0x71];

    /// <summary>Bytes of one sample of every channel.</summary>
    public int FrameSize => Channels * Bits / 8;

    /// <summary>Reads and checks the chunk.</summary>
    /// <param name="chunk">Its body.</param>
    /// <param name="offset">Where the body begins in the file, for errors.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DatasetFormatException">It is cut off, contradicts itself, or is of a coding that is not read.</exception>
    public static WavFormat Parse(ReadOnlySpan<byte> chunk, long offset, string path)
    {
        if (chunk.Length < PlainSize)
            throw Error(0, $"the format chunk has {chunk.Length} bytes but must have {PlainSize} or more.");
        int tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk);
        int channels = BinaryPrimitives.ReadUInt16LittleEndian(chunk[2..]);
        var rate = BinaryPrimitives.ReadUInt32LittleEndian(chunk[4..]);
        int frameSize = BinaryPrimitives.ReadUInt16LittleEndian(chunk[12..]);
        int bits = BinaryPrimitives.ReadUInt16LittleEndian(chunk[14..]);
        if (tag == Extensible)
        {
            if (chunk.Length < ExtensibleSize)
                throw Error(0, $"the extensible format chunk has {chunk.Length} bytes but must have {ExtensibleSize}.");
            tag = BinaryPrimitives.ReadUInt16LittleEndian(chunk[24..]);
            if (!chunk[26..ExtensibleSize].SequenceEqual(SubFormat))
                throw Error(24, $"the sub-format {Convert.ToHexString(chunk[24..ExtensibleSize])} is unknown. Convert the file to PCM.");
            int valid = BinaryPrimitives.ReadUInt16LittleEndian(chunk[18..]);
            if (valid > bits) throw Error(18, $"{valid} of {bits} bits are valid.");
        }
        if (tag is not (Pcm or Float)) throw Error(0, $"the coding is {Name(tag)}, but PCM (1) and float (3) are read. Convert the file to PCM.");
        if (!(tag == Pcm ? bits is 8 or 16 or 24 or 32 : bits is 32 or 64))
            throw Error(14, $"samples have {bits} bits but must have {(tag == Pcm ? "8, 16, 24 or 32" : "32 or 64, being floating point")}.");
        if (channels == 0) throw Error(2, "there are 0 channels.");
        if (rate is 0 or > int.MaxValue) throw Error(4, $"the sample rate is {rate} Hz.");
        if (frameSize != channels * bits / 8)
            throw Error(12, $"a frame has {frameSize} bytes, but {channels} channels of {bits} bits take {channels * bits / 8}.");
        return new WavFormat(tag == Float, bits, channels, (int)rate);

        DatasetFormatException Error(int at, string problem) => new(path, 0, $"byte {offset + at}: {problem}");
    }

    /// <summary>Samples of whole frames, channel after channel.</summary>
    /// <param name="data">Frames, each a sample per channel.</param>
    /// <param name="offset">Where the data begins in the file, for errors.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="DatasetFormatException">A sample is not a finite number, or there are too many.</exception>
    public float[] Decode(ReadOnlySpan<byte> data, long offset, string path)
    {
        var (length, size) = (data.Length / FrameSize, Bits / 8);
        var samples = new float[length * Channels];
        for (var i = 0; i < length; i++)
            for (var channel = 0; channel < Channels; channel++)
            {
                var at = i * FrameSize + channel * size;
                var sample = Sample(data.Slice(at, size));
                if (!float.IsFinite(sample)) throw new DatasetFormatException(path, 0, $"byte {offset + at}: sample {i} of channel {channel} is {sample}.");
                samples[channel * length + i] = sample;
            }
        return samples;
    }

    private float Sample(ReadOnlySpan<byte> bytes) => (IsFloat, Bits) switch
    {
        (false, 8) => (bytes[0] - 128) / 128f,
        (false, 16) => BinaryPrimitives.ReadInt16LittleEndian(bytes) / 32768f,
        (false, 24) => (bytes[0] | bytes[1] << 8 | (sbyte)bytes[2] << 16) / 8388608f,
        (false, _) => BinaryPrimitives.ReadInt32LittleEndian(bytes) / 2147483648f,
        (true, 32) => BinaryPrimitives.ReadSingleLittleEndian(bytes),
        _ => (float)BinaryPrimitives.ReadDoubleLittleEndian(bytes),
    };

    private static string Name(int tag) => tag switch
    {
        2 => "ADPCM (2)",
        6 => "A-law (6)",
        7 => "µ-law (7)",
        0x11 => "IMA ADPCM (17)",
        0x55 => "MP3 (85)",
        _ => FormattableString.Invariant($"unknown ({tag})"),
    };
}
