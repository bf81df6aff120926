namespace GraphSeq.Datasets;

/// <summary>How a CSV folder is read. Immutable; vary a copy with <c>with</c>.</summary>
public sealed record CsvFolderOptions
{
    /// <summary>What the columns mean; null for the folder's <c>schema.json</c>, or the defaults where there is none.</summary>
    public CsvFolderSchema? Schema { get; init; }

    /// <summary>Edges that join a node to itself stay. Default: true.</summary>
    public bool KeepSelfLoops { get; init; } = true;

    /// <summary>Equal edges stay side by side; otherwise they become one, whose weight and features are the sum of theirs. Default: true.</summary>
    public bool KeepDuplicateEdges { get; init; } = true;

    /// <summary>Features of nodes that have none. Default: none.</summary>
    public MissingFeatures MissingFeatures { get; init; }

    /// <summary>Highest degree with a column of its own in <see cref="MissingFeatures.DegreeOneHot"/>; at least 1. Default: 255.</summary>
    public int MaxDegree { get; init; } = 255;

    /// <summary>One-hot columns (all categories of nodes together) that become features; with more, categories stay
    /// <see cref="GraphDataset.Categories"/>, for an embedding. At least 0. Default: 512.</summary>
    public int OneHotLimit { get; init; } = 512;

    /// <summary>Keeps the parsed set in a binary file in the cache folder, and reads that while the text stays the same. Default: true.</summary>
    public bool UseCache { get; init; } = true;

    /// <summary>Folder for parsed sets; null for <c>GRAPHSEQ_CACHE</c>, or else the user's cache folder.</summary>
    public string? CacheFolder { get; init; }

    internal void Validate()
    {
        List<string> problems = [];
        if (OneHotLimit < 0) problems.Add($"OneHotLimit is {OneHotLimit} but must be at least 0.");
        if (MaxDegree < 1) problems.Add($"MaxDegree is {MaxDegree} but must be at least 1.");
        if (!Enum.IsDefined(MissingFeatures))
            problems.Add($"MissingFeatures is {MissingFeatures}, which is not one of {string.Join(", ", Enum.GetNames<MissingFeatures>())}.");
        if (CacheFolder is { Length: 0 }) problems.Add("CacheFolder is empty; pass null for the default.");
        if (problems.Count > 0) throw new ArgumentException($"CsvFolderOptions: {string.Join(" ", problems)}");
    }
}
