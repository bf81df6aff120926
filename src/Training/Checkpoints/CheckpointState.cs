using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GraphSeq.Training.Checkpoints;

/// <summary>What stands in a checkpoint's JSON, with a hash of its own; the tensors lie in the safetensors file that it names.</summary>
/// <param name="Format">Version of the layout.</param>
/// <param name="Identity">What the run is: versions, hashes of data and split, and the training options. All must be met to take it up.</param>
/// <param name="Epochs">Epochs completed.</param>
/// <param name="EpochSteps">Steps done of the epoch at hand; null between epochs.</param>
/// <param name="EpochRows">Rows they were of.</param>
/// <param name="EpochLossSum">Their losses, times their rows.</param>
/// <param name="OutputWidth">Columns of the outputs seen in the epoch at hand.</param>
/// <param name="OptimizerSteps">Steps done in all; with the seed it stands for every random state, as each step is seeded by its number.</param>
/// <param name="LearningRate">Step size of the last step.</param>
/// <param name="BestEpoch">Best epoch so far; 0 before any.</param>
/// <param name="BestScore">What it scored.</param>
/// <param name="AveragedEpochs">Epochs in the mean of weights.</param>
/// <param name="History">Every epoch completed.</param>
/// <param name="Tensors">Name of the file with the tensors.</param>
/// <param name="TensorsHash">SHA-256 of that file.</param>
internal sealed record CheckpointState(
    int Format, JsonObject Identity, int Epochs, int? EpochSteps, int EpochRows, double EpochLossSum, int OutputWidth, long OptimizerSteps,
    double LearningRate, int BestEpoch, double BestScore, int AveragedEpochs, IReadOnlyList<EpochRecord> History, string Tensors, string TensorsHash)
{
    public const int CurrentFormat = 2;

    /// <summary>Numbers read back as the same bits, those that are not finite too.</summary>
    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        WriteIndented = true,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    private const string HashKey = "sha256", StateKey = "state";

    /// <summary>The state in JSON, behind the hash of its text.</summary>
    public byte[] ToSealedJson()
    {
        var state = JsonSerializer.SerializeToUtf8Bytes(this, Json);
        return [.. Encoding.UTF8.GetBytes($"{{\"{HashKey}\": \"{HashOf(state)}\",\n\"{StateKey}\": "), .. state, .. "}\n"u8];
    }

    /// <summary>What <see cref="ToSealedJson"/> wrote: a number that has changed on the disk is as bad as a missing one.</summary>
    /// <exception cref="JsonException">The text is damaged, or of another kind.</exception>
    public static CheckpointState FromSealedJson(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object || !root.TryGetProperty(HashKey, out var hash) || hash.ValueKind != JsonValueKind.String
                || !root.TryGetProperty(StateKey, out var state))
                throw new JsonException("it is no checkpoint of this version.");
            if (!hash.ValueEquals(HashOf(JsonMarshal.GetRawUtf8Value(state)))) throw new JsonException("it is damaged: its hash is not that of its text.");
            return state.Deserialize<CheckpointState>(Json) ?? throw new JsonException("it holds null.");
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)      // keys that come twice, halves of surrogate pairs
        {
            throw new JsonException(e.Message, e);
        }
    }

    private static string HashOf(ReadOnlySpan<byte> text) => Convert.ToHexStringLower(SHA256.HashData(text));
}
