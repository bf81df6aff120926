namespace GraphSeq.Datasets;

/// <summary>Finds the folder of spoken digits: a folder given, <c>GRAPHSEQ_DATA</c>, the cache, the network; tried in this order.</summary>
internal static class FsddSource
{
    private static readonly Uri Archive =
        new("https://github.com/Jakobovski/free-spoken-digit-dataset/archive/26eb9aaf76e81b692f806f9140c2d2777410d7a1.zip");

    /// <summary>The recordings' folder if it is on this machine, or else null.</summary>
    public static string? FindLocally(FsddOptions options, List<string> tried)
    {
        if (options.Folder is null) tried.Add("a folder: none was given");
        else if (Search(options.Folder, tried, "the folder given") is { } given) return given;
        if (CacheFolders.Variable(CacheFolders.DataVariable) is not { } data) tried.Add($"{CacheFolders.DataVariable}: not set");
        else if (Search(data, tried, CacheFolders.DataVariable) is { } found) return found;
        var kept = DownloadFolder(options);
        if (HoldsRecordings(kept)) return kept;
        tried.Add($"the cache: {kept} is not there");
        return null;
    }

    /// <summary>Downloads the recordings into the cache.</summary>
    /// <exception cref="DatasetNotFoundException">They cannot be had.</exception>
    /// <exception cref="DatasetFormatException">The archive is damaged, not safe or of another set.</exception>
    public static async Task<string> DownloadAsync(FsddOptions options, List<string> tried, CancellationToken cancellationToken)
    {
        Exception? failure = null;
        if (!options.Download) tried.Add("the network: downloading is switched off");
        else
        {
            var url = options.DownloadOptions.BaseUrl is { } folder ? new Uri(MirrorDownload.WithSlash(folder), "fsdd.zip") : Archive;
            try
            {
                var target = Path.GetFullPath(DownloadFolder(options));
                await ArchiveDownload.ToFolderAsync(url, target, HoldsRecordings, "recordings such as 0_jackson_0.wav", options.DownloadOptions, cancellationToken)
                    .ConfigureAwait(false);
                return target;
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                tried.Add($"{url}: {e.Message}");
                failure = e;
            }
        }
        throw new DatasetNotFoundException(
            "FSDD", tried, $"Pass a folder that holds recordings such as 0_jackson_0.wav, or set {CacheFolders.DataVariable} to one.", failure);
    }

    /// <summary>As <see cref="DownloadAsync"/>, unless the cache has them.</summary>
    /// <returns>The folder, and whether they had to be downloaded.</returns>
    public static async Task<(string Folder, bool Downloaded)> FillCacheAsync(FsddOptions options, CancellationToken cancellationToken) =>
        HoldsRecordings(DownloadFolder(options)) ? (DownloadFolder(options), false) : (await DownloadAsync(options, [], cancellationToken).ConfigureAwait(false), true);

    private static string? Search(string root, List<string> tried, string what)
    {
        root = Path.GetFullPath(root);
        foreach (var folder in new[] { "", "recordings", "fsdd", "fsdd/recordings", "audio/fsdd" })
            if (HoldsRecordings(Path.Combine(root, folder))) return Path.Combine(root, folder);
        tried.Add($"{what}: {root} holds no recordings such as 0_jackson_0.wav, nor do recordings/, fsdd/ and audio/fsdd/ in it");
        return null;
    }

    private static string DownloadFolder(FsddOptions options) => Path.Combine(options.CacheFolder ?? CacheFolders.Default(), "fsdd");

    private static bool HoldsRecordings(string folder) =>
        Directory.Exists(folder) && Directory.EnumerateFiles(folder, "*.wav").Any(file => FsddDataset.IsRecording(Path.GetFileName(file)));
}
