using System.Collections.Concurrent;
using System.Text.Json;

namespace GraphSeq.Tests.Support;

/// <summary>Which golden cases have passed in this run, for the report at its end.</summary>
internal static class GoldenTally
{
    private const int PerLine = 5;
    private static readonly ConcurrentDictionary<(string File, string Case), byte> Done = new();

    /// <summary>A case has been compared, values and gradients, and held.</summary>
    public static void Passed(string file, string name) => Done[(file, name)] = 0;

    /// <summary>Files found, and of each the cases passed; empty where no golden test has run.</summary>
    public static IEnumerable<string> Report()
    {
        if (Done.IsEmpty) yield break;
        var files = Directory.GetFiles(SharedFiles.GoldenFolder, "*.json").Order(StringComparer.Ordinal).Select(Count).Where(file => file.Total > 0).ToList();
        yield return $"Golden: {files.Count} files found, {files.Count(file => file.Passed == file.Total)} of them passed whole; " +
            $"{files.Sum(file => file.Passed)} of {files.Sum(file => file.Total)} cases passed.";
        foreach (var line in files.Where(file => file.Passed > 0).Chunk(PerLine))
            yield return "Golden: " + string.Join(", ", line.Select(file => $"{file.Name} {file.Passed}/{file.Total}"));
    }

    private static (string Name, int Passed, int Total) Count(string path)
    {
        var file = Path.GetFileName(path);
        using var document = JsonDocument.Parse(File.ReadAllBytes(path));
        var total = document.RootElement.TryGetProperty("cases", out var cases) ? cases.GetArrayLength() : 0;
        return (Path.GetFileNameWithoutExtension(path), Done.Keys.Count(entry => entry.File == file), total);
    }
}
