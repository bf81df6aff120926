using System.Text.Json;
using System.Text.Json.Nodes;
using GraphSeq.Graph;
using GraphSeq.Models;
using YamlDotNet.Core;
using YamlDotNet.Serialization;

namespace GraphSeq.Cli.Comparison;

/// <summary>Settings to choose from, read from YAML or JSON: <c>model</c>, <c>architecture</c> and <c>training</c>, every value being a list of
/// alternatives (or one value). All combinations are tried.</summary>
internal sealed class Grid
{
    private const string ModelKey = "model", ArchitectureKey = "architecture", TrainingKey = "training";
    private const int MaxDepth = 32, MostNodes = 10_000, MostPoints = 10_000;
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
            using var reader = new StreamReader(new MemoryStream(BoundedFile.ReadAllBytes(path)));     // minds a byte order mark
            var text = reader.ReadToEnd();
            RequireShallow(text);
            var yaml = new DeserializerBuilder().WithAttemptingUnquotedStringTypeDeserialization().Build().Deserialize<object?>(text);
            var budget = MostNodes;
            root = ToJson(yaml, MaxDepth, ref budget);
        }
        // A key that comes twice once it is text, or a number that JSON has not, is an ArgumentException; the scanner's own, an InvalidOperationException.
        catch (Exception e) when (e is YamlException or IOException or UnauthorizedAccessException or ArgumentException or InvalidOperationException)
        {
            var line = e is YamlException { Start.Line: > 0 } yaml ? $":{yaml.Start.Line}" : "";
            throw new BadInputException($"{path}{line}: {e.Message}", e);
        }
        if (root is not JsonObject sections)
            throw new BadInputException($"{path} must have the keys {ModelKey}, {ArchitectureKey} and {TrainingKey}, or some of them.");
        var grid = new Grid(path);
        foreach (var (key, value) in sections) grid.Add(key, value);
        var points = grid._axes.Aggregate(1.0, (product, axis) => product * axis.Values.Length);
        return points is >= 1 and <= MostPoints
            ? grid
            : throw new BadInputException($"{path} has {points:0} combinations but must have 1 to {MostPoints}.");
    }

    /// <summary>YamlDotNet goes down by recursion, which ends the process where a file is nested some thousand deep.</summary>
    private static void RequireShallow(string text)
    {
        var parser = new Parser(new StringReader(text));
        for (var depth = 0; parser.MoveNext();)
        {
            depth += parser.Current!.NestingIncrease;
            if (depth > MaxDepth) throw new YamlException(parser.Current.Start, parser.Current.End, $"The file is nested more than {MaxDepth} deep.");
        }
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

    // Aliases make one node many: a short file can stand for a tree without end.
    private static JsonNode? ToJson(object? yaml, int depth, ref int budget)
    {
        if (depth == 0 || --budget < 0) throw new ArgumentException($"The file stands for more than {MostNodes} values, or is nested more than {MaxDepth} deep.");
        switch (yaml)
        {
            case null: return null;
            case IDictionary<object, object> map:
                var members = new JsonObject();
                foreach (var (key, value) in map) members.Add($"{key}", ToJson(value, depth - 1, ref budget));
                return members;
            case IEnumerable<object> list:
                var items = new JsonArray();
                foreach (var item in list) items.Add(ToJson(item, depth - 1, ref budget));
                return items;
            default: return JsonSerializer.SerializeToNode(yaml, yaml.GetType());
        }
    }
}
