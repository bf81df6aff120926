namespace GraphSeq.Datasets;

/// <summary>Where the spoken digits are taken from. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record FsddOptions
{
    /// <summary>Folder to look in first: the recordings' own, or one that holds <c>recordings/</c>, <c>fsdd/</c> or <c>audio/fsdd/</c>; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>Folder for downloads; null for <c>GRAPHSEQ_CACHE</c>, or else the user's cache folder.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Downloads the recordings when they are nowhere on this machine. Default: true.</summary>
    public bool Download { get; init; } = true;

    /// <summary>How and from where to download; behind <c>BaseUrl</c> it asks for <c>fsdd.zip</c>. Default: one commit of the authors' repository, over HTTPS.</summary>
    public DownloadOptions DownloadOptions { get; init; } = new();

    internal void Validate()
    {
        List<string> problems = [];
        if (Folder is { Length: 0 }) problems.Add("Folder is empty; pass null for none.");
        if (CacheFolder is { Length: 0 }) problems.Add("CacheFolder is empty; pass null for the default.");
        if (problems.Count > 0) throw new ArgumentException($"FsddOptions: {string.Join(" ", problems)}");
        DownloadOptions.Validate();
    }
}
