namespace GraphSeq.Datasets;

/// <summary>Finds the files of a known series: a folder given, <c>GRAPHSEQ_DATA</c>, the cache, the network; tried in this order.</summary>
/// <param name="name">The series, and the folder that holds it.</param>
/// <param name="url">Folder on the network, ending in a slash.</param>
/// <param name="files">Each file with the SHA-256 it has there.</param>
internal sealed class SeriesSource(string name, Uri url, params (string File, string Sha256)[] files)
{
    /// <summary>The folder that holds all files.</summary>
    /// <exception cref="DatasetNotFoundException">They are nowhere to be had.</exception>
    public string Find(SeriesDatasetOptions options)
    {
        List<string> tried = [];
        // The download runs on the thread pool, so that a caller's synchronisation context cannot wait for itself.
        return FindLocally(options, tried) ?? Task.Run(() => DownloadAsync(options, tried, CancellationToken.None)).GetAwaiter().GetResult();
    }

    /// <summary>The folder if it is on this machine, or else null.</summary>
    public string? FindLocally(SeriesDatasetOptions options, List<string> tried)
    {
        options.Validate();
        if (Search(options.Folder, "a folder", tried) is { } given) return given;
        if (Search(CacheFolders.Variable(CacheFolders.DataVariable), CacheFolders.DataVariable, tried) is { } found) return found;
        var cache = CacheFolder(options);
        if (HoldsAll(cache)) return cache;
        tried.Add($"the cache: {cache} does not hold all of it");
        return null;
    }

    /// <summary>Fetches what the cache lacks.</summary>
    /// <returns>The cache's folder, and whether anything had to be downloaded.</returns>
    /// <exception cref="DatasetNotFoundException">A file cannot be had.</exception>
    public async Task<(string Folder, bool Downloaded)> FillCacheAsync(SeriesDatasetOptions options, CancellationToken cancellationToken)
    {
        options.Validate();
        var cache = CacheFolder(options);
        return HoldsAll(cache) ? (cache, false) : (await DownloadAsync(options, [], cancellationToken).ConfigureAwait(false), true);
    }

    private string CacheFolder(SeriesDatasetOptions options) => Path.Combine(options.CacheFolder ?? CacheFolders.Default(), "timeseries", name);

    private bool HoldsAll(string folder) => files.All(file => File.Exists(Path.Combine(folder, file.File)));

    private string? Search(string? root, string what, List<string> tried)
    {
        if (root is null)
        {
            tried.Add($"{what}: none was given");
            return null;
        }
        root = Path.GetFullPath(root);
        if (new[] { root, Path.Combine(root, name), Path.Combine(root, "timeseries", name) }.FirstOrDefault(HoldsAll) is { } found) return found;
        tried.Add($"{what}: {root} holds no {string.Join(" and ", files.Select(file => file.File))}, nor does {name}/ or timeseries/{name}/ in it");
        return null;
    }

    private async Task<string> DownloadAsync(SeriesDatasetOptions options, List<string> tried, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        if (!options.Download) tried.Add("the network: downloading is switched off");
        else
        {
            try
            {
                var cache = CacheFolder(options);
                Directory.CreateDirectory(cache);
                foreach (var (file, sha256) in files) await DownloadAsync(file, sha256, cache, options.DownloadOptions, cancellationToken).ConfigureAwait(false);
                return cache;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                tried.Add($"{options.DownloadOptions.BaseUrl ?? url}: {e.Message}");
                failure = e;
            }
        }
        throw new DatasetNotFoundException(name, tried, $"Pass a folder that holds it, or set {CacheFolders.DataVariable} to one.", failure);
    }

    private async Task DownloadAsync(string file, string sha256, string cache, DownloadOptions options, CancellationToken cancellationToken)
    {
        var target = Path.Combine(cache, file);
        if (File.Exists(target)) return;
        var part = Path.Combine(cache, $".{file}.{Guid.NewGuid():N}.tmp");
        await HttpDownload.ToFileAsync(new Uri(options.BaseUrl ?? url, file), part, options with { ExpectedSha256 = sha256 }, cancellationToken).ConfigureAwait(false);
        File.Move(part, target, overwrite: true);               // another process may have been first; its file is the same
    }
}
