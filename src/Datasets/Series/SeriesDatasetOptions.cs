namespace GraphSeq.Datasets;

/// <summary>Where a known series is looked for. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record SeriesDatasetOptions
{
    /// <summary>Folder that holds the files, or a folder of that series' name, or <c>timeseries/</c> with one; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>Folder that downloads are kept in; null for <see cref="CacheFolders.Default"/>.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Whether to download what is not on this machine. Default: true.</summary>
    public bool Download { get; init; } = true;

    /// <summary>How to download. <see cref="DownloadOptions.ExpectedSha256"/> stays null: the files' own hashes are known.</summary>
    public DownloadOptions DownloadOptions { get; init; } = new();

    internal void Validate()
    {
        if (DownloadOptions is null) throw new ArgumentException("SeriesDatasetOptions: DownloadOptions is null.");
        if (DownloadOptions.ExpectedSha256 is not null) throw new ArgumentException("SeriesDatasetOptions: DownloadOptions.ExpectedSha256 is for one archive; the hashes of a series' files are known.");
        DownloadOptions.Validate();
    }
}
