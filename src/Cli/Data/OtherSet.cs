using GraphSeq.Datasets;

namespace GraphSeq.Cli.Data;

/// <summary>A set that is not of the TU collection, and how it is had.</summary>
/// <param name="Name">What commands call it.</param>
/// <param name="Kind">Of what sort it is.</param>
/// <param name="Contents">What is in it.</param>
internal sealed record OtherSet(string Name, string Kind, string Contents)
{
    /// <summary>Where it is on this machine; null if it is in none of the places.</summary>
    public required Func<TUDatasetOptions, string?> Find { get; init; }

    /// <summary>Fetches it into the cache, unless it is there.</summary>
    public required Func<TUDatasetOptions, CancellationToken, Task<(string Folder, bool Downloaded)>> DownloadAsync { get; init; }

    /// <summary>Reads it as graphs; of a series, windows that see the past and foretell the future.</summary>
    public required Func<TUDatasetOptions, CancellationToken, Task<GraphDataset>> LoadAsync { get; init; }

    /// <summary>Whether its graphs are windows of one series, which a split by chance would let look into the future.</summary>
    public bool IsSeries => Kind == "series";
}
