using System.Globalization;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Keeps a parsed set in one binary file: header (magic, key, hash of the rest), then the arrays as they lie in memory.</summary>
/// <remarks>A file that is damaged, cut off, of another format or of other contents counts as absent. Little-endian machines only.</remarks>
internal static class DatasetCache
{
    /// <summary>Raise it whenever the arrays or the meaning of what readers put into them change.</summary>
    public const int FormatVersion = 2;

    private const int NumCounts = 6;
    private const long Magic = 0x3153_5351_4553_5247;        // "GRSEQSS1"

    /// <summary>The parts from the cache while the files stay the same, or else from the files, and then into the cache.</summary>
    /// <param name="folder">The cache folder; null for the default.</param>
    /// <param name="name">The set's name.</param>
    /// <param name="location">Where its files are: one cache file per place and choice, so that a set that changes replaces its own and no other.</param>
    /// <param name="choices">Everything else that decides what the parts are.</param>
    /// <param name="contentHash">Hash of the files.</param>
    /// <param name="parse">Reads the files.</param>
    public static GraphDatasetParts ReadThrough(string? folder, string name, string location, string choices, ulong contentHash, Func<GraphDatasetParts> parse)
    {
        choices = string.Create(CultureInfo.InvariantCulture, $"{FormatVersion} {choices}");
        var place = HashOf(choices, Path.GetFullPath(location), 0);
        var path = Path.Combine(folder ?? CacheFolders.Default(), "parsed", string.Create(CultureInfo.InvariantCulture, $"{name}-{place:x16}.bin"));
        var key = HashOf(choices, name, contentHash);
        if (TryRead(path, key) is { } kept) return kept;
        var parts = parse();
        TryWrite(path, key, parts);
        return parts;
    }

    /// <summary>The parts kept under that key, or null.</summary>
    public static GraphDatasetParts? TryRead(string path, ulong key)
    {
        if (!BitConverter.IsLittleEndian || !File.Exists(path)) return null;
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete, 1);
            var header = new SectionReader(stream);
            if (header.Value() != Magic || header.Value() != unchecked((long)key)) return null;
            var hash = header.Value();
            var reader = new SectionReader(stream);
            var parts = ReadParts(reader);
            return reader.Hash == unchecked((ulong)hash) && stream.Position == stream.Length ? Checked(parts()) : null;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException or OverflowException or ArgumentException)
        {
            return null;                                    // the text is still there to be read
        }
    }

    /// <summary>Keeps the parts; false if the folder cannot be written.</summary>
    public static bool TryWrite(string path, ulong key, GraphDatasetParts parts)
    {
        if (!BitConverter.IsLittleEndian) return false;
        try
        {
            AtomicFile.Write(path, stream =>
            {
                WriteHeader(stream, key, 0);
                var writer = new SectionWriter(stream);
                WriteParts(writer, parts);
                stream.Position = 0;
                WriteHeader(stream, key, writer.Hash);
            }, flushToDisk: false);                         // the hash tells a damaged file, and the text is still there
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    /// <summary>What a right hash vouches for is only that the file is as it was written: kernels trust these ids, so they are looked at.</summary>
    private static GraphDatasetParts Checked(GraphDatasetParts parts)
    {
        var (rowPtr, source, nodePtr) = (parts.Adjacency.Rows.RowPtr, parts.Adjacency.Rows.Column, parts.NodePtr);
        _ = new GraphDataset(parts);                        // checks the arrays against each other
        for (var graph = 1; graph < nodePtr.Length; graph++)
            for (var node = nodePtr[graph - 1]; node < nodePtr[graph]; node++)
                foreach (var neighbour in source.AsSpan(rowPtr[node], rowPtr[node + 1] - rowPtr[node]))
                    if (neighbour < nodePtr[graph - 1] || neighbour >= nodePtr[graph]) throw new InvalidDataException($"Node {neighbour} is of another graph.");
        if (parts.Categories.Any(column => column.Width > LabelColumn.MaxWidth(column.Values.Length))) throw new InvalidDataException("A column is too wide.");
        return rowPtr[0] == 0 && rowPtr[^1] == source.Length ? parts : throw new InvalidDataException("The rows do not hold all edges.");
    }

    private static ulong HashOf(string first, string second, ulong third)
    {
        var hash = new ContentHash();
        hash.Append(first);
        hash.Append(second);
        hash.Append(unchecked((long)third));
        return hash.Value();
    }

    private static void WriteHeader(Stream stream, ulong key, ulong hash)
    {
        var header = new SectionWriter(stream);
        header.Value(Magic);
        header.Value(unchecked((long)key));
        header.Value(unchecked((long)hash));
    }

    private static void WriteParts(SectionWriter to, GraphDatasetParts parts)
    {
        to.Text(parts.Name);
        to.Array<int>(parts.NodePtr);
        to.Array(parts.Adjacency.RowPtr);
        to.Array(parts.Adjacency.Source);
        to.Array<float>(parts.Features);
        to.Array<long>(parts.NodeShape);
        to.Value(parts.Categories.Count);
        foreach (var column in parts.Categories)
        {
            to.Value(column.Width);
            to.Array<int>(column.Values);
            to.Text(column.Name);
            to.Texts(column.Labels);
        }
        to.Texts(parts.FeatureNames);
        to.Value(parts.NumEdgeFeatures);
        to.Array<float>(parts.EdgeAttr);
        to.Texts(parts.EdgeFeatureNames);
        to.Array(parts.Adjacency.Weight);
        to.Value(parts.NumDimensions);
        to.Array<float>(parts.Positions);
        to.Array<long>(parts.Lengths);
        to.Value((long)parts.Targets.Task);
        to.Value((long)parts.Targets.Level);
        to.Array(parts.Targets.Classes);
        to.Array(parts.Targets.Values);
        to.Texts(parts.Targets.Names);
        var report = parts.Report!;
        to.Text(report.Source);
        to.Text(report.ContentHash);
        to.Array<long>(
            [report.EdgeRows, report.SelfLoopsRemoved, report.DuplicateEdgesMerged, report.IsolatedNodes, report.EmptyGraphs, report.CommentLines]);
    }

    // The arrays are read at once; objects that check them are made only when the hash has been found right.
    private static Func<GraphDatasetParts> ReadParts(SectionReader from)
    {
        var name = from.Text();
        var (nodePtr, rowPtr, source) = (from.Array<int>(), from.Array<int>(), from.Array<int>());
        var (features, nodeShape) = (from.Array<float>(), from.Array<long>());
        List<Func<CategoricalColumn>> categories = [];
        for (var remaining = from.Value(); remaining > 0; remaining--)
        {
            var width = checked((int)from.Value());
            var (codes, column, labels) = (from.Array<int>(), from.Text(), from.Texts());
            categories.Add(() => new CategoricalColumn(codes, width) { Name = column, Labels = labels });
        }
        var featureNames = from.Texts();
        var numEdgeFeatures = checked((int)from.Value());
        var edgeAttr = from.Array<float>();
        var edgeFeatureNames = from.Texts();
        var weight = from.Array<float>();
        var numDimensions = checked((int)from.Value());
        var (positions, lengths) = (from.Array<float>(), from.Array<long>());
        var (task, level) = ((TaskKind)from.Value(), (TargetLevel)from.Value());
        var (classes, values, names) = (from.Array<long>(), from.Array<float>(), from.Texts());
        var (location, contentHash, counts) = (from.Text(), from.Text(), from.Array<long>());
        if (rowPtr.Length == 0 || (weight.Length > 0 && weight.Length != source.Length) || counts.Length != NumCounts) throw new InvalidDataException("An array has another length than it is written with.");
        return () => new GraphDatasetParts
        {
            Name = name,
            NodePtr = nodePtr,
            Adjacency = SparseAdjacency.FromSortedRows(rowPtr, source, weight.Length > 0 ? weight : null),
            Features = features,
            NodeShape = nodeShape,
            Categories = [.. categories.Select(column => column())],
            FeatureNames = featureNames,
            NumEdgeFeatures = numEdgeFeatures,
            EdgeAttr = numEdgeFeatures == 0 ? null : edgeAttr,
            EdgeFeatureNames = edgeFeatureNames,
            Positions = numDimensions == 0 ? null : positions,
            NumDimensions = numDimensions,
            Lengths = lengths.Length == 0 ? null : lengths,
            Targets = task switch
            {
                TaskKind.Classification => Targets.OfClasses(classes, names, level),
                TaskKind.None => Targets.None,
                _ => Targets.OfValues(values, names, level, multiLabel: task == TaskKind.MultiLabelClassification),
            },
            Report = new ReadReport
            {
                Source = location,
                ContentHash = contentHash,
                FromCache = true,
                EdgeRows = counts[0],
                SelfLoopsRemoved = counts[1],
                DuplicateEdgesMerged = counts[2],
                IsolatedNodes = checked((int)counts[3]),
                EmptyGraphs = checked((int)counts[4]),
                CommentLines = checked((int)counts[5]),
            },
        };
    }
}
