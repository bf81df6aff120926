using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>Data sets in folders of one's own: <c>nodes.csv</c> and, where there are, <c>graphs.csv</c>, <c>edges.csv</c>, <c>sequences.csv</c> and
/// <c>schema.json</c> (<see cref="CsvFolderSchema"/>).</summary>
/// <remarks>Ids of graphs and nodes may be any text; a node's id is unique within its graph. Graphs are numbered as <c>graphs.csv</c> lists them (or as
/// <c>nodes.csv</c> first names them), the nodes of a graph as <c>nodes.csv</c> lists them. Other columns are features: numbers, or categories, which
/// become one-hot codes.</remarks>
public static class CsvFolderDataset
{
    /// <summary>Whether a folder holds <c>nodes.csv</c>, and so is meant to be read by <see cref="Load"/>.</summary>
    /// <param name="folder">The folder.</param>
    public static bool IsFolder(string folder) => CsvFolderFiles.IsCsvFolder(folder);

    /// <summary>Reads a folder.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="options">Choices; null for the defaults.</param>
    /// <returns>The set: features are columns of numbers, then one-hot codes of categories; edges are sorted by target, then source.</returns>
    /// <exception cref="ArgumentException">An option is out of range.</exception>
    /// <exception cref="DatasetFormatException">A file is missing or not as it must be; the message has file and line.</exception>
    public static GraphDataset Load(string folder, CsvFolderOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        options ??= new CsvFolderOptions();
        options.Validate();
        return Read(CsvFolderFiles.InFolder(folder), options);
    }

    /// <summary>Writes a set as such a folder, from which <see cref="Load"/> reads the same set; whoever stops half-way leaves no folder that reads as
    /// a part of it.</summary>
    /// <param name="folder">Where to; created if need be. Files of the same names are replaced.</param>
    /// <param name="dataset">The set; features flat or series <c>[T, C]</c>.</param>
    /// <param name="cancellationToken">Ends the writing; nothing of it is left then.</param>
    /// <exception cref="ArgumentException">The set has images as features, which tables have no place for.</exception>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static void Save(string folder, GraphDataset dataset, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(folder);
        ArgumentNullException.ThrowIfNull(dataset);
        CsvFolderWriter.Write(folder, dataset, cancellationToken);
    }

    internal static GraphDataset Read(CsvFolderFiles files, CsvFolderOptions options)
    {
        var contentHash = files.Hash();
        var schema = options.Schema ?? files.ReadSchema();
        var read = options.UseCache ? ReadThroughCache() : Parse();
        var parts = MissingNodeFeatures.Fill(read, options.MissingFeatures, options.MaxDegree, options.OneHotLimit);
        return new GraphDataset(parts with { Notes = [.. Notes(parts), .. MissingNodeFeatures.Notes(read, options.MissingFeatures)] });

        GraphDatasetParts Parse() => new CsvFolderReader(files, schema, options, ProblemLog.Strict()).Read(contentHash)!;

        GraphDatasetParts ReadThroughCache()
        {
            var choices = string.Create(
                CultureInfo.InvariantCulture,
                $"csv {options.KeepSelfLoops} {options.KeepDuplicateEdges} {options.OneHotLimit} {System.Text.Encoding.UTF8.GetString(schema.ToJson())}");
            return DatasetCache.ReadThrough(
                options.CacheFolder, Path.GetFileName(Path.GetFullPath(files.Location)), files.Location, choices, contentHash, Parse);
        }
    }

    private static List<string> Notes(GraphDatasetParts parts)
    {
        var report = parts.Report!;
        List<string> notes = [$"Read from {report.Source}{(report.FromCache ? " (parsed before)" : "")}; content {report.ContentHash}."];
        Note(report.SelfLoopsRemoved, "self-loops removed (KeepSelfLoops keeps them).");
        Note(report.DuplicateEdgesMerged, "duplicate edges merged, their features summed (KeepDuplicateEdges keeps them).");
        Note(parts.Adjacency.NumEdges + report.SelfLoopsRemoved + report.DuplicateEdgesMerged - report.EdgeRows, "reverse edges added, as the schema says.");
        Note(report.IsolatedNodes, "nodes have no edge.");
        Note(report.EmptyGraphs, "graphs have no node.");
        Note(parts.Categories.Sum(column => (long)column.Width), "categories stay numbers in batches, for an embedding.");
        return notes;

        void Note(long count, string what)
        {
            if (count > 0) notes.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
        }
    }
}
