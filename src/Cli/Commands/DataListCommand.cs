using System.CommandLine;
using GraphSeq.Cli.Data;
using GraphSeq.Datasets;

namespace GraphSeq.Cli.Commands;

/// <summary><c>graphseq data list</c>: which sets are known, and where they are.</summary>
internal static class DataListCommand
{
    public static Command Create()
    {
        var folder = new Option<string?>("--data")
        {
            HelpName = "DIR",
            Description = "Folder with data sets, looked at first; then GRAPHSEQ_DATA and the cache.",
        };
        var here = new Option<bool>("--here") { Description = "Only sets that are on this machine." };
        var json = SharedOptions.Json();
        var command = new Command("list", "Lists data sets, and where on this machine they are.") { folder, here, json };
        command.SetAction((parsed, _) =>
        {
            var root = parsed.GetValue(folder);
            if (root is not null && !Directory.Exists(root))
                throw new BadInputException($"The folder {root} is not there. Pass --data with a folder that holds data sets.");
            var sets = Sets(root).Where(set => set.Location is not null || !parsed.GetValue(here)).ToList();
            SharedOptions.Reporter(parsed, json).Result(new { Sets = sets }, Lines(sets));
            return Task.FromResult(ExitCode.Ok);
        });
        return command;
    }

    private static IEnumerable<ListedSet> Sets(string? root)
    {
        var places = new TUDatasetOptions { Folder = root, Download = false };
        var variable = Environment.GetEnvironmentVariable(CacheFolders.DataVariable) is { Length: > 0 } data ? data : null;
        var known = KnownSets.Collection.ToDictionary(set => set.Name, set => set.Contents);
        var found = new[] { root, variable, Path.Combine(CacheFolders.Default(), "tu") }.SelectMany(KnownSets.In).Except(known.Keys).Except([SampleDataset.Name]).Distinct();
        foreach (var (name, contents) in KnownSets.Collection) yield return new ListedSet(name, "tu", contents, TUDataset.Find(name, places));
        foreach (var name in found)
            if (TUDataset.Find(name, places) is { } location) yield return new ListedSet(name, "tu", "", location);
        foreach (var path in new[] { root, variable }.SelectMany(KnownSets.CsvFoldersIn).Distinct())
            yield return new ListedSet(Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))), "csv", "a folder of one's own", path);
        foreach (var set in OtherSets.All) yield return new ListedSet(set.Name, set.Kind, set.Contents, set.Find(places));
    }

    private static IEnumerable<string> Lines(List<ListedSet> sets)
    {
        var (name, contents) = (sets.Max(set => set.Name.Length), sets.Max(set => set.Contents.Length));
        foreach (var set in sets) yield return $"{set.Name.PadRight(name)}  {set.Contents.PadRight(contents)}  {set.Location ?? "not here"}";
        yield return "";
        yield return "'graphseq data download NAME' fetches one of these, or any set of the TU collection; its whole list is at " +
            "https://chrsmrrs.github.io/datasets/docs/datasets/.";
    }

    private sealed record ListedSet(string Name, string Kind, string Contents, string? Location);
}
