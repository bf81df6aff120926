namespace GraphSeq.Datasets;

/// <summary>Where a TU set is taken from and what of it is read. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record TUDatasetOptions
{
    /// <summary>Folder to look in first: the set's own, or one that holds <c>NAME/</c> or <c>NAME.zip</c>; null for none.</summary>
    public string? Folder { get; init; }

    /// <summary>The variant without isomorphic graphs (<see href="https://arxiv.org/abs/1910.12091">Ivanov et al., 2019</see>). Default: false.</summary>
    public bool Cleaned { get; init; }

    /// <summary>Node attributes become features. Default: true (PyG's default is false).</summary>
    public bool UseNodeAttributes { get; init; } = true;

    /// <summary>Node labels become one-hot features, behind the attributes. Default: true.</summary>
    public bool UseNodeLabels { get; init; } = true;

    /// <summary>Edge attributes become edge features. Default: true (PyG's default is false).</summary>
    public bool UseEdgeAttributes { get; init; } = true;

    /// <summary>Edge labels become one-hot edge features, behind the attributes. Default: true.</summary>
    public bool UseEdgeLabels { get; init; } = true;

    /// <summary>What is predicted. Default: <see cref="TUTarget.Auto"/>.</summary>
    public TUTarget Target { get; init; }

    /// <summary>Edges that join a node to itself stay. Default: false, as PyG.</summary>
    public bool KeepSelfLoops { get; init; }

    /// <summary>Equal edges stay side by side. Default: false, as PyG: they become one, whose features are the sum of theirs.</summary>
    public bool KeepDuplicateEdges { get; init; }

    /// <summary>Features of nodes that have none. Default: none.</summary>
    public MissingFeatures MissingFeatures { get; init; }

    /// <summary>Highest degree with a column of its own in <see cref="MissingFeatures.DegreeOneHot"/>; at least 1. Default: 255.</summary>
    public int MaxDegree { get; init; } = 255;

    /// <summary>One-hot columns (all label columns together) that become features; with more, labels stay <see cref="GraphDataset.Categories"/>, for an
    /// embedding. At least 0. Default: 512.</summary>
    public int OneHotLimit { get; init; } = 512;

    /// <summary>Keeps the parsed set in a binary file in the cache folder, and reads that while the text stays the same. Default: true.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary>Folder for downloads and parsed sets; null for <c>GRAPHSEQ_CACHE</c>, or else the user's cache folder.</summary>
    public string? CacheFolder { get; init; }

    /// <summary>Downloads the set when it is nowhere on this machine. Default: true.</summary>
    public bool Download { get; init; } = true;

    /// <summary>How and from where to download. Default: the TU collection over HTTPS.</summary>
    public DownloadOptions DownloadOptions { get; init; } = new();

    internal void Validate()
    {
        List<string> problems = [];
        if (Folder is { Length: 0 }) problems.Add("Folder is empty; pass null for none.");
        if (CacheFolder is { Length: 0 }) problems.Add("CacheFolder is empty; pass null for the default.");
        if (MaxDegree < 1) problems.Add($"MaxDegree is {MaxDegree} but must be at least 1.");
        if (OneHotLimit < 0) problems.Add($"OneHotLimit is {OneHotLimit} but must be at least 0.");
        if (Target is < TUTarget.Auto or > TUTarget.None)
            problems.Add($"Target is {Target}, which is not one of {string.Join(", ", Enum.GetNames<TUTarget>())}.");
        if (MissingFeatures is < MissingFeatures.None or > MissingFeatures.DegreeOneHot)
            problems.Add($"MissingFeatures is {MissingFeatures}, which is not one of {string.Join(", ", Enum.GetNames<MissingFeatures>())}.");
        if (problems.Count > 0) throw new ArgumentException($"TUDatasetOptions: {string.Join(" ", problems)}");
        DownloadOptions.Validate();
    }
}
