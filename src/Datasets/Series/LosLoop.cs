namespace GraphSeq.Datasets;

/// <summary>A week of METR-LA: mean speed (miles per hour) of 207 loop detectors on the highways of Los Angeles County, every 5 minutes of 1 to 7 March 2012,
/// on the graph of their distances along the roads.</summary>
/// <remarks>As prepared for <see href="https://arxiv.org/abs/1811.05320">L. Zhao et al., "T-GCN: A Temporal Graph Convolutional Network for Traffic
/// Prediction", 2020</see>: 2016 steps without gaps, symmetric weights in (0, 1] with self-loops.</remarks>
public static class LosLoop
{
    /// <summary>Steps of a day.</summary>
    public const int StepsPerDay = 288;

    private static readonly SeriesSource Source = new(
        "los-loop", new Uri("https://raw.githubusercontent.com/lehaifeng/T-GCN/219a2346f5bf68d54d91a948e7a41a08f9edc46b/data/"),
        ("los_speed.csv", "7b732d86ae32b2930595becba28aff39dacbfb2197e250fc0332e1744ce2cbf4"),
        ("los_adj.csv", "7a6eb41e10677992b5af50f5ab187c6c05c5c3a92cb973950cfddbf857361e76"));

    /// <summary>Reads the week from a folder given, from <c>GRAPHSEQ_DATA</c>, from the cache, or downloads it; in this order.</summary>
    /// <param name="options">Places; null for the defaults.</param>
    /// <exception cref="DatasetNotFoundException">It is nowhere to be had; the message lists what was tried.</exception>
    /// <exception cref="DatasetFormatException">A file is damaged.</exception>
    public static GraphTimeSeries Load(SeriesDatasetOptions? options = null)
    {
        var folder = Source.Find(options ?? new SeriesDatasetOptions());
        return GraphSeriesReader.Read(new GraphSeriesFiles
        {
            Values = Path.Combine(folder, "los_speed.csv"),
            Adjacency = Path.Combine(folder, "los_adj.csv"),
            MissingValue = 0,
            Name = "los-loop",
            ChannelName = "speed [mph]",
        });
    }

    /// <summary>Where the week is on this machine.</summary>
    /// <param name="options">Places; null for the defaults.</param>
    /// <returns>The folder; null if it is in none of the places.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static string? Find(SeriesDatasetOptions? options = null) => Source.FindLocally(options ?? new SeriesDatasetOptions(), []);

    /// <summary>Fetches the week into the cache, unless it is there.</summary>
    /// <param name="options">Where from and where to; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>The folder, and whether anything had to be downloaded.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DatasetNotFoundException">It cannot be had.</exception>
    public static Task<(string Folder, bool Downloaded)> DownloadAsync(SeriesDatasetOptions? options = null, CancellationToken cancellationToken = default) =>
        Source.FillCacheAsync(options ?? new SeriesDatasetOptions(), cancellationToken);
}
