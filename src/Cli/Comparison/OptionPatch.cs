using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using GraphSeq.Models;

namespace GraphSeq.Cli.Comparison;

/// <summary>Sets options of a record by name: <c>learning_rate</c>, <c>schedule.kind</c>, <c>encoder.hidden_size</c>.</summary>
internal static class OptionPatch
{
    private static readonly JsonSerializerOptions Format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    /// <summary>A copy with some options changed.</summary>
    /// <param name="record">The options.</param>
    /// <param name="changes">New values by dotted name.</param>
    /// <param name="where">Where the changes were written, for messages.</param>
    /// <exception cref="BadInputException">There is no such option, or the value is of another kind.</exception>
    public static T Apply<T>(T record, IReadOnlyDictionary<string, JsonNode?> changes, string where)
    {
        if (changes.Count == 0) return record;
        var root = JsonSerializer.SerializeToNode(record, Format)!.AsObject();
        foreach (var (name, value) in changes)
        {
            var node = root;
            var path = name.Split('.');
            for (var i = 0; i < path.Length; i++)
            {
                if (!node.ContainsKey(path[i]))
                    throw new BadInputException($"{where}: there is no option '{name}'.{NearestName.Suggest(path[i], node.Select(pair => pair.Key))}");
                if (i + 1 == path.Length) node[path[i]] = value?.DeepClone();
                else node = node[path[i]] as JsonObject ?? throw new BadInputException($"{where}: '{string.Join('.', path[..(i + 1)])}' is not set, so that '{name}' cannot be.");
            }
        }
        try
        {
            return root.Deserialize<T>(Format)!;
        }
        catch (JsonException e)
        {
            throw new BadInputException($"{where}: {e.Path} cannot be {Shown(root, e.Path)}: {e.Message}", e);
        }
    }

    private static string Shown(JsonObject root, string? path)
    {
        var name = path?.TrimStart('$', '.').Split('.')[0];
        return name is { Length: > 0 } && root.TryGetPropertyValue(name, out var value) ? value?.ToJsonString() ?? "null" : "read";
    }
}
