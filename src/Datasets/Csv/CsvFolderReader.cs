using System.Globalization;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Reads the tables of a CSV folder. Problems go to a log, which throws at the first or collects them all.</summary>
internal sealed class CsvFolderReader
{
    private const string OnlyGraph = "0";
    private readonly CsvFolderFiles _files;
    private readonly CsvFolderSchema _schema;
    private readonly CsvFolderOptions _options;
    private readonly ProblemLog _log;
    private readonly CsvNodeIds _ids = new();
    private CsvTargets? _targets;
    private TargetLevel _level;
    private CsvFeatures? _nodeFeatures;
    private readonly List<float> _positions = [];

    public CsvFolderReader(CsvFolderFiles files, CsvFolderSchema schema, CsvFolderOptions options, ProblemLog log) =>
        (_files, _schema, _options, _log) = (files, schema, options, log);

    /// <summary>Whether every edge must have its reverse, where problems are collected.</summary>
    public bool ExpectsReverse { get; init; }

    /// <summary>Reads the set; null when problems were collected that leave none.</summary>
    /// <exception cref="DatasetFormatException">A file as a whole is not as the format asks or, where the log throws, anything is wrong.</exception>
    public GraphDatasetParts? Read(ulong contentHash)
    {
        var hasGraphs = ReadGraphs();
        ReadNodes(hasGraphs);
        var (nodePtr, order) = _ids.Arrange();
        var edges = CsvEdges.Read(_files.Find(CsvFolderFiles.Edges), _schema, _ids, _options, _log, ExpectsReverse);
        var series = CsvSeries.Read(_files.Find(CsvFolderFiles.Sequences), _schema, _ids, _log);
        if (_log.HasErrors) return null;
        var report = new ReadReport
        {
            Source = _files.Location,
            ContentHash = contentHash.ToString("x16", CultureInfo.InvariantCulture),
            EdgeRows = edges.FileRows,
            SelfLoopsRemoved = edges.LoopsRemoved,
            DuplicateEdgesMerged = edges.Merged,
            IsolatedNodes = TUStructure.CountIsolated(edges.RowPtr, edges.Source),
            EmptyGraphs = TUStructure.CountEmpty(nodePtr),
        };
        var name = _schema.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(_files.Location)));
        var parts = new GraphDatasetParts
        {
            Name = name,
            NodePtr = nodePtr,
            Adjacency = SparseAdjacency.FromSortedRows(edges.RowPtr, edges.Source, edges.Weight),
            EdgeAttr = edges.Features,
            NumEdgeFeatures = edges.Names.Count,
            EdgeFeatureNames = edges.Names,
            Positions = _positions.Count == 0 ? null : Reorder([.. _positions], _positions.Count / _ids.Count, order),
            NumDimensions = _ids.Count == 0 ? 0 : _positions.Count / _ids.Count,
            Targets = _targets?.Finish(_level, _level == TargetLevel.Node ? order : null) ?? Targets.None,
            Report = report,
        };
        parts = AddFeatures(parts, order, series);
        return _schema.Undirected ? new Transforms.AddReverseEdges().Apply(new GraphDataset(parts)).Parts : parts;
    }

    /// <summary>Rows of a table in another order.</summary>
    public static T[] Reorder<T>(T[] rows, int width, int[]? order)
    {
        if (order is null) return rows;
        var moved = new T[rows.Length];
        for (var i = 0; i < order.Length; i++) rows.AsSpan(order[i] * width, width).CopyTo(moved.AsSpan(i * width));
        return moved;
    }

    private bool ReadGraphs()
    {
        if (_files.Find(CsvFolderFiles.Graphs) is not { } source)
        {
            if (_schema.Level == TargetLevel.Graph)
                throw new DatasetFormatException(
                    Path.Combine(_files.Location, CsvFolderFiles.Graphs), 0,
                        "the file is missing, but the schema says that graphs have the targets. Add it, or leave \"level\" out.");
            return false;
        }
        using var table = CsvTable.Open(source, _schema.Separator, _log);
        var id = table.Require(_schema.Graphs.Graph, "holds the graphs' ids");
        if (_schema.Level != TargetLevel.Node) _targets = CsvTargets.Find(table, _schema, source.Path);
        _level = TargetLevel.Graph;
        while (table.Read())
        {
            var text = table.Text(id);
            if (text.Length == 0) table.Error("empty-field", "the graph has no id.", Fix.Drop);
            else if (!_ids.TryAddGraph(text)) table.Error("duplicate-graph",
                $"graph {CsvTable.Show(text)} stands in the file twice. Give each graph an id of its own.", Fix.Drop);
            else _targets?.Add(table);
        }
        return true;
    }

    private void ReadNodes(bool hasGraphs)
    {
        var source = _files.Find(CsvFolderFiles.Nodes)!;
        using var table = CsvTable.Open(source, _schema.Separator, _log);
        var columns = _schema.Nodes;
        var node = table.Require(columns.Node, "holds the nodes' ids");
        var graph = table.Find(columns.Graph);
        if (graph < 0 && hasGraphs && _ids.NumGraphs != 1) table.Require(columns.Graph, "holds the id of each node's graph");
        int[] positions = [.. (columns.Positions ?? []).Select(name => table.Require(name, "the schema names as a coordinate"))];
        var targets = _targets is null && _schema.Level != TargetLevel.Graph ? CsvTargets.Find(table, _schema, source.Path) : null;
        if (targets is not null) (_targets, _level) = (targets, TargetLevel.Node);
        _nodeFeatures = new CsvFeatures(table, columns, [node, graph, .. positions, .. targets?.Columns ?? []]);
        while (table.Read())
        {
            var name = graph >= 0 ? table.Text(graph) : _ids.NumGraphs == 1 ? _ids.NameOfGraph(0) : OnlyGraph;
            var number = _ids.FindGraph(name);
            if (number < 0)
            {
                if (name.Length == 0 || hasGraphs)
                {
                    table.Error("unknown-graph", name.Length == 0 ? "the node has no graph."
                        : $"graph {CsvTable.Show(name)} is not in {CsvFolderFiles.Graphs}, which lists {_ids.NumGraphs}. Add it there, or correct the id.", Fix.Drop);
                    continue;
                }
                _ids.TryAddGraph(name);
                number = _ids.NumGraphs - 1;
            }
            var id = table.Text(node);
            if (id.Length == 0)
            {
                table.Error("empty-field", "the node has no id.", Fix.Drop);
                continue;
            }
            if (!_ids.TryAddNode(number, id))
            {
                table.Error("duplicate-node", $"node {CsvTable.Show(id)} stands in graph {CsvTable.Show(name)} twice. Give each node of a graph " +
                    "an id of its own.", Fix.Drop);
                continue;
            }
            _nodeFeatures.Add(table);
            targets?.Add(table);
            foreach (var column in positions) _positions.Add(table.Number(column));
        }
        if (_ids.Count == 0 && !_log.HasErrors) throw new DatasetFormatException(source.Path, 0, "the file lists no nodes.");
    }

    private GraphDatasetParts AddFeatures(GraphDatasetParts parts, int[]? order, CsvSeries? series)
    {
        var numbers = Reorder(_nodeFeatures!.Numbers, _nodeFeatures.NumNumbers, order);
        CategoricalColumn[] categories = [.. _nodeFeatures.Categories.Select(column =>
        {
            var (values, labels) = column.Finish();
            return new CategoricalColumn(Reorder(values, 1, order), labels.Length) { Name = column.Name, Labels = labels };
        })];
        if (series is not null) return series.AddTo(parts with { Categories = categories }, numbers, _nodeFeatures.NumberNames);
        parts = parts with { Features = numbers, NodeShape = [_nodeFeatures.NumNumbers], FeatureNames = _nodeFeatures.NumberNames, Categories = categories };
        if (categories.Length == 0 || categories.Sum(column => (long)column.Width) > _options.OneHotLimit) return parts;
        return new Transforms.OneHotCategories().Apply(new GraphDataset(parts)).Parts;
    }
}
