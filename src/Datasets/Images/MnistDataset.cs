using System.Globalization;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>MNIST's handwritten digits, and sets in the same files: as images, or as graphs of patches.</summary>
/// <remarks><see href="https://doi.org/10.1109/5.726791">LeCun et al., "Gradient-based learning applied to document recognition", 1998</see>.
/// Reading takes less time than a parsed copy would save, so none is kept; downloads are.</remarks>
public static class MnistDataset
{
    private const int NumTest = 10_000;
    private const int NumAll = 70_000;
    private const long SplitStream = 3;

    private static readonly string[] Digits = [.. Enumerable.Range(0, 10).Select(digit => digit.ToString(CultureInfo.InvariantCulture))];

    /// <summary>Reads the images from a folder given, from <c>GRAPHSEQ_DATA</c>, from the user's cache, or downloads them, in this order, and cuts each
    /// into a graph of patches.</summary>
    /// <param name="options">Places and choices; null for the defaults.</param>
    /// <returns>A graph per image, pixels in [0, 1]; see <see cref="ImagePatches"/>. Targets are the digits.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DatasetNotFoundException">A file is nowhere to be had; the message lists what was tried.</exception>
    /// <exception cref="DatasetFormatException">A file is damaged or not as the format asks.</exception>
    public static GraphDataset Load(MnistOptions? options = null) => ImagePatches.ToGraphs(LoadImages(options), options?.Patches);

    /// <summary>As <see cref="Load"/>; neither download nor reading holds the caller's thread.</summary>
    /// <param name="options">Places and choices; null for the defaults.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    /// <inheritdoc cref="Load" path="/returns|/exception"/>
    public static async Task<GraphDataset> LoadAsync(MnistOptions? options = null, CancellationToken cancellationToken = default)
    {
        var images = await LoadImagesAsync(options, cancellationToken).ConfigureAwait(false);
        return await Task.Run(() => ImagePatches.ToGraphs(images, options?.Patches), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The images as they are, <c>[1, 28, 28]</c> bytes each, found as <see cref="Load"/> does.</summary>
    /// <param name="options">Places and choices; null for the defaults.</param>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static LabelledImages LoadImages(MnistOptions? options = null) =>
        // On the thread pool, so that a caller's synchronisation context cannot wait for itself.
        Task.Run(() => LoadImagesAsync(options, CancellationToken.None)).GetAwaiter().GetResult();

    /// <summary>As <see cref="LoadImages"/>, without holding the caller's thread.</summary>
    /// <param name="options">Places and choices; null for the defaults.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    /// <inheritdoc cref="Load" path="/exception"/>
    public static async Task<LabelledImages> LoadImagesAsync(MnistOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Checked(options);
        List<MnistSource.Pair> pairs = [];
        foreach (var part in Parts(options))
        {
            List<string> tried = [];
            pairs.Add(MnistSource.FindLocally(part, options, tried)
                ?? await MnistSource.DownloadAsync(part, options, tried, cancellationToken).ConfigureAwait(false));
        }
        return await Task.Run(() => Read(pairs, options.Part), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where the part that the options ask for is on this machine.</summary>
    /// <param name="options">Places; null for the defaults.</param>
    /// <returns>The folder; null if it is in none of the places.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static string? Find(MnistOptions? options = null)
    {
        options = Checked(options);
        return Parts(options).Select(part => MnistSource.FindLocally(part, options, [])).ToList() is var pairs && pairs.Contains(null)
            ? null : Path.GetDirectoryName(pairs[0]!.Images);
    }

    /// <summary>Fetches the part that the options ask for into the cache, unless it is there.</summary>
    /// <param name="options">Where from and where to; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>The folder, and whether anything had to be downloaded.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DatasetNotFoundException">It cannot be had.</exception>
    public static async Task<(string Folder, bool Downloaded)> DownloadAsync(MnistOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Checked(options);
        var downloaded = false;
        foreach (var part in Parts(options).Where(part => MnistSource.FindInCache(part, options) is null))
        {
            await MnistSource.DownloadAsync(part, options, [], cancellationToken).ConfigureAwait(false);
            downloaded = true;
        }
        return (MnistSource.DownloadFolder(options), downloaded);
    }

    /// <summary>The split that published results use: the last 10,000 images test; of the others some are drawn to choose by.</summary>
    /// <param name="dataset">All 70,000, as <see cref="MnistPart.All"/> gives them.</param>
    /// <param name="validation">Training images held out to choose by, from 0 to 59,999. Default: 5,000.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="ArgumentException">The set has another size, or <paramref name="validation"/> is out of range.</exception>
    public static Split OfficialSplit(GraphDataset dataset, int validation = 5000, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(dataset);
        if (dataset.NumGraphs != NumAll)
            throw new ArgumentException(
                $"MnistDataset: {dataset.Name} has {dataset.NumGraphs} graphs, but the official split is of {NumAll}. Load it with MnistPart.All, or use Splits.",
                nameof(dataset));
        if (validation is < 0 or >= NumAll - NumTest)
            throw new ArgumentException($"MnistDataset: validation is {validation} but must be in [0, {NumAll - NumTest}).", nameof(validation));
        int[] order = [.. Enumerable.Range(0, NumAll - NumTest)];
        SplitMix64.ForStream(seed, SplitStream).Shuffle<int>(order);
        return new Split([.. order[validation..].Order()], [.. order[..validation].Order()], [.. Enumerable.Range(NumAll - NumTest, NumTest)]);
    }

    private static MnistOptions Checked(MnistOptions? options)
    {
        options ??= new MnistOptions();
        options.Validate();
        return options;
    }

    private static MnistPart[] Parts(MnistOptions options) => options.Part == MnistPart.All ? [MnistPart.Train, MnistPart.Test] : [options.Part];

    private static LabelledImages Read(IReadOnlyList<MnistSource.Pair> pairs, MnistPart part)
    {
        var hash = new ContentHash();
        var (pixels, labels) = (new List<byte[]>(), new List<long[]>());
        var (height, width) = (0, 0);
        foreach (var pair in pairs)
        {
            var images = IdxFile.Read(pair.Images);
            if (images.Type != IdxType.UInt8 || images.Shape.Count != 3 || images.Shape[1] == 0 || images.Shape[2] == 0)
                throw new DatasetFormatException(
                    pair.Images, 0, $"the file holds {images.Type} [{string.Join(", ", images.Shape)}], but images are UInt8 [images, height, width].");
            if (height > 0 && (images.Shape[1], images.Shape[2]) != (height, width))
                throw new DatasetFormatException(
                    pair.Images, 0, $"the images are {images.Shape[1]} × {images.Shape[2]}, but those of {pairs[0].Images} are {height} × {width}.");
            (height, width) = (images.Shape[1], images.Shape[2]);
            pixels.Add(images.Values<byte>().ToArray());
            labels.Add(ReadLabels(pair, images.Shape[0]));
            hash.Append(pixels[^1]);
            foreach (var label in labels[^1]) hash.Append(label);
        }
        return new LabelledImages("MNIST", Joined(pixels), 1, height, width, Joined(labels), Digits)
        {
            Report = new ReadReport { Source = Path.GetDirectoryName(pairs[0].Images)!, ContentHash = hash.Value().ToString("x16", CultureInfo.InvariantCulture) },
            Notes = [$"MNIST, {part switch { MnistPart.All => "training and test", MnistPart.Train => "training", _ => "test" }} images: {string.Join(", ", pairs.Select(pair => pair.Images))}."],
        };
    }

    private static long[] ReadLabels(MnistSource.Pair pair, int count)
    {
        var labels = IdxFile.Read(pair.Labels);
        if (labels.Type != IdxType.UInt8 || labels.Shape.Count != 1)
            throw new DatasetFormatException(
                pair.Labels, 0, $"the file holds {labels.Type} [{string.Join(", ", labels.Shape)}], but labels are UInt8 [images].");
        if (labels.Count != count)
            throw new DatasetFormatException(
                pair.Labels, 0, $"there are {labels.Count} labels for the {count} images of {pair.Images}. Check that both files are from one download.");
        var classes = new long[count];
        for (var i = 0; i < count; i++)
        {
            classes[i] = labels.Values<byte>()[i];
            if (classes[i] >= Digits.Length)
                throw new DatasetFormatException(pair.Labels, 0, $"byte {8 + i}: label {classes[i]} of image {i} is not in 0..{Digits.Length - 1}.");
        }
        return classes;
    }

    private static T[] Joined<T>(List<T[]> arrays)
    {
        if (arrays.Count == 1) return arrays[0];
        if (arrays.Sum(array => array.LongLength) > Array.MaxLength)
            throw new ArgumentException($"MnistDataset: the two parts together have more than {Array.MaxLength} values; read them one by one.");
        return [.. arrays.SelectMany(array => array)];
    }
}
