using System.Text.Json;
using System.Text.Json.Nodes;
using GraphSeq.Models;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace GraphSeq.Cli.Comparison;

/// <summary>Settings to choose from, read from YAML or JSON: <c>model</c>, <c>architecture</c> and <c>training</c>, every value being a list of
/// alternatives (or one value). All combinations are tried.</summary>
internal sealed class Grid
{
    private const string ModelKey = "model", ArchitectureKey = "architecture", TrainingKey = "training";
    private readonly List<(string Part, string Name, JsonNode?[] Values)> _axes = [];

    private Grid(string path) => Path = path;

    /// <summary>Where it was read.</summary>
    public string Path { get; }

    /// <summary>Models named in the file; none when the command line names them.</summary>
    public IReadOnlyList<string> Models { get; private set; } = [];

    /// <summary>Every combination of alternatives.</summary>
    public IEnumerable<GridPoint> Points
    {
        get
        {
            IEnumerable<GridPoint> points = [new GridPoint(new Dictionary<string, JsonNode?>(), new Dictionary<string, JsonNode?>())];
            foreach (var (part, name, values) in _axes)
                points = points.SelectMany(point => values.Select(value => point.With(part == TrainingKey, name, value))).ToList();
            return points;
        }
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="BadInputException">It is not there, not YAML, or not a grid.</exception>
    public static Grid Read(string path)
    {
        JsonNode? root;
        try
        {
            var yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object?>(File.ReadAllText(path));
            root = ToJson(yaml);
        }
        catch (Exception e) when (e is YamlException or IOException or UnauthorizedAccessException)
        {
            var line = e is YamlException { Start.Line: > 0 } yaml ? $":{yaml.Start.Line}" : "";
            throw new BadInputException($"{path}{line}: {e.Message}", e);
        }
        if (root is not JsonObject sections)
            throw new BadInputException($"{path} must have the keys {ModelKey}, {ArchitectureKey} and {TrainingKey}, or some of them.");
        var grid = new Grid(path);
        foreach (var (key, value) in sections) grid.Add(key, value);
        return grid;
    }

    private void Add(string key, JsonNode? value)
    {
        switch (key)
        {
            case ModelKey:
                Models = [.. Alternatives(value).Select(node =>
                    node?.GetValueKind() == JsonValueKind.String ? node.GetValue<string>() : throw new BadInputException($"{Path}: {ModelKey} must be names."))];
                break;
            case ArchitectureKey or TrainingKey:
                if (value is not JsonObject options) throw new BadInputException($"{Path}: {key} must have options by name.");
                foreach (var (name, alternatives) in options) _axes.Add((key, name, Alternatives(alternatives)));
                break;
            default:
                throw new BadInputException($"{Path}: '{key}' is not known.{NearestName.Suggest(key, [ModelKey, ArchitectureKey, TrainingKey])}");
        }
    }

    private static JsonNode?[] Alternatives(JsonNode? value) => value is JsonArray list ? [.. list] : [value];

    private static JsonNode? ToJson(object? yaml) => yaml switch
    {
        null => null,
        IDictionary<object, object> map => new JsonObject(map.Select(pair => KeyValuePair.Create($"{pair.Key}", ToJson(pair.Value)))),
        IEnumerable<object> list => new JsonArray([.. list.Select(ToJson)]),
        _ => JsonSerializer.SerializeToNode(yaml, yaml.GetType()),
    };
}
