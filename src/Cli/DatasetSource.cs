using GraphSeq.Datasets;

namespace GraphSeq.Cli;

/// <summary>Finds the data set that the user names, and says what it may have meant when there is none.</summary>
internal static class DatasetSource
{
    /// <summary>Loads a CSV folder, a folder with a TU set, or a set of the TU collection by name.</summary>
    /// <param name="name">The folder or the set's name.</param>
    /// <param name="options">Where to look and what to read.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    /// <exception cref="BadInputException">The set is nowhere to be had; the message has the nearest names in the folder.</exception>
    public static async Task<GraphDataset> LoadAsync(string name, TUDatasetOptions options, CancellationToken cancellationToken)
    {
        if (options.Folder is { } folder && !Directory.Exists(folder))
            throw new BadInputException($"The folder {folder} is not there. Pass --data with the folder that holds {name}/ or {name}.zip.");
        if (CsvFolderDataset.IsFolder(name))
            return await Task.Run(() => CsvFolderDataset.Load(name, new CsvFolderOptions { UseCache = options.UseCache }), cancellationToken);
        if (Directory.Exists(name) && TUDataset.FindName(name) is { } found)
            return await TUDataset.LoadAsync(found, options with { Folder = name }, cancellationToken);
        if (name.IndexOfAny(['/', '\\']) >= 0)
            throw new BadInputException($"{name} holds no data set: a folder needs nodes.csv (a CSV folder), or NAME_A.txt (the TU format).");
        try
        {
            return await TUDataset.LoadAsync(name, options, cancellationToken);
        }
        catch (DatasetNotFoundException e)
        {
            throw new BadInputException(e.Message + Models.NearestName.Suggest(name, NamesIn(options.Folder)), e);
        }
    }

    private static IEnumerable<string> NamesIn(string? folder)
    {
        var places = new[] { folder, Environment.GetEnvironmentVariable(CacheFolders.DataVariable) }.OfType<string>().Where(Directory.Exists);
        return places.SelectMany(place => Directory.EnumerateDirectories(place).Select(path => Path.GetFileName(path))
            .Concat(Directory.EnumerateFiles(place, "*.zip").Select(path => Path.GetFileNameWithoutExtension(path)))).Distinct();
    }
}
