using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using static TorchSharp.torch;

namespace GraphSeq.Models;

/// <summary>The JSON header of a safetensors file: which tensor lies where. Reading trusts nothing that the file says.</summary>
/// <remarks><see href="https://github.com/huggingface/safetensors">The format</see>: 8 bytes of header length (little endian), the header, a JSON
/// object padded with blanks, then the tensors' bytes without gaps.</remarks>
internal static class SafetensorsHeader
{
    /// <summary>No header may be longer, as in the reference implementation.</summary>
    public const long MaxLength = 100_000_000;

    private const string MetadataKey = "__metadata__";
    private static readonly (string Name, ScalarType Type, int Size)[] Types =
    [
        ("F64", ScalarType.Float64, 8), ("F32", ScalarType.Float32, 4), ("F16", ScalarType.Float16, 2), ("BF16", ScalarType.BFloat16, 2),
        ("I64", ScalarType.Int64, 8), ("I32", ScalarType.Int32, 4), ("I16", ScalarType.Int16, 2), ("I8", ScalarType.Int8, 1),
        ("U8", ScalarType.Byte, 1), ("BOOL", ScalarType.Bool, 1),
    ];

    /// <summary>Bytes of one element.</summary>
    /// <exception cref="ArgumentException">The format has no name for the type.</exception>
    public static int SizeOf(ScalarType type) => Find(type).Size;

    /// <summary>The header's bytes, padded to a multiple of 8.</summary>
    public static byte[] Format(IEnumerable<SafetensorsEntry> entries, IReadOnlyDictionary<string, string>? metadata)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is { Count: > 0 })
            {
                json.WriteStartObject(MetadataKey);
                foreach (var (key, value) in metadata) json.WriteString(key, value);
                json.WriteEndObject();
            }
            foreach (var entry in entries)
            {
                json.WriteStartObject(entry.Name);
                json.WriteString("dtype", Find(entry.Type).Name);
                WriteNumbers("shape", entry.Shape);
                WriteNumbers("data_offsets", [entry.Begin, entry.End]);
                json.WriteEndObject();
            }
            json.WriteEndObject();

            void WriteNumbers(string name, IReadOnlyList<long> numbers)
            {
                json.WriteStartArray(name);
                foreach (var number in numbers) json.WriteNumberValue(number);
                json.WriteEndArray();
            }
        }
        var padded = new byte[(buffer.WrittenCount + 7) / 8 * 8];
        padded.AsSpan().Fill((byte)' ');
        buffer.WrittenSpan.CopyTo(padded);
        return padded;
    }

    /// <summary>Entries in the order of their bytes, and the metadata.</summary>
    /// <param name="header">The header's bytes.</param>
    /// <param name="dataLength">Bytes behind the header.</param>
    /// <exception cref="FormatException">The header is not sound; the message says where.</exception>
    public static (List<SafetensorsEntry> Entries, Dictionary<string, string> Metadata) Parse(ReadOnlySpan<byte> header, long dataLength)
    {
        if (header.IsEmpty || header[0] != (byte)'{') throw new FormatException("the header is not a JSON object.");
        if (!Utf8.IsValid(header)) throw new FormatException("the header is not valid UTF-8.");
        List<SafetensorsEntry> entries = [];
        Dictionary<string, string>? metadata = null;
        try
        {
            var json = new Utf8JsonReader(header, new JsonReaderOptions { MaxDepth = 8 });
            json.Read();
            HashSet<string> names = [];
            while (ReadKey(ref json, names, "key") is { } name)
                if (name == MetadataKey) metadata = ParseMetadata(ref json);
                else entries.Add(ParseEntry(ref json, name));
            if (json.Read()) throw new FormatException("something follows the header's object.");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)      // the latter from an escaped half of a surrogate pair
        {
            throw new FormatException($"the header is not sound JSON: {e.Message}", e);
        }
        entries.Sort((a, b) => a.Begin != b.Begin ? a.Begin.CompareTo(b.Begin) : a.End.CompareTo(b.End));
        RequireGapless(entries, dataLength);
        return (entries, metadata ?? []);
    }

    private static void RequireGapless(List<SafetensorsEntry> entries, long dataLength)
    {
        var end = 0L;
        foreach (var entry in entries)
        {
            if (entry.Begin != end)
                throw new FormatException($"tensor {entry.Name} starts at byte {entry.Begin} of the data where byte {end} was due: " +
                    (entry.Begin < end ? "tensors overlap." : "there is a gap."));
            end = entry.End;
        }
        if (end != dataLength)
            throw new FormatException($"the tensors end at byte {end} of the data, the file at byte {dataLength}. Was the download cut off?");
    }

    /// <summary>The next key of the object the reader is in, or null at its end.</summary>
    private static string? ReadKey(ref Utf8JsonReader json, HashSet<string> seen, string what)
    {
        json.Read();
        if (json.TokenType == JsonTokenType.EndObject) return null;
        var key = json.GetString()!;
        if (!seen.Add(key)) throw new FormatException($"{what} {key} comes twice.");
        json.Read();
        return key;
    }

    private static Dictionary<string, string> ParseMetadata(ref Utf8JsonReader json)
    {
        Require(json.TokenType == JsonTokenType.StartObject, MetadataKey, "is not an object");
        Dictionary<string, string> metadata = [];
        HashSet<string> seen = [];
        while (ReadKey(ref json, seen, MetadataKey) is { } key)
        {
            Require(json.TokenType == JsonTokenType.String, MetadataKey, $"has a value under {key} that is not text");
            metadata[key] = json.GetString()!;
        }
        return metadata;
    }

    private static SafetensorsEntry ParseEntry(ref Utf8JsonReader json, string name)
    {
        Require(json.TokenType == JsonTokenType.StartObject, name, "is not an object");
        string? typeName = null;
        List<long>? shape = null, offsets = null;
        HashSet<string> seen = [];
        while (ReadKey(ref json, seen, $"in tensor {name}, key") is { } key)
            switch (key)
            {
                case "dtype":
                    Require(json.TokenType == JsonTokenType.String, name, "has a dtype that is not text");
                    typeName = json.GetString();
                    break;
                case "shape": shape = ParseNumbers(ref json, name, key); break;
                case "data_offsets": offsets = ParseNumbers(ref json, name, key); break;
                default: json.Skip(); break;
            }
        Require(typeName is not null && shape is not null && offsets is not null, name, "lacks one of dtype, shape and data_offsets");
        Require(offsets!.Count == 2 && offsets[0] <= offsets[1], name, $"has data_offsets [{string.Join(", ", offsets)}], not a begin and an end");
        var known = Array.Find(Types, t => t.Name == typeName);
        Require(known.Name is not null, name, $"has dtype {typeName}, which is none of {string.Join(", ", Types.Select(t => t.Name))}");
        var bytes = CountBytes(shape!, known.Size, name);
        Require(bytes == offsets[1] - offsets[0], name,
            $"of {typeName} [{string.Join(", ", shape!)}] needs {bytes} bytes but its data_offsets span {offsets[1] - offsets[0]}");
        return new SafetensorsEntry(name, known.Type, shape!, offsets[0], offsets[1]);
    }

    private static List<long> ParseNumbers(ref Utf8JsonReader json, string name, string key)
    {
        Require(json.TokenType == JsonTokenType.StartArray, name, $"has a {key} that is not an array");
        List<long> numbers = [];
        while (json.Read() && json.TokenType != JsonTokenType.EndArray)
        {
            var number = -1L;
            Require(json.TokenType == JsonTokenType.Number && json.TryGetInt64(out number) && number >= 0, name,
                $"has a {key} with an element that is not a whole number of 0 or more");
            numbers.Add(number);
        }
        return numbers;
    }

    /// <summary>Elements × size. Sizes of 0 do not hide an overflow among the others: strides would overflow too.</summary>
    private static long CountBytes(List<long> shape, int elementSize, string name)
    {
        try
        {
            var spread = shape.Aggregate((long)elementSize, (product, size) => checked(product * Math.Max(size, 1)));
            return shape.Contains(0) ? 0 : spread;
        }
        catch (OverflowException e)
        {
            throw new FormatException($"tensor {name} has a shape [{string.Join(", ", shape)}] beyond 2^63 bytes.", e);
        }
    }

    private static void Require(bool holds, string name, string problem)
    {
        if (!holds) throw new FormatException($"tensor {name} {problem}.");
    }

    private static (string Name, ScalarType Type, int Size) Find(ScalarType type) =>
        Array.Find(Types, t => t.Type == type) is { Name: not null } found
            ? found
            : throw new ArgumentException($"A safetensors file has no name for element type {type}.", nameof(type));
}
