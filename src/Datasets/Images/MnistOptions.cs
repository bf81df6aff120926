namespace GraphSeq.Datasets;

/// <summary>Where MNIST is taken from and what of it is read. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record MnistOptions
{
    /// <summary>Which images. Default: all.</summary>
    public MnistPart Part { get; init; }

    /// <summary>How an image becomes a graph. Default: 16 patches of 7 × 7, each joined to its 4 neighbours.</summary>
    public PatchOptions Patches { get; init; } = new();

    /// <summary>Folder to look in first: the files' own, or one that holds <c>mnist/</c>, <c>raw/</c> or torchvision's <c>MNIST/raw/</c>; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>Folder for downloads; null for <c>GRAPHSEQ_CACHE</c>, or else the user's cache folder.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Downloads files that are nowhere on this machine. Default: true.</summary>
    public bool Download { get; init; } = true;

    /// <summary>Refuses downloads whose SHA-256 is not MNIST's. Switch it off for a set of the same format behind another <c>BaseUrl</c>. Default: true.</summary>
    public bool CheckHashes { get; init; } = true;

    /// <summary>How and from where to download; <c>BaseUrl</c> is the folder of the four <c>.gz</c> files. Default: two mirrors, over HTTPS.</summary>
    public DownloadOptions DownloadOptions { get; init; } = new();

    internal void Validate()
    {
        List<string> problems = [];
        if (!Enum.IsDefined(Part)) problems.Add($"Part is {Part}, which is not one of {string.Join(", ", Enum.GetNames<MnistPart>())}.");
        if (Folder is { Length: 0 }) problems.Add("Folder is empty; pass null for none.");
        if (CacheFolder is { Length: 0 }) problems.Add("CacheFolder is empty; pass null for the default.");
        if (DownloadOptions.ExpectedSha256 is not null) problems.Add("DownloadOptions.ExpectedSha256 is for one archive; MNIST has four files, see CheckHashes.");
        if (problems.Count > 0) throw new ArgumentException($"MnistOptions: {string.Join(" ", problems)}");
        DownloadOptions.Validate();
        Patches.Validate();
    }
}
