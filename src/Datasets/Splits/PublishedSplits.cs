using System.Text.Json;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Reads and checks a file of published folds; see <see cref="Splits.ReadPublished"/>.</summary>
internal static class PublishedSplits
{
    private const string Shape = """[{"test": [...], "model_selection": [{"train": [...], "validation": [...]}]}, ...]""";

    public static IReadOnlyList<Split> Read(string path, int? numGraphs)
    {
        ArgumentNullException.ThrowIfNull(path);
        List<Split> splits;
        try
        {
            using var document = JsonDocument.Parse(BoundedFile.ReadAllBytes(path));
            splits = [.. Elements(document.RootElement, path, "the file").Select((fold, i) => ReadFold(fold, path, i))];
        }
        catch (JsonException e)
        {
            throw new DatasetFormatException(path, (e.LineNumber ?? -1) + 1, $"the file is not JSON: {e.Message}", e);
        }
        catch (InvalidOperationException e)                 // half of a surrogate pair, escaped
        {
            throw new DatasetFormatException(path, 0, $"the file is not sound JSON: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DatasetFormatException(path, 0, $"the file cannot be read: {e.Message}", e);
        }
        Validate(splits, path, numGraphs);
        return splits;
    }

    private static Split ReadFold(JsonElement fold, string path, int index)
    {
        var where = $"fold {index}";
        JsonElement[] holdouts = [.. Elements(Member(fold, "model_selection", path, where), path, $"{where}, model_selection")];
        if (holdouts.Length != 1)
            throw new DatasetFormatException(path, 0, $"{where} has {holdouts.Length} inner splits but must have 1, a train and a validation part.");
        return new Split(
            Graphs(holdouts[0], "train", path, where), Graphs(holdouts[0], "validation", path, where), Graphs(fold, "test", path, where));
    }

    private static int[] Graphs(JsonElement parent, string name, string path, string where)
    {
        int[] graphs = [.. Elements(Member(parent, name, path, where), path, $"{where}, {name}").Select((element, i) =>
            element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var graph)
                ? graph
                : throw new DatasetFormatException(path, 0, $"{where}, {name}[{i}] is {Show(element)} but must be a graph's position."))];
        Array.Sort(graphs);
        return graphs;
    }

    private static JsonElement Member(JsonElement parent, string name, string path, string where) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var member)
            ? member
            : throw new DatasetFormatException(path, 0, $"{where} has no '{name}'. Expected {Shape}.");

    private static IEnumerable<JsonElement> Elements(JsonElement list, string path, string where) =>
        list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
            : throw new DatasetFormatException(path, 0, $"{where} is {Show(list)} but must be a list.");

    private static string Show(JsonElement element) =>
        element.ValueKind is JsonValueKind.Object or JsonValueKind.Array ? $"a JSON {element.ValueKind.ToString().ToLowerInvariant()}" : element.GetRawText();

    private static void Validate(List<Split> splits, string path, int? numGraphs)
    {
        if (splits.Count == 0) throw new DatasetFormatException(path, 0, "the file holds no folds.");
        var first = splits[0];
        var count = numGraphs ?? first.Train.Count + first.Validation.Count + first.Test.Count;
        var testedIn = new int[count];
        Array.Fill(testedIn, -1);
        for (var fold = 0; fold < splits.Count; fold++)
        {
            var split = splits[fold];
            if (split.FindProblem(count) is { } problem) throw new DatasetFormatException(path, 0, $"fold {fold}: {problem}");
            var named = split.Train.Count + split.Validation.Count + split.Test.Count;
            if (named != count)
                throw new DatasetFormatException(path, 0, $"fold {fold} names {named} graphs but must name all {count}. Is the file of this data set?");
            foreach (var graph in split.Test)
            {
                if (testedIn[graph] >= 0)
                    throw new DatasetFormatException(
                        path, 0, $"graph {graph} is tested in fold {testedIn[graph]} and in fold {fold}; each graph must be tested once.");
                testedIn[graph] = fold;
            }
        }
        if (Array.IndexOf(testedIn, -1) is var missing and >= 0)
            throw new DatasetFormatException(path, 0, $"graph {missing} is tested in no fold; each graph must be tested once.");
    }
}
