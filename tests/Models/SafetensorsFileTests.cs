using System.Buffers.Binary;
using System.Text;
using GraphSeq.Models;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Models;

public sealed class SafetensorsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("graphseq-safetensors-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [SkippableTheory]
    [InlineData("pyg_gcn_enzymes.safetensors")]
    [InlineData("pyg_gcn_enzymes_init.safetensors")]
    public void Write_TensorsOfAGoldenFile_GivesTheSameBytes(string name)
    {
        var golden = SharedFiles.RequireGolden(name);
        using var scope = NewDisposeScope();
        using var file = SafetensorsFile.Open(golden);
        var copy = Path.Combine(_folder, "copy.safetensors");
        SafetensorsFile.Write(copy, file.ReadAll(), file.Metadata);
        Assert.Equal(File.ReadAllBytes(golden), File.ReadAllBytes(copy));
    }

    [Fact]
    public void Read_EveryElementType_GivesBackShapeTypeAndValues()
    {
        using var scope = NewDisposeScope();
        var tensors = new Dictionary<string, Tensor>
        {
            ["bool"] = tensor(new[] { true, false, true }),
            ["u8"] = tensor(new byte[] { 0, 255 }),
            ["i8"] = tensor(new sbyte[] { -128, 127 }),
            ["i16"] = tensor(new short[] { -300, 300 }),
            ["i32"] = tensor(new[] { int.MinValue, int.MaxValue }),
            ["i64"] = tensor(new[,] { { long.MinValue }, { long.MaxValue } }),
            ["f16"] = tensor(new[] { 1.5f, -2f }).to(ScalarType.Float16),
            ["bf16"] = tensor(new[] { 1.5f, -2f }).to(ScalarType.BFloat16),
            ["f32"] = tensor(new[] { float.NaN, float.Epsilon, float.PositiveInfinity }),
            ["f64"] = tensor(new[,] { { 1e300, -0.0 } }).t(),
            ["scalar"] = tensor(3f),
            ["nothing"] = zeros(0, 4),
            ["naïve \"key\"\n"] = tensor(1L),
        };
        var path = Path.Combine(_folder, "deep", "er", "all.safetensors");
        SafetensorsFile.Write(path, tensors, new Dictionary<string, string> { ["note"] = "a+b 日本" });
        using var file = SafetensorsFile.Open(path);
        Assert.Equal("a+b 日本", file.Metadata["note"]);
        Assert.Equal(tensors.Keys.Order(), file.Entries.Select(e => e.Name).Order());
        foreach (var (name, expected) in tensors) TensorAssert.Same(file.Read(name), expected, name);
        Assert.Single(Directory.GetFiles(Path.GetDirectoryName(path)!));
    }

    [Fact]
    public void Write_MixedElementSizes_AlignsEveryTensor()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "mixed.safetensors");
        SafetensorsFile.Write(path, new Dictionary<string, Tensor>
        {
            ["a"] = zeros(3, dtype: ScalarType.Byte),
            ["b"] = zeros(3),
            ["c"] = zeros(1, dtype: ScalarType.Int64),
        });
        using var file = SafetensorsFile.Open(path);
        Assert.Equal(["c", "b", "a"], file.Entries.Select(e => e.Name));
        Assert.Equal([0L, 8, 20], file.Entries.Select(e => e.Begin));
    }

    [Fact]
    public void Write_UnwritableTypeOrReservedName_ThrowsAndLeavesNoFile()
    {
        using var scope = NewDisposeScope();
        var path = Path.Combine(_folder, "bad.safetensors");
        var error = Assert.Throws<ArgumentException>(() =>
            SafetensorsFile.Write(path, new Dictionary<string, Tensor> { ["z"] = zeros(1, dtype: ScalarType.ComplexFloat32) }));
        Assert.Contains("ComplexFloat32", error.Message);
        Assert.Throws<ArgumentException>(() => SafetensorsFile.Write(path, new Dictionary<string, Tensor> { ["__metadata__"] = zeros(1) }));
        Assert.Empty(Directory.GetFiles(_folder));
    }

    [Theory]
    [InlineData("[]", 0, "not a JSON object")]
    [InlineData("{", 0, "not sound JSON")]
    [InlineData("{} {}", 0, "not sound JSON")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "key a comes twice")]
    [InlineData("""{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "in tensor a, key dtype comes twice")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", 6, "tensors overlap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[6,10]}}""", 10, "there is a gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, "there is a gap")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 5, "end at byte 4 of the data, the file at byte 5")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 4, "end at byte 8 of the data, the file at byte 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,4]}}""", 4, "F32 [2] needs 8 bytes but its data_offsets span 4")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}""", 4, "not a begin and an end")]
    [InlineData("""{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}""", 4, "not a whole number of 0 or more")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,4]}}""", 4, "not a whole number of 0 or more")]
    [InlineData("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "beyond 2^63 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[0,4611686018427387904,4],"data_offsets":[0,0]}}""", 0, "beyond 2^63 bytes")]
    [InlineData("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,99999999999999999999]}}""", 4, "not a whole number of 0 or more")]
    [InlineData("""{"a":{"dtype":"F8_E4M3","shape":[1],"data_offsets":[0,1]}}""", 1, "dtype F8_E4M3, which is none of F64, F32")]
    [InlineData("""{"a":{"shape":[1],"data_offsets":[0,4]}}""", 4, "lacks one of dtype, shape and data_offsets")]
    [InlineData("""{"a":[1]}""", 0, "is not an object")]
    [InlineData("""{"__metadata__":{"n":1}}""", 0, "not text")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, "not sound JSON")]
    [InlineData("""{"a":{"x":[[[[[[[[[[1]]]]]]]]]]}}""", 0, "not sound JSON")]
    public void Open_HostileHeader_SaysWhatIsWrong(string header, int dataBytes, string expected)
    {
        var path = WriteRaw(Encoding.UTF8.GetBytes(header), dataBytes);
        var error = Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(path));
        Assert.StartsWith($"{path}: ", error.Message);
        Assert.Contains(expected, error.Message);
        Assert.Equal(path, error.Path);
    }

    [Fact]
    public void Open_WrongUtf8_Throws() =>
        Assert.Contains("UTF-8",
            Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(WriteRaw([(byte)'{', (byte)'"', 0xC3, 0x28, (byte)'"'], 0))).Message);

    [Theory]
    [InlineData(3UL)]
    [InlineData(100_000_001UL)]
    [InlineData(ulong.MaxValue)]
    public void Open_HeaderBeyondTheFile_Throws(ulong length)
    {
        var path = Path.Combine(_folder, "long.safetensors");
        var bytes = new byte[10];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, length);
        File.WriteAllBytes(path, bytes);
        Assert.Contains($"{length} bytes long", Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(path)).Message);
    }

    [Fact]
    public void Open_ShortOrMissingFile_Throws()
    {
        var path = Path.Combine(_folder, "short.safetensors");
        Assert.Throws<FileNotFoundException>(() => SafetensorsFile.Open(path));
        File.WriteAllBytes(path, [1, 2, 3]);
        Assert.Contains("3 bytes", Assert.Throws<ModelFileException>(() => SafetensorsFile.Open(path)).Message);
    }

    [Fact]
    public void Read_BooleanOfOtherBytes_Throws()
    {
        var path = WriteRaw("""{"a":{"dtype":"BOOL","shape":[2],"data_offsets":[0,2]}}"""u8.ToArray(), 2);
        using (var stream = File.OpenWrite(path))
        {
            stream.Seek(-1, SeekOrigin.End);
            stream.WriteByte(7);
        }
        using var file = SafetensorsFile.Open(path);
        Assert.Contains("BOOL", Assert.Throws<ModelFileException>(() => file.Read("a")).Message);
    }

    private string WriteRaw(byte[] header, int dataBytes)
    {
        var path = Path.Combine(_folder, "raw.safetensors");
        var bytes = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, (ulong)header.Length);
        header.CopyTo(bytes, 8);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
