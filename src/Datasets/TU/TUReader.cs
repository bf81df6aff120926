using System.Globalization;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Reads the text files of a TU set: <see href="https://chrsmrrs.github.io/datasets/docs/format/">the collection's format</see>.</summary>
/// <remarks>Same numbers as PyG's <c>read_tu_data</c>; what that does silently is counted in the <see cref="ReadReport"/>.</remarks>
internal sealed class TUReader
{
    private const long MaxDenseValues = 1L << 28;           // of one-hot codes written out: 1 GiB
    private readonly TUFiles _files;
    private readonly TUDatasetOptions _options;
    private int _commentLines;

    private TUReader(TUFiles files, TUDatasetOptions options)
    {
        (_files, _options) = (files, options);
    }

    /// <summary>Reads the set; features that are missing stay so.</summary>
    /// <exception cref="DatasetFormatException">A file is missing or is not as the format asks.</exception>
    public static GraphDatasetParts Read(TUFiles files, TUDatasetOptions options, ulong contentHash) => new TUReader(files, options).Read(contentHash);

    private GraphDatasetParts Read(ulong contentHash)
    {
        // The attributes are most of the text: they are read beside the rest.
        var attributes = _options.UseNodeAttributes && _files.Find("node_attributes") is { } source
            ? Task.Run(() => NumberTableReader.Reals(source))
            : null;
        try
        {
            var (targets, numGraphs) = ReadTargets();
            var indicator = Counted(NumberTableReader.Integers(_files.Require("graph_indicator"), 1));
            var nodePtr = TUStructure.NodePtr(indicator, numGraphs, Path.GetFileName(TargetPath()));
            var labels = ReadLabels("node_labels", _options.UseNodeLabels, indicator.Rows, "nodes", "graph_indicator");
            var edges = ReadEdges(indicator);
            var nodeAttributes = attributes is null
                ? null
                : RequireRows(Counted(attributes.GetAwaiter().GetResult()), indicator.Rows, "nodes", "graph_indicator");
            var parts = new GraphDatasetParts
            {
                Name = _files.Name,
                NodePtr = nodePtr,
                Adjacency = SparseAdjacency.FromSortedRows(edges.RowPtr, edges.Source),
                EdgeAttr = edges.Features,
                NumEdgeFeatures = edges.NumFeatures,
                EdgeFeatureNames = edges.FeatureNames,
                Targets = targets,
                Report = new ReadReport
                {
                    Source = _files.Location,
                    ContentHash = contentHash.ToString("x16", CultureInfo.InvariantCulture),
                    EdgeRows = edges.FileRows,
                    SelfLoopsRemoved = edges.SelfLoopsRemoved,
                    DuplicateEdgesMerged = edges.DuplicatesMerged,
                    IsolatedNodes = TUStructure.CountIsolated(edges.RowPtr, edges.Source),
                    EmptyGraphs = TUStructure.CountEmpty(nodePtr),
                    CommentLines = _commentLines,
                },
            };
            return AddFeatures(parts, nodeAttributes, labels);
        }
        finally
        {
            // Leave no reading behind, not even after an error in another file; its own error, if any, is the lesser one then.
            if (attributes is not null) Task.WaitAny(attributes);
        }
    }

    private (Targets Targets, int? NumGraphs) ReadTargets()
    {
        if (_options.Target == TUTarget.None) return (Targets.None, null);
        if (_options.Target != TUTarget.Labels && _files.Find("graph_attributes") is { } attributes)
        {
            var values = Counted(NumberTableReader.Reals(attributes));
            if (values.Rows == 0) throw new DatasetFormatException(values.Path, 0, "the file is empty but must hold one row per graph.");
            return (Targets.OfValues(values.Values, FeatureNaming.Numbered("target", values.Columns)), values.Rows);
        }
        if (_options.Target == TUTarget.Attributes || _files.Find("graph_labels") is not { } labels)
            throw new DatasetFormatException(
                TargetPath(), 0,
                "the file is missing, so the graphs have no targets. Download the set again, or read it with another Target (None for no targets).");
        var table = Counted(NumberTableReader.Integers(labels, 1));
        if (table.Rows == 0) throw new DatasetFormatException(table.Path, 0, "the file is empty but must hold one label per graph.");
        var classes = LabelColumn.Compact(table.Values);
        return (Targets.OfClasses(Array.ConvertAll(classes.Codes, c => (long)c), classes.Names()), table.Rows);
    }

    private string TargetPath()
    {
        var kind = _options.Target == TUTarget.Attributes || (_options.Target == TUTarget.Auto && _files.Find("graph_attributes") is not null)
            ? "graph_attributes"
            : "graph_labels";
        return _files.Find(kind)?.Path ?? Path.Combine(_files.Location, TUFiles.FileName(_files.Name, kind));
    }

    private TUEdges ReadEdges(NumberTable<int> indicator)
    {
        var table = Counted(NumberTableReader.Integers(_files.Require("A"), 2));
        TUEdges.Check(table, indicator);
        var labels = ReadLabels("edge_labels", _options.UseEdgeLabels, table.Rows, "edges", "A");
        NumberTable<float>? attributes = null;
        if (_options.UseEdgeAttributes && _files.Find("edge_attributes") is { } source)
            attributes = RequireRows(Counted(NumberTableReader.Reals(source)), table.Rows, "edges", "A");
        var width = (attributes?.Columns ?? 0) + labels.Sum(column => (long)column.Width);
        if (width * table.Rows > MaxDenseValues && labels.Length > 0)
            throw new DatasetFormatException(
                _files.Require("edge_labels").Path, 0,
                $"the labels would make {width} features for each of {table.Rows} edges, more than fits. Read the set with UseEdgeLabels = false.");
        return TUEdges.Build(table, indicator.Rows, attributes, labels, _options.KeepSelfLoops, _options.KeepDuplicateEdges);
    }

    private LabelColumn[] ReadLabels(string kind, bool wanted, int rows, string what, string countedIn)
    {
        if (!wanted || _files.Find(kind) is not { } source) return [];
        var table = RequireRows(Counted(NumberTableReader.Integers(source)), rows, what, countedIn);
        return [.. Enumerable.Range(0, table.Columns).Select(column => LabelColumn.FromTable(table, column))];
    }

    private GraphDatasetParts AddFeatures(GraphDatasetParts parts, NumberTable<float>? attributes, LabelColumn[] labels)
    {
        var numNodes = parts.NodePtr[^1];
        var (numAttributes, oneHotWidth) = (attributes?.Columns ?? 0, labels.Sum(column => (long)column.Width));
        var attributeNames = FeatureNaming.Numbered("attribute", numAttributes);
        if (oneHotWidth > _options.OneHotLimit || oneHotWidth * numNodes > MaxDenseValues)
            return parts with
            {
                Features = attributes?.Values ?? [],
                NodeShape = [numAttributes],
                FeatureNames = attributeNames,
                Categories = [.. labels.Zip(FeatureNaming.Numbered("label", labels.Length), (column, name) =>
                    new CategoricalColumn(column.Codes, column.Width) { Name = name, Labels = column.Names() })],
            };
        return parts with
        {
            Features = TUStructure.JoinFeatures(attributes, labels, numNodes),
            NodeShape = [numAttributes + oneHotWidth],
            FeatureNames = [.. attributeNames, .. LabelColumn.OneHotNames(labels)],
        };
    }

    private NumberTable<T> Counted<T>(NumberTable<T> table) where T : unmanaged
    {
        _commentLines += table.CommentLines.Count;
        return table;
    }

    private NumberTable<T> RequireRows<T>(NumberTable<T> table, int rows, string what, string countedIn) where T : unmanaged =>
        table.Rows == rows ? table : throw new DatasetFormatException(
            table.Path, 0,
            $"the file has {table.Rows} rows, but {TUFiles.FileName(_files.Name, countedIn)} lists {rows} {what}; there must be one row for each. " +
            "Is one of the two cut off? Check that both are from one download.");
}
