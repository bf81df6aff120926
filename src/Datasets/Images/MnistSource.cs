namespace GraphSeq.Datasets;

/// <summary>Finds MNIST's files: a folder given, <c>GRAPHSEQ_DATA</c>, the cache, the network; tried in this order, each part by itself.</summary>
internal static class MnistSource
{
    private static readonly Uri[] Mirrors =
        [new("https://ossci-datasets.s3.amazonaws.com/mnist/"), new("https://storage.googleapis.com/cvdf-datasets/mnist/")];

    private static readonly Dictionary<string, string> Sha256 = new()
    {
        ["train-images-idx3-ubyte.gz"] = "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
        ["train-labels-idx1-ubyte.gz"] = "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
        ["t10k-images-idx3-ubyte.gz"] = "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
        ["t10k-labels-idx1-ubyte.gz"] = "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
    };

    /// <summary>A file of images and the file of their labels.</summary>
    internal sealed record Pair(string Images, string Labels);

    /// <summary>A part's files if they are on this machine, or else null.</summary>
    /// <param name="part">Training or test.</param>
    /// <param name="options">Places.</param>
    /// <param name="tried">Gets a line for each place in vain.</param>
    public static Pair? FindLocally(MnistPart part, MnistOptions options, List<string> tried)
    {
        if (options.Folder is null) tried.Add("a folder: none was given");
        else if (Search(options.Folder, part, tried, "the folder given") is { } given) return given;
        if (CacheFolders.Variable(CacheFolders.DataVariable) is not { } data) tried.Add($"{CacheFolders.DataVariable}: not set");
        else if (Search(data, part, tried, CacheFolders.DataVariable) is { } found) return found;
        if (FindInCache(part, options) is { } kept) return kept;
        tried.Add($"the cache: {DownloadFolder(options)} does not hold both files");
        return null;
    }

    /// <summary>A part's files if the cache has them, or else null.</summary>
    public static Pair? FindInCache(MnistPart part, MnistOptions options) => InFolder(DownloadFolder(options), part);

    /// <summary>Downloads a part's two files into the cache; one that is there already is kept.</summary>
    /// <param name="part">Training or test.</param>
    /// <param name="options">Where from and where to.</param>
    /// <param name="tried">What was tried before, for the error.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <exception cref="DatasetNotFoundException">A file cannot be had.</exception>
    public static async Task<Pair> DownloadAsync(MnistPart part, MnistOptions options, List<string> tried, CancellationToken cancellationToken)
    {
        var names = new[] { $"{FileName(part, "images")}.gz", $"{FileName(part, "labels")}.gz" };
        Exception? failure = null;
        if (!options.Download) tried.Add("the network: downloading is switched off");
        else
        {
            var mirrors = options.DownloadOptions.BaseUrl is { } url ? [url] : Mirrors;
            failure = await MirrorDownload.TryAsync(
                names, DownloadFolder(options), mirrors, name => options.CheckHashes ? Sha256[name] : null, options.DownloadOptions, tried, cancellationToken)
                .ConfigureAwait(false);
            if (failure is null) return new Pair(Path.Combine(DownloadFolder(options), names[0]), Path.Combine(DownloadFolder(options), names[1]));
        }
        var advice = $"Pass a folder that holds {names[0]} and {names[1]} (or the same unpacked), or set {CacheFolders.DataVariable} to one.";
        if (part == MnistPart.Train && FindLocally(MnistPart.Test, options, []) is { } test)
            advice += $" The test images are here ({test.Images}): Part = MnistPart.Test reads them alone.";
        throw new DatasetNotFoundException($"MNIST ({part})", tried, advice, failure);
    }

    private static Pair? Search(string root, MnistPart part, List<string> tried, string what)
    {
        root = Path.GetFullPath(root);
        if (!Directory.Exists(root))
        {
            tried.Add($"{what}: there is no folder {root}");
            return null;
        }
        foreach (var folder in new[] { "", "mnist", "raw", "MNIST/raw", "MNIST" })
            if (InFolder(Path.Combine(root, folder), part) is { } pair) return pair;
        tried.Add($"{what}: {root} does not hold both {FileName(part, "images")} and {FileName(part, "labels")}, with .gz or without");
        return null;
    }

    private static Pair? InFolder(string folder, MnistPart part) =>
        Find(folder, FileName(part, "images")) is { } images && Find(folder, FileName(part, "labels")) is { } labels ? new Pair(images, labels) : null;

    // The files' first home served them unpacked with a dot in the name.
    private static string? Find(string folder, string name) =>
        new[] { $"{name}.gz", name, name.Replace("-idx", ".idx", StringComparison.Ordinal) }
            .Select(file => Path.Combine(folder, file)).FirstOrDefault(File.Exists);

    private static string FileName(MnistPart part, string kind) =>
        $"{(part == MnistPart.Train ? "train" : "t10k")}-{kind}-idx{(kind == "images" ? 3 : 1)}-ubyte";

    /// <summary>The cache's folder.</summary>
    public static string DownloadFolder(MnistOptions options) => Path.Combine(options.CacheFolder ?? CacheFolders.Default(), "mnist");
}
