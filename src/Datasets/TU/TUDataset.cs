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
        // On the thread pool, so that a caller's synchronisation context cannot wait for itself.
        return Task.Run(() => LoadAsync(name, options)).GetAwaiter().GetResult();
    }

    /// <summary>As <see cref="Load"/>; the download does not hold a thread.</summary>
    /// <param name="name">The set's name.</param>
    /// <param name="options">Places and choices; null for the defaults.</param>
    /// <param name="cancellationToken">Ends a download.</param>
    /// <returns>The set.</returns>
    /// <exception cref="ArgumentException">The name is no plain file name, or an option is out of range.</exception>
    /// <exception cref="DatasetNotFoundException">The set is nowhere to be had; the message lists what was tried.</exception>
    /// <exception cref="DatasetFormatException">A file is missing, damaged or not as the format asks.</exception>
    public static async Task<GraphDataset> LoadAsync(string name, TUDatasetOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (name.Length == 0 || name.StartsWith('.') || !name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+'))
            throw new ArgumentException($"TUDataset: '{name}' is not a set's name. Pass a name like ENZYMES, and the place as Folder.", nameof(name));
        options ??= new TUDatasetOptions();
        options.Validate();
        var files = await TUSource.FindAsync(name, options, cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        var parts = Parse(files, options);
        parts = MissingNodeFeatures.Fill(parts, options);
        return new GraphDataset(parts with { Notes = Notes(parts, options) });
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

    private static List<string> Notes(GraphDatasetParts parts, TUDatasetOptions options)
    {
        var report = parts.Report!;
        List<string> notes = [string.Create(CultureInfo.InvariantCulture, $"Read from {report.Source}{(report.FromCache ? " (parsed before)" : "")}; content {report.ContentHash}.")];
        Note(report.SelfLoopsRemoved, "self-loops removed, as PyG does (KeepSelfLoops keeps them).");
        Note(report.DuplicateEdgesMerged, $"duplicate edges merged{(parts.EdgeAttr is null ? "" : " and their features summed")}, as PyG does (KeepDuplicateEdges keeps them).");
        Note(report.IsolatedNodes, "nodes have no edge.");
        Note(report.EmptyGraphs, "graphs have no node.");
        Note(report.CommentLines, "comment lines skipped.");
        if (parts.Categories.Count > 0)
            notes.Add(string.Create(CultureInfo.InvariantCulture, $"{parts.Categories.Sum(column => (long)column.Width)} one-hot columns are written out per batch (OneHotLimit {options.OneHotLimit})."));
        else if (parts.Features.Length == 0)
            notes.Add("Nodes have no features; MissingFeatures gives them a constant or their degree.");
        else if (parts.FeatureNames is [MissingNodeFeatures.ConstantName] or [MissingNodeFeatures.FirstDegreeName, ..])
            notes.Add($"Nodes have no features in the files; they got {options.MissingFeatures}.");
        return notes;

        void Note(long count, string what)
        {
            if (count > 0) notes.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
        }
    }
}
