using System.Text.Json;
using System.Text.Json.Serialization;

namespace GraphSeq.Datasets;

/// <summary>What the columns of a CSV folder mean: the file <c>schema.json</c> beside the tables. Everything has a default, so that it may be left out.</summary>
public sealed record CsvFolderSchema
{
    /// <summary>The file's name.</summary>
    public const string FileName = "schema.json";

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        AllowTrailingCommas = true,
        ReadCommentHandling = JsonCommentHandling.Skip,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectNullableAnnotations = true,
        NumberHandling = JsonNumberHandling.Strict,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingDefault,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false) },
    };

    /// <summary>The set's name; null for the folder's.</summary>
    public string? Name { get; init; }

    /// <summary>What stands between fields; null to tell it from the first lines (comma, semicolon, tab or bar).</summary>
    public string? Separator { get; init; }

    /// <summary>Every row of <c>edges.csv</c> stands for both directions: reverse edges that are missing are added. Default: false.</summary>
    public bool Undirected { get; init; }

    /// <summary>What is predicted; null to tell it from the target's column: a class for <c>label</c>, values for others.</summary>
    public TaskKind? Task { get; init; }

    /// <summary>Whether graphs or nodes have the targets; null for graphs, if <c>graphs.csv</c> has a target, and else nodes.</summary>
    public TargetLevel? Level { get; init; }

    /// <summary>The target's columns; null for <c>label</c>, or else <c>y</c>, or <c>y1</c>, <c>y2</c> …</summary>
    public IReadOnlyList<string>? Targets { get; init; }

    /// <summary>All classes, in order; null for those that occur, numbers ascending, other names in ordinal order.</summary>
    public IReadOnlyList<string>? Classes { get; init; }

    /// <summary>Columns of <c>graphs.csv</c>.</summary>
    public CsvTableSchema Graphs { get; init; } = new();

    /// <summary>Columns of <c>nodes.csv</c>.</summary>
    public CsvTableSchema Nodes { get; init; } = new();

    /// <summary>Columns of <c>edges.csv</c>.</summary>
    public CsvTableSchema Edges { get; init; } = new();

    /// <summary>Columns of <c>sequences.csv</c>.</summary>
    public CsvTableSchema Sequences { get; init; } = new();

    internal byte[] ToJson() => [.. JsonSerializer.SerializeToUtf8Bytes(this, Json), (byte)'\n'];

    /// <exception cref="DatasetFormatException">The text is not a schema.</exception>
    internal static CsvFolderSchema Parse(byte[] utf8, string path)
    {
        try
        {
            var start = utf8.AsSpan().StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? 3 : 0;           // a byte order mark
            var schema = JsonSerializer.Deserialize<CsvFolderSchema>(utf8.AsSpan(start), Json)
                ?? throw new JsonException("the file holds null.");
            schema.Check(path);
            return schema;
        }
        catch (JsonException e)
        {
            throw new DatasetFormatException(path, e.LineNumber + 1 ?? 0, $"this is not a schema: {e.Message} Its keys are listed in docs/datasets.md.", e);
        }
    }

    private void Check(string path)
    {
        List<string> problems = [];
        if (Separator is { } separator && (separator.Length != 1 || separator[0] is not (',' or ';' or '\t' or '|' or ' ')))
            problems.Add($"separator is '{separator}' but must be one of ',', ';', tab, '|' and a blank.");
        if (Task is not null && !Enum.IsDefined(Task.Value)) problems.Add($"task is {Task}, which is not known.");
        if (Targets is { Count: 0 }) problems.Add("targets is empty; leave it out, or say \"task\": \"none\".");
        if (Task == TaskKind.Classification && Targets is { Count: > 1 })
            problems.Add($"a classification has one target column, but targets names {Targets.Count}.");
        if (Classes is { } classes && (classes.Count == 0 || classes.Distinct().Count() != classes.Count))
            problems.Add("classes must be different names, at least one.");
        if (HasBlank(Targets) || HasBlank(Classes)) problems.Add("targets and classes must be names.");
        foreach (var (name, table) in new[] { ("graphs", Graphs), ("nodes", Nodes), ("edges", Edges), ("sequences", Sequences) })
        {
            if (HasBlank(table.Features) || HasBlank(table.Positions) || HasBlank(table.Ignore))
                problems.Add($"features, positions and ignore of {name} must be names.");
            foreach (var (column, labels) in table.Categories ?? new Dictionary<string, IReadOnlyList<string>?>())
                if (labels is not null && (labels.Count == 0 || HasBlank(labels) || labels.Distinct().Count() != labels.Count))
                    problems.Add($"the categories of {name}.{column} must be different names, at least one, or null for those that occur.");
        }
        if (problems.Count > 0) throw new DatasetFormatException(path, 0, string.Join(" ", problems));

        // Lists of a schema may hold null, whatever their element type says.
        static bool HasBlank(IReadOnlyList<string>? names) => names?.Any(string.IsNullOrEmpty) == true;
    }
}
