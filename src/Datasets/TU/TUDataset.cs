using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>Data sets of the TU collection, or in its text format.</summary>
/// <remarks><see href="https://arxiv.org/abs/2007.08663">Morris et al., "TUDataset: A collection of benchmark datasets for learning with graphs", 2020</see>.
/// Numbers are those of PyG's <c>TUDataset</c>, except that attributes are features unless they are declined.</remarks>
public static class TUDataset
{
    /// <summary>Reads a set from a folder given, from <c>GRAPHSEQ_DATA</c>, from the user's cache, or downloads it; in this order.</summary>
    /// <param name="name">The set's name, as in its file names: <c>ENZYMES</c>.</param>
    /// <param name="options">Places and choices; null for the defaults.</param>
    /// <returns>The set: features are attributes, then one-hot labels; edges are sorted by target, then source.</returns>
    /// <exception cref="ArgumentException">The name is no plain file name, or an option is out of range.</exception>
    /// <exception cref="DatasetNotFoundException">The set is nowhere to be had; the message lists what was tried.</exception>
    /// <exception cref="DatasetFormatException">A file is missing, damaged or not as the format asks.</exception>
    public static GraphDataset Load(string name, TUDatasetOptions? options = null)
    {
        options = Checked(name, options);
        List<string> tried = [];
        // The download runs on the thread pool, so that a caller's synchronisation context cannot wait for itself.
        var files = TUSource.FindLocally(name, options, tried)
            ?? Task.Run(() => TUSource.DownloadAsync(name, options, tried, CancellationToken.None)).GetAwaiter().GetResult();
        return Read(files, options);
    }

    /// <summary>As <see cref="Load"/>; neither download nor reading holds the caller's thread.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="options">Places and choices; null for the defaults.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentException">The name is no plain file name, or an option is out of range.</exception>
    /// <exception cref="DatasetNotFoundException">The set is nowhere to be had; the message lists what was tried.</exception>
    /// <exception cref="DatasetFormatException">A file is missing, damaged or not as the format asks.</exception>
    public static async Task<GraphDataset> LoadAsync(string name, TUDatasetOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Checked(name, options);
        List<string> tried = [];
        var files = TUSource.FindLocally(name, options, tried)
            ?? await TUSource.DownloadAsync(name, options, tried, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        return await Task.Run(() => Read(files, options), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Where a set is on this machine.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="options">Places; null for the defaults.</param>
    /// <returns>The folder or archive; null if it is in none of the places.</returns>
    /// <exception cref="ArgumentException">The name is no plain file name, or an option is out of range.</exception>
    /// <exception cref="DatasetFormatException">An archive is damaged or not safe.</exception>
    public static string? Find(string name, TUDatasetOptions? options = null)
    {
        options = Checked(name, options);
        return TUSource.FindLocally(name, options, [])?.Location;
    }

    /// <summary>The name of the set whose files lie in a folder; null if there is none, or more than one.</summary>
    /// <param name="folder">The folder.</param>
    public static string? FindName(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        return TUFiles.NamesIn(folder).ToArray() is [var name] ? name : null;
    }

    /// <summary>Fetches a set of the collection into the cache, unless it is there.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="options">Where from and where to; null for the defaults.</param>
    /// <param name="cancellationToken">Ends the download.</param>
    /// <returns>The folder, and whether it had to be downloaded.</returns>
    /// <exception cref="ArgumentException">The name is no plain file name, or an option is out of range.</exception>
    /// <exception cref="DatasetNotFoundException">It cannot be had.</exception>
    /// <exception cref="DatasetFormatException">The archive is damaged, not safe or of another set.</exception>
    public static async Task<(string Folder, bool Downloaded)> DownloadAsync(string name, TUDatasetOptions? options = null, CancellationToken cancellationToken = default)
    {
        options = Checked(name, options);
        if (TUSource.FindInCache(name, options) is { } kept) return (kept.Location, false);
        return ((await TUSource.DownloadAsync(name, options, [], cancellationToken).ConfigureAwait(false)).Location, true);
    }

    /// <summary>Writes a set in the TU text format, from which <see cref="Load"/> reads the same set (with KeepSelfLoops and KeepDuplicateEdges);
    /// whoever stops half-way leaves no folder that reads as a part of it. Names of columns and names that are no whole numbers are lost but for <c>NAME_label_readme.txt</c>.</summary>
    /// <param name="folder">Where to; created if need be. Files of the same names are replaced.</param>
    /// <param name="dataset">The set; its name begins each file's name.</param>
    /// <param name="cancellationToken">Ends the writing; nothing of it is left then.</param>
    /// <exception cref="ArgumentException">The set has what the format has no place for, or a name that is no plain file name.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Save(string folder, GraphDataset dataset, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(dataset);
        Checked(dataset.Name, null);
        TUWriter.Write(folder, dataset.Name, dataset, cancellationToken);
    }

    private static TUDatasetOptions Checked(string name, TUDatasetOptions? options)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 || name.StartsWith('.') || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+'))
            throw new ArgumentException($"TUDataset: '{name}' is not a set's name. Pass a name like ENZYMES, and the place as Folder.", nameof(name));
        options ??= new TUDatasetOptions();
        options.Validate();
        return options;
    }

    private static GraphDataset Read(TUFiles files, TUDatasetOptions options)
    {
        var read = Parse(files, options);
        var parts = MissingNodeFeatures.Fill(read, options.MissingFeatures, options.MaxDegree, options.OneHotLimit);
        return new GraphDataset(parts with { Notes = [.. TUNotes.Of(parts), .. MissingNodeFeatures.Notes(read, options.MissingFeatures)] });
    }

    private static GraphDatasetParts Parse(TUFiles files, TUDatasetOptions options)
    {
        var contentHash = files.ContentHash();
        if (!options.UseCache) return TUReader.Read(files, options, contentHash);
        var choices = string.Create(
            CultureInfo.InvariantCulture,
            $"{options.UseNodeAttributes} {options.UseNodeLabels} {options.UseEdgeAttributes} {options.UseEdgeLabels} " +
            $"{options.Target} {options.KeepSelfLoops} {options.KeepDuplicateEdges} {options.OneHotLimit}");
        return DatasetCache.ReadThrough(options.CacheFolder, files.Name, files.Location, choices, contentHash, () => TUReader.Read(files, options, contentHash));
    }
}
