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
        var parts = MissingNodeFeatures.Fill(Parse(files, options), options);
        return new GraphDataset(parts with { Notes = TUNotes.Of(parts, options) });
    }

    private static GraphDatasetParts Parse(TUFiles files, TUDatasetOptions options)
    {
        var contentHash = files.ContentHash();
        if (!options.UseCache) return TUReader.Read(files, options, contentHash);
        // One file per place and choice, so that a set that changes replaces its own cache and no other.
        var choices = string.Create(
            CultureInfo.InvariantCulture,
            $"{DatasetCache.FormatVersion} {options.UseNodeAttributes} {options.UseNodeLabels} {options.UseEdgeAttributes} {options.UseEdgeLabels} " +
            $"{options.Target} {options.KeepSelfLoops} {options.KeepDuplicateEdges} {options.OneHotLimit}");
        var place = HashOf(choices, Path.GetFullPath(files.Location), 0);
        var path = Path.Combine(
            options.CacheFolder ?? CacheFolders.Default(), "parsed", string.Create(CultureInfo.InvariantCulture, $"{files.Name}-{place:x16}.bin"));
        var key = HashOf(choices, files.Name, contentHash);
        if (DatasetCache.TryRead(path, key) is { } kept) return kept;
        var parts = TUReader.Read(files, options, contentHash);
        DatasetCache.TryWrite(path, key, parts);
        return parts;
    }

    private static ulong HashOf(string first, string second, ulong third)
    {
        var hash = new ContentHash();
        hash.Append(first);
        hash.Append(second);
        hash.Append(unchecked((long)third));
        return hash.Value();
    }
}
