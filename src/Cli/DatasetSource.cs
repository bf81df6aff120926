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
        if (CsvFolderDataset.IsFolder(name)) return await Task.Run(() => CsvFolderDataset.Load(name, ForCsv(options)), cancellationToken);
        if (Directory.Exists(name) && TUDataset.FindName(name) is { } found)
            return await TUDataset.LoadAsync(found, options with { Folder = name }, cancellationToken);
        var other = OtherSets.Named(name);
        if (name.IndexOfAny(['/', '\\']) >= 0 || (Directory.Exists(name) && !IsHere(name, other, options))) throw NoSetIn(name);
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

    /// <summary>Whether a path is a folder with a set in it.</summary>
    public static bool IsFolder(string path) => CsvFolderDataset.IsFolder(path) || (Directory.Exists(path) && TUDataset.FindName(path) is not null);

    /// <summary>A set that was read from a folder of its own, where it is now.</summary>
    /// <param name="path">Where it was.</param>
    /// <param name="folder">Its new folder, or one that holds that.</param>
    /// <exception cref="BadInputException">Neither holds a set.</exception>
    public static string Moved(string path, string folder)
    {
        var name = Path.GetFileName(Path.TrimEndingDirectorySeparator(path));
        string[] places = [folder, Path.Combine(folder, name)];
        return places.FirstOrDefault(IsFolder) is { } place ? Path.GetFullPath(place)
            : throw new BadInputException($"Neither {folder} nor a folder {name} in it holds a data set. Pass --data with the folder that {path} has become.");
    }

    /// <summary>What holds for a CSV folder too; its own defaults, which keep every row, hold for the rest.</summary>
    private static CsvFolderOptions ForCsv(TUDatasetOptions options) => new()
    {
        UseCache = options.UseCache,
        CacheFolder = options.CacheFolder,
        MissingFeatures = options.MissingFeatures,
        MaxDegree = options.MaxDegree,
        OneHotLimit = options.OneHotLimit,
    };

    /// <summary>Whether a set that is named as a folder at hand is on this machine, in another place.</summary>
    private static bool IsHere(string name, OtherSet? other, TUDatasetOptions options)
    {
        try
        {
            return (other is null ? TUDataset.Find(name, options) : other.Find(options)) is not null;
        }
        catch (ArgumentException)
        {
            return false;                                                       // no set has such a name
        }
    }

    private static BadInputException NoSetIn(string path)
    {
        var known = OtherSets.Named(path) is not null || KnownSets.Collection.Any(set => set.Name == path);
        return new BadInputException($"{path} holds no data set: a folder needs nodes.csv (a CSV folder), or NAME_A.txt (the TU format)." +
            (known ? $" 'graphseq data download {path}' fetches the set of that name." : ""));
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
