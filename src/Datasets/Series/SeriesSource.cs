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
        options.Validate();
        List<string> tried = [];
        var cache = Path.Combine(options.CacheFolder ?? CacheFolders.Default(), "timeseries", name);
        return Search(options.Folder, "a folder", tried) ?? Search(CacheFolders.Variable(CacheFolders.DataVariable), CacheFolders.DataVariable, tried)
            ?? (HoldsAll(cache) ? cache : null) ?? Download(cache, options, tried);
    }

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

    private string Download(string cache, SeriesDatasetOptions options, List<string> tried)
    {
        tried.Add($"the cache: {cache} does not hold all of it");
        Exception? failure = null;
        if (!options.Download) tried.Add("the network: downloading is switched off");
        else
        {
            try
            {
                // The download runs on the thread pool, so that a caller's synchronisation context cannot wait for itself.
                Task.Run(() => DownloadAsync(cache, options.DownloadOptions)).GetAwaiter().GetResult();
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

    private async Task DownloadAsync(string cache, DownloadOptions options)
    {
        Directory.CreateDirectory(cache);
        foreach (var (file, sha256) in files)
        {
            var target = Path.Combine(cache, file);
            if (File.Exists(target)) continue;
            var part = Path.Combine(cache, $".{file}.{Guid.NewGuid():N}.tmp");
            await HttpDownload.ToFileAsync(new Uri(options.BaseUrl ?? url, file), part, options with { ExpectedSha256 = sha256 }, CancellationToken.None).ConfigureAwait(false);
            File.Move(part, target, overwrite: true);           // another process may have been first; its file is the same
        }
    }
}
