using GraphSeq.Datasets;

namespace GraphSeq.Cli.Data;

/// <summary>Sets of other sources than the TU collection that commands know by name, as their readers make graphs of them by default. The
/// sample, which is in the program, gives way to files of its name.</summary>
internal static class OtherSets
{
    private const int TrafficHistory = 12, TrafficHorizon = 12, ChickenpoxHistory = 8;

    public static IReadOnlyList<OtherSet> All { get; } =
    [
        Mnist("MNIST", "digits as 4 × 4 patches, 70000 graphs, 10 classes", MnistPart.All),
        Mnist("MNIST-test", "the 10000 test images of MNIST", MnistPart.Test),
        new("FSDD", "sounds", "spoken digits as chains of windows, 3000 graphs, 10 classes")
        {
            Find = places => FsddDataset.Find(Fsdd(places)),
            DownloadAsync = (places, cancellationToken) => FsddDataset.DownloadAsync(Fsdd(places), cancellationToken),
            LoadAsync = async (places, cancellationToken) => AudioGraphs.ToGraphs(await FsddDataset.LoadAsync(Fsdd(places), cancellationToken)),
        },
        new("los-loop", "series", "a week of METR-LA's traffic, 207 nodes, 2016 steps")
        {
            Find = places => LosLoop.Find(Series(places)),
            DownloadAsync = (places, cancellationToken) => LosLoop.DownloadAsync(Series(places), cancellationToken),
            LoadAsync = (places, cancellationToken) => Windows(() => LosLoop.Load(Series(places)), TrafficHistory, TrafficHorizon, cancellationToken),
        },
        new("chickenpox", "series", "chickenpox in Hungary, 20 nodes, 521 steps")
        {
            Find = places => Chickenpox.Find(Series(places)),
            DownloadAsync = (places, cancellationToken) => Chickenpox.DownloadAsync(Series(places), cancellationToken),
            LoadAsync = (places, cancellationToken) => Windows(() => Chickenpox.Load(Series(places)), ChickenpoxHistory, 1, cancellationToken),
        },
        new(SampleDataset.Name, "built-in", "made, 300 graphs, 2 classes")
        {
            Find = places => TUDataset.Find(SampleDataset.Name, places) ?? "in the program: SampleDataset.Load()",
            DownloadAsync = (places, cancellationToken) => places.DownloadOptions.BaseUrl is null
                ? Task.FromResult(("the program", false)) : TUDataset.DownloadAsync(SampleDataset.Name, places, cancellationToken),
            LoadAsync = (places, cancellationToken) => TUDataset.Find(SampleDataset.Name, places) is null
                ? Task.Run(() => SampleDataset.Load(), cancellationToken) : TUDataset.LoadAsync(SampleDataset.Name, places, cancellationToken),
        },
    ];

    /// <summary>A set by name; null if none has it.</summary>
    public static OtherSet? Named(string name) => All.FirstOrDefault(set => set.Name == name);

    private static OtherSet Mnist(string name, string contents, MnistPart part)
    {
        return new OtherSet(name, "images", contents)
        {
            Find = places => MnistDataset.Find(Options(places)),
            DownloadAsync = (places, cancellationToken) => MnistDataset.DownloadAsync(Options(places), cancellationToken),
            LoadAsync = (places, cancellationToken) => MnistDataset.LoadAsync(Options(places), cancellationToken),
        };

        MnistOptions Options(TUDatasetOptions places) => new()
        {
            Part = part,
            Folder = places.Folder,
            CacheFolder = places.CacheFolder,
            Download = places.Download,
            DownloadOptions = places.DownloadOptions,
        };
    }

    private static FsddOptions Fsdd(TUDatasetOptions places) => new()
    {
        Folder = places.Folder,
        CacheFolder = places.CacheFolder,
        Download = places.Download,
        DownloadOptions = places.DownloadOptions,
    };

    private static SeriesDatasetOptions Series(TUDatasetOptions places) => new()
    {
        Folder = places.Folder,
        CacheFolder = places.CacheFolder,
        Download = places.Download,
        DownloadOptions = places.DownloadOptions,
    };

    private static Task<GraphDataset> Windows(Func<GraphTimeSeries> load, int history, int horizon, CancellationToken cancellationToken) =>
        Task.Run(() => load().ToWindows(new ForecastWindowOptions { History = history, Horizon = horizon }).Dataset, cancellationToken);
}
