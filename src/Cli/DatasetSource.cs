using GraphSeq.Cli.Data;
using GraphSeq.Datasets;

namespace GraphSeq.Cli;

/// <summary>Finds the data set that the user names, and says what it may have meant when there is none.</summary>
internal static class DatasetSource
{
    /// <summary>Loads a CSV folder, a folder with a TU set, a set of the TU collection by name, or one of <see cref="OtherSets"/>.</summary>
    /// <param name="name">The folder or the set's name.</param>
    /// <param name="options">Where to look and what to read.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    /// <param name="withSeries">Whether the windows of a series may be had: not to learn from, as they are split by chance then.</param>
    /// <exception cref="BadInputException">The set is nowhere to be had; the message has the nearest names in the folder.</exception>
    public static async Task<GraphDataset> LoadAsync(string name, TUDatasetOptions options, CancellationToken cancellationToken, bool withSeries = false)
    {
        if (options.Folder is { } folder && !Directory.Exists(folder))
            throw new BadInputException($"The folder {folder} is not there. Pass --data with the folder that holds {name}/ or {name}.zip.");
        if (CsvFolderDataset.IsFolder(name))
            return await Task.Run(() => CsvFolderDataset.Load(name, new CsvFolderOptions { UseCache = options.UseCache }), cancellationToken);
        if (Directory.Exists(name) && TUDataset.FindName(name) is { } found)
            return await TUDataset.LoadAsync(found, options with { Folder = name }, cancellationToken);
        if (name.IndexOfAny(['/', '\\']) >= 0)
            throw new BadInputException($"{name} holds no data set: a folder needs nodes.csv (a CSV folder), or NAME_A.txt (the TU format).");
        var other = OtherSets.Named(name);
        if (other is { IsSeries: true } && !withSeries)
            throw new BadInputException($"{name} is one long series, which has to be split by time. Forecasting is done from code: see docs/sequences.md and examples/.");
        try
        {
            return other is null ? await TUDataset.LoadAsync(name, options, cancellationToken) : await other.LoadAsync(options, cancellationToken);
        }
        catch (DatasetNotFoundException e)
        {
            throw new BadInputException(e.Message + (other is null ? Models.NearestName.Suggest(name, NamesIn(options.Folder)) : Smaller(name, options)), e);
        }
    }

    /// <summary>Names the part of a set that is here where the whole is not.</summary>
    private static string Smaller(string name, TUDatasetOptions options) =>
        OtherSets.Named($"{name}-test") is { } part && part.Find(options) is not null ? $" Commands know that part as {part.Name}." : "";

    private static IEnumerable<string> NamesIn(string? folder)
    {
        var places = new[] { folder, Environment.GetEnvironmentVariable(CacheFolders.DataVariable) }.OfType<string>().Where(Directory.Exists);
        return places.SelectMany(place => Directory.EnumerateDirectories(place).Select(path => Path.GetFileName(path))
            .Concat(Directory.EnumerateFiles(place, "*.zip").Select(path => Path.GetFileNameWithoutExtension(path)))).Distinct();
    }
}
