using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

/// <summary>A file of golden vectors: what PyTorch or PyTorch Geometric computed, case by case.</summary>
/// <remarks>Use: <c>public static TheoryData&lt;string&gt; Cases => GoldenFile.CaseNames("GCNConv.json");</c> and, in the
/// <c>[SkippableTheory, MemberData(nameof(Cases))]</c>, <c>GoldenFile.Case("GCNConv.json", name)</c>.</remarks>
internal static class GoldenFile
{
    private const string Missing = "(golden file not there)";
    private static readonly ConcurrentDictionary<string, JsonElement> Parsed = new();

    /// <summary>The names of all cases, or of those that <paramref name="where"/> chooses; one row that will skip if the file is not there.</summary>
    public static TheoryData<string> CaseNames(string file, Func<JsonElement, bool>? where = null)
    {
        var names = new TheoryData<string>();
        var path = Path.Combine(SharedFiles.GoldenFolder, file);
        if (!File.Exists(path)) return new TheoryData<string>(Missing);
        foreach (var entry in Root(path).GetProperty("cases").EnumerateArray())
            if (where is null || where(entry)) names.Add(entry.GetProperty("name").GetString()!);
        return names;
    }

    /// <summary>Rows of file name, without <c>.json</c>, and case name, of several files.</summary>
    public static TheoryData<string, string> CaseNames(IEnumerable<string> files)
    {
        var cases = new TheoryData<string, string>();
        foreach (var file in files)
            foreach (var row in (IEnumerable<object[]>)CaseNames(file + ".json"))
                cases.Add(file, (string)row[0]);
        return cases;
    }

    /// <summary>The case of that name, its tensors made in the current dispose scope; skips the test if the file is not there.</summary>
    public static GoldenCase Case(string file, string name) =>
        new(file, Root(SharedFiles.RequireGolden(file)).GetProperty("cases").EnumerateArray()
            .Single(entry => entry.GetProperty("name").GetString() == name));

    /// <summary>The whole file, for those that are not lists of cases; skips the test if the file is not there.</summary>
    public static JsonElement Json(string file) => Root(SharedFiles.RequireGolden(file));

    /// <summary>Makes a tensor of <c>{"dtype", "shape", "data"}</c>.</summary>
    public static Tensor ReadTensor(JsonElement element)
    {
        var shape = element.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        var data = element.GetProperty("data").EnumerateArray();
        return element.GetProperty("dtype").GetString() switch
        {
            "float32" => tensor(data.Select(value => (float)ReadNumber(value)).ToArray(), shape),
            "float64" => tensor(data.Select(ReadNumber).ToArray(), shape),
            "int64" => tensor(data.Select(value => value.GetInt64()).ToArray(), shape),
            "int32" => tensor(data.Select(value => value.GetInt32()).ToArray(), shape),
            "bool" => tensor(data.Select(ReadBool).ToArray(), shape),
            var other => throw new NotSupportedException($"A golden tensor has dtype {other}, which this reader does not know."),
        };
    }

    private static JsonElement Root(string path) => Parsed.GetOrAdd(path, static file =>
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(file));
        return document.RootElement.Clone();
    });

    private static double ReadNumber(JsonElement value) => value.ValueKind == JsonValueKind.String
        ? double.Parse(value.GetString()!, CultureInfo.InvariantCulture)
        : value.GetDouble();

    private static bool ReadBool(JsonElement value) => value.ValueKind == JsonValueKind.Number ? value.GetInt32() != 0 : value.GetBoolean();
}
