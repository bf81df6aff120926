namespace GraphSeq.Datasets;

/// <summary>Finds a TU set: a folder given, <c>GRAPHSEQ_DATA</c>, the cache, the network; tried in this order.</summary>
internal static class TUSource
{
    private static readonly Uri Collection = new("https://www.chrsmrrs.com/graphkerneldatasets/");
    private static readonly Uri CleanedCollection = new("https://raw.githubusercontent.com/nd7141/graph_datasets/master/datasets/");

    /// <summary>The set's files if they are on this machine, or else null.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="options">Places.</param>
    /// <param name="tried">Gets a line for each place in vain.</param>
    /// <exception cref="DatasetFormatException">An archive found is damaged or not safe.</exception>
    public static TUFiles? FindLocally(string name, TUDatasetOptions options, List<string> tried)
    {
        if (options.Folder is null) tried.Add("a folder: none was given");
        else if (Search(options.Folder, name, options, tried, "the folder given") is { } given) return given;
        if (CacheFolders.Variable(CacheFolders.DataVariable) is not { } data) tried.Add($"{CacheFolders.DataVariable}: not set");
        else if (Search(data, name, options, tried, CacheFolders.DataVariable) is { } found) return found;
        if (FindInCache(name, options) is { } files) return files;
        tried.Add($"the cache: {Path.Combine(DownloadFolder(options), name)} is not there");
        return null;
    }

    /// <summary>The set as it was downloaded before; null if it was not.</summary>
    public static TUFiles? FindInCache(string name, TUDatasetOptions options) => TUFiles.InFolder(Path.Combine(DownloadFolder(options), name), name);

    /// <summary>Downloads the set into the cache.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="options">Where from and where to.</param>
    /// <param name="tried">What was tried before, for the error.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="DatasetNotFoundException">It cannot be had.</exception>
    /// <exception cref="DatasetFormatException">The archive is damaged, not safe or of another set.</exception>
    public static async Task<TUFiles> DownloadAsync(string name, TUDatasetOptions options, List<string> tried, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        if (!options.Download) tried.Add("the network: downloading is switched off");
        else
        {
            var collection = MirrorDownload.WithSlash(options.DownloadOptions.BaseUrl ?? (options.Cleaned ? CleanedCollection : Collection));
            var url = new Uri(collection, $"{Uri.EscapeDataString(name)}.zip");
            try
            {
                var target = Path.GetFullPath(Path.Combine(DownloadFolder(options), name));
                await ArchiveDownload.ToFolderAsync(
                    url, target, folder => TUFiles.InFolder(folder, name) is not null, TUFiles.FileName(name, "A"), options.DownloadOptions, cancellationToken)
                    .ConfigureAwait(false);
                return TUFiles.InFolder(target, name) ?? throw new IOException($"{target} has been removed again.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                tried.Add($"{url}: {e.Message}");
                failure = e;
            }
        }
        var advice = $"Pass a folder that holds {TUFiles.FileName(name, "A")}, {name}/ or {name}.zip, or set {CacheFolders.DataVariable} to one. " +
            "Names are case-sensitive; the collection's list is at https://chrsmrrs.github.io/datasets/docs/datasets/.";
        throw new DatasetNotFoundException(name, tried, advice, failure);
    }

    private static string DownloadFolder(TUDatasetOptions options) =>
        Path.Combine(options.CacheFolder ?? CacheFolders.Default(), options.Cleaned ? "tu-cleaned" : "tu");

    private static TUFiles? Search(string root, string name, TUDatasetOptions options, List<string> tried, string what)
    {
        root = Path.GetFullPath(root);
        if (!Directory.Exists(root))
        {
            tried.Add($"{what}: there is no folder {root}");
            return null;
        }
        foreach (var folder in Folders(root, name, options.Cleaned))
            if (TUFiles.InFolder(folder, name) is { } files) return files;
        foreach (var archive in Archives(root, name, options.Cleaned))
            if (File.Exists(archive) && TUFiles.InArchive(archive, name, options.DownloadOptions.MaxUnpackedBytes) is { } files) return files;
        var variant = options.Cleaned ? "cleaned " : "";
        tried.Add($"{what}: {root} holds no {variant}{TUFiles.FileName(name, "A")}, {name}/ or {name}.zip");
        return null;
    }

    private static IEnumerable<string> Folders(string root, string name, bool cleaned) => cleaned && !IsCleaned(root)
        ? [$"{root}/{name}/raw_cleaned", $"{root}/cleaned/{name}", $"{root}/tu/cleaned/{name}"]
        : [root, $"{root}/{name}", $"{root}/{name}/{name}", $"{root}/{name}/raw", $"{root}/tu/{name}"];

    private static IEnumerable<string> Archives(string root, string name, bool cleaned) =>
        (cleaned && !IsCleaned(root) ? new[] { "cleaned", "tu-zip/cleaned" } : ["", name, "tu", "tu-zip"])
        .Select(folder => Path.Combine(root, folder, $"{name}.zip"));

    private static bool IsCleaned(string root) => Path.GetFileName(root.TrimEnd('/', '\\')).EndsWith("cleaned", StringComparison.OrdinalIgnoreCase);
}
