using System.Globalization;
using System.Text.RegularExpressions;

namespace GraphSeq.Datasets;

/// <summary>The Free Spoken Digit Dataset: English digits of several speakers at 8000 Hz, in files <c>{digit}_{speaker}_{index}.wav</c>.</summary>
/// <remarks><see href="https://github.com/Jakobovski/free-spoken-digit-dataset">Z. Jackson et al.</see>, licence CC BY-SA 4.0. A recording's group is its
/// speaker.</remarks>
public static partial class FsddDataset
{
    private const int FirstTrainIndex = 5;

    /// <summary>Reads the recordings from a folder given, from <c>GRAPHSEQ_DATA</c>, from the user's cache, or downloads them; in this order.</summary>
    /// <param name="options">Places; null for the defaults.</param>
    /// <returns>The recordings by name; <see cref="AudioGraphs"/> makes graphs of them.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DatasetNotFoundException">They are nowhere to be had; the message lists what was tried.</exception>
    /// <exception cref="DatasetFormatException">A file is damaged or not named as above.</exception>
    public static LabelledAudio Load(FsddOptions? options = null) =>
        // On the thread pool, so that a caller's synchronisation context cannot wait for itself.
        Task.Run(() => LoadAsync(options, CancellationToken.None)).GetAwaiter().GetResult();

    /// <summary>As <see cref="Load"/>; neither download nor reading holds the caller's thread.</summary>
    /// <param name="options">Places; null for the defaults.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    /// <inheritdoc cref="Load" path="/returns|/exception"/>
    public static async Task<LabelledAudio> LoadAsync(FsddOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Checked(options);
        List<string> tried = [];
        var folder = FsddSource.FindLocally(options, tried)
            ?? await FsddSource.DownloadAsync(options, tried, cancellationToken).ConfigureAwait(false);
        var reading = new AudioFolderOptions { Name = "FSDD", NamePattern = "(?<label>[0-9])_(?<group>[^_]+)_[0-9]+" };
        return await Task.Run(() => AudioFolder.Read(folder, reading), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where the set is on this machine.</summary>
    /// <param name="options">Places; null for the defaults.</param>
    /// <returns>The folder; null if it is in none of the places.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    public static string? Find(FsddOptions? options = null) => FsddSource.FindLocally(Checked(options), []);

    /// <summary>Fetches the set into the cache, unless it is there.</summary>
    /// <param name="options">Where from and where to; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>The folder, and whether anything had to be downloaded.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DatasetNotFoundException">It cannot be had.</exception>
    public static Task<(string Folder, bool Downloaded)> DownloadAsync(FsddOptions? options = null, CancellationToken cancellationToken = default) =>
        FsddSource.FillCacheAsync(Checked(options), cancellationToken);

    /// <summary>The authors' split: recordings 0 to 4 of each digit and speaker test; of the others a share may be held out to choose by.</summary>
    /// <param name="audio">What <see cref="Load"/> gave.</param>
    /// <param name="validationFraction">That share, in [0, 1). Default: 0.</param>
    /// <param name="seed">Decides which.</param>
    /// <exception cref="ArgumentException">A recording has another name, none is left to learn from, or the share is out of range.</exception>
    public static Split OfficialSplit(LabelledAudio audio, double validationFraction = 0, long seed = 0)
    {
        ArgumentNullException.ThrowIfNull(audio);
        return audio.SplitBy(recording => Index(recording.Name) < FirstTrainIndex, validationFraction, seed);
    }

    internal static bool IsRecording(string file) => RecordingName().IsMatch(file);

    private static FsddOptions Checked(FsddOptions? options)
    {
        options ??= new FsddOptions();
        options.Validate();
        return options;
    }

    private static int Index(string file) => RecordingName().Match(file) is { Success: true } match
        ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture)
        : throw new ArgumentException($"FsddDataset: '{file}' is not named as recordings of this set are, such as 0_jackson_0.wav.");

    [GeneratedRegex(@"^[0-9]_[^_]+_([0-9]{1,8})\.wav$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex RecordingName();
}
