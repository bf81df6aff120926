using System.Text.Json;
using System.Text.Json.Serialization;
using GraphSeq.Graph;

namespace GraphSeq.Models;

/// <summary>What stands in <c>model.json</c>.</summary>
internal sealed record ModelDescription
{
    public const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
    };

    /// <summary>Version of the file's layout.</summary>
    public required int Format { get; init; }

    /// <summary>Versions of what wrote it.</summary>
    public IReadOnlyDictionary<string, string> WrittenBy { get; init; } = new Dictionary<string, string>();

    public required SequenceGraphModelOptions Options { get; init; }

    public ScalerDescription? Scaler { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ScalerDescription? TargetScaler { get; init; }

    public ModelMetadata Metadata { get; init; } = new();

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, Json);

    /// <exception cref="JsonException">The text is not of this form.</exception>
    public static ModelDescription FromJson(ReadOnlySpan<byte> utf8)
    {
        var format = JsonSerializer.Deserialize<JsonElement>(utf8);
        if (format.ValueKind != JsonValueKind.Object || !format.TryGetProperty("format", out var version)
            || version.ValueKind != JsonValueKind.Number || !version.TryGetInt32(out var number))
            throw new JsonException("there is no whole number under \"format\"; is it a model.json?");
        if (number != CurrentFormat) throw new JsonException($"its format is {number}, but this version reads format {CurrentFormat}.");
        return JsonSerializer.Deserialize<ModelDescription>(utf8, Json) ?? throw new JsonException("the file holds null.");
    }
}

/// <summary>A <see cref="FeatureScaler"/> in JSON.</summary>
internal sealed record ScalerDescription(float[] Mean, float[] Scale, double? Clip)
{
    public static ScalerDescription Of(FeatureScaler scaler) => new(scaler.Means, scaler.Scales, scaler.Clip);

    public FeatureScaler ToScaler(IReadOnlyList<long> nodeShape) => new(Mean, Scale, nodeShape, Clip);
}
