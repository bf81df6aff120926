using System.Text.Json;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

/// <summary>One case of a golden file. Tensors belong to the dispose scope in which the case was read.</summary>
internal sealed class GoldenCase
{
    /// <summary>How far one tensor may lie from the peer's: see <see cref="Tolerance"/>.</summary>
    private const double RelativeTolerance = 1e-5;
    private const double RoundingFactor = 4;

    public GoldenCase(string file, JsonElement json)
    {
        (File, Json) = (file, json);
        Inputs = ReadTensors(json, "inputs");
        Outputs = ReadTensors(json, "outputs");
        StateDict = ReadTensors(json, "state_dict");
        StateDictAfterForward = ReadTensors(json, "state_dict_after_forward");
        LossWeights = ReadTensors(json, "loss_weights");
        var grads = Optional(json, "grads");
        InputGrads = grads is null ? [] : ReadGradients(grads.Value.GetProperty("inputs"));
        ParameterGrads = grads is null ? [] : ReadGradients(grads.Value.GetProperty("params"));
        if (Optional(json, "grads_differ_from_numeric") is not { } differing) return;
        foreach (var entry in differing.EnumerateObject())
        {
            var (kind, name) = (entry.Name.Split('.', 2)[0], entry.Name.Split('.', 2)[1]);
            (kind == "inputs" ? InputGrads : ParameterGrads)[name] = GoldenFile.ReadTensor(entry.Value.GetProperty("numeric"));
        }
    }

    /// <summary>Name of the file.</summary>
    public string File { get; }

    /// <summary>The whole case as it stands in the file.</summary>
    public JsonElement Json { get; }
    public string Name => Json.GetProperty("name").GetString()!;
    /// <summary>The constructor's (or call's) arguments by the peer's names; what is not listed is at the peer's default.</summary>
    public JsonElement Config => Json.GetProperty("config");
    public bool Training => Optional(Json, "training")?.GetBoolean() ?? false;
    /// <summary>What the peer says where it refuses the input.</summary>
    public string? Raises => Optional(Json, "raises")?.GetString();
    public bool HasGrads => Optional(Json, "grads") is not null;

    /// <summary>By name; an element of a list is <c>name.0</c>, <c>name.1</c> …; null in the file is no entry here.</summary>
    public Dictionary<string, Tensor> Inputs { get; }
    public Dictionary<string, Tensor> Outputs { get; }
    public Dictionary<string, Tensor> StateDict { get; }
    public Dictionary<string, Tensor> StateDictAfterForward { get; }
    public Dictionary<string, Tensor> LossWeights { get; }
    /// <summary>The true gradients (the numeric one where the peer's is wrong); a null where the loss does not depend on the tensor.</summary>
    public Dictionary<string, Tensor?> InputGrads { get; }
    public Dictionary<string, Tensor?> ParameterGrads { get; }

    /// <summary>The larger of 4 times the peer's own distance between float32 and float64, and 1e-5 of the tensor's largest magnitude.</summary>
    /// <param name="kind"><c>outputs</c> or <c>grads</c>.</param>
    /// <param name="expected">The tensor compared.</param>
    public double Tolerance(string kind, Tensor expected)
    {
        var rounding = Optional(Json, "f32_vs_f64_max_abs") is { } spread && spread.TryGetProperty(kind, out var value) ? value.GetDouble() : 0;
        return Math.Max(RoundingFactor * rounding, RelativeTolerance * TensorAssert.LargestMagnitude(expected));
    }

    /// <summary>A configuration value, or the peer's default if it is not listed.</summary>
    public long Int(string key, long @default) => Value(key)?.GetInt64() ?? @default;
    public double Double(string key, double @default) => Value(key)?.GetDouble() ?? @default;
    public bool Bool(string key, bool @default) => Value(key)?.GetBoolean() ?? @default;
    public string? Text(string key, string? @default = null) => Value(key)?.GetString() ?? @default;

    /// <summary>A configuration value, null where it is not listed or None.</summary>
    public JsonElement? Value(string key) => Optional(Config, key);

    /// <summary>An input, null where the case has none of that name.</summary>
    public Tensor? Input(string name) => Inputs.GetValueOrDefault(name);

    public override string ToString() => Name;

    private static JsonElement? Optional(JsonElement element, string key) =>
        element.TryGetProperty(key, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    private static Dictionary<string, Tensor> ReadTensors(JsonElement parent, string key)
    {
        Dictionary<string, Tensor> tensors = [];
        if (Optional(parent, key) is not { } group) return tensors;
        foreach (var entry in group.EnumerateObject()) Add(tensors, entry.Name, entry.Value);
        return tensors;
    }

    private static void Add(Dictionary<string, Tensor> tensors, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object) tensors[name] = GoldenFile.ReadTensor(value);
        else if (value.ValueKind == JsonValueKind.Array)
            foreach (var (index, element) in value.EnumerateArray().Index()) Add(tensors, $"{name}.{index}", element);
    }

    private static Dictionary<string, Tensor?> ReadGradients(JsonElement group) => group.EnumerateObject().ToDictionary(
        entry => entry.Name, entry => entry.Value.ValueKind == JsonValueKind.Null ? null : GoldenFile.ReadTensor(entry.Value));
}
