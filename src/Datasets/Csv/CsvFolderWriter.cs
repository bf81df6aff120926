using System.Globalization;
using CsvHelper;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Writes a data set as a CSV folder, whole or not at all. Graphs are numbered through the set, nodes within their graph, both from 0.</summary>
internal static class CsvFolderWriter
{
    private const string Weight = "weight";

    public static void Write(string folder, GraphDataset dataset, CancellationToken cancellationToken)
    {
        var (columns, edgeColumns) = (ColumnGroups.OfNodes(dataset), ColumnGroups.OfEdges(dataset));
        var isSeries = dataset.NodeShape.Length == 2;
        if (dataset.NodeShape.Length > 2)
            throw new ArgumentException($"CsvFolderDataset: {dataset.Name} has node features of {dataset.NodeShape.Length} dimensions; tables " +
                "hold flat ones and series [T, C].", nameof(dataset));
        var graphTargets = dataset.Targets is { Task: not TaskKind.None, Level: TargetLevel.Graph };
        var nodeTargets = dataset.Targets is { Task: not TaskKind.None, Level: TargetLevel.Node };
        string[] targets = dataset.Targets.Task == TaskKind.Classification ? ["label"] : [.. dataset.Targets.Names];
        RequireUnique(["graph", .. graphTargets ? targets : []]);
        var positions = dataset.NumDimensions == 0 ? [] : FeatureNaming.Numbered("position", dataset.NumDimensions);
        if (nodeTargets && columns.Names.Contains(targets[0])) targets = [.. targets.Select(name => $"target_{name}")];
        RequireUnique(["graph", "node", .. nodeTargets ? targets : [], .. positions, .. isSeries ? [] : columns.Names,
            .. dataset.Categories.Select((c, i) => NameOf(c, i))]);

        AtomicFolder.Write(folder, CsvFolderFiles.Nodes, WriteFiles);

        void WriteFiles(string place)
        {
            WriteTable(place, CsvFolderFiles.Graphs, ["graph", .. graphTargets ? targets : []], Enumerable.Range(0, dataset.NumGraphs), (writer, graph) =>
            {
                writer.WriteField(graph, default);
                if (graphTargets) WriteTarget(writer, dataset.Targets, graph);
            }, cancellationToken);
            string[] nodeHeader = ["graph", "node", .. nodeTargets ? targets : [], .. positions, .. isSeries ? [] : columns.Names,
                .. dataset.Categories.Select((c, i) => NameOf(c, i))];
            WriteNodes(place, dataset, nodeHeader, (writer, node) =>
            {
                if (nodeTargets) WriteTarget(writer, dataset.Targets, node);
                foreach (var value in dataset.Positions.Slice(node * dataset.NumDimensions, dataset.NumDimensions)) writer.WriteField(value, default);
                if (!isSeries) columns.WriteRow(writer, dataset.Features, node);
                foreach (var column in dataset.Categories) writer.WriteField(LabelOf(column, column.Values[node]));
            }, cancellationToken);
            if (dataset.NumEdges > 0) WriteEdges(place, dataset, edgeColumns, cancellationToken);
            if (isSeries) WriteSeries(place, dataset, columns.Names, cancellationToken);
            var schema = new CsvFolderSchema
            {
                Name = dataset.Name,
                Separator = ",",
                Task = dataset.Targets.Task,
                Level = dataset.Targets.Task == TaskKind.None ? null : dataset.Targets.Level,
                Targets = dataset.Targets.Task == TaskKind.None ? null : targets,
                Classes = dataset.Targets.Task == TaskKind.Classification ? dataset.Targets.Names : null,
                Nodes = new CsvTableSchema
                {
                    Features = isSeries ? [] : columns.Numbers,
                    Categories = Categories([
                        .. isSeries ? [] : columns.Groups.Select(group => (group.Name, (IReadOnlyList<string>)group.Labels)),
                        .. dataset.Categories.Select((column, i) => (NameOf(column, i), (IReadOnlyList<string>)[.. Enumerable.Range(0,
                            column.Width).Select(code => LabelOf(column, code))]))]),
                    Positions = positions.Length == 0 ? null : positions,
                },
                Edges = new CsvTableSchema
                {
                    Features = edgeColumns.Numbers,
                    Categories = Categories([.. edgeColumns.Groups.Select(group => (group.Name,
                    (IReadOnlyList<string>)group.Labels))])
                },
            };
            AtomicFile.Write(Path.Combine(place, CsvFolderSchema.FileName), stream => stream.Write(schema.ToJson()));
        }

        void RequireUnique(string[] names)
        {
            if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
                throw new ArgumentException($"CsvFolderDataset: {dataset.Name} would need two columns called '{twice.Key}'. Rename a feature or target.", nameof(dataset));
        }
    }

    private static Dictionary<string, IReadOnlyList<string>?>? Categories((string Name, IReadOnlyList<string> Labels)[] columns) =>
        columns.Length == 0 ? null : columns.ToDictionary(column => column.Name, column => (IReadOnlyList<string>?)column.Labels);

    private static string NameOf(CategoricalColumn column, int index) =>
        column.Name.Length > 0 ? column.Name : string.Create(CultureInfo.InvariantCulture, $"category{index + 1}");

    private static string LabelOf(CategoricalColumn column, int code) => column.Labels.Count > 0 ? column.Labels[code]
        : code.ToString(CultureInfo.InvariantCulture);

    private static void WriteTarget(CsvWriter writer, Targets targets, int row)
    {
        if (targets.Task == TaskKind.Classification) writer.WriteField(targets.Names[(int)targets.Classes[row]]);
        else foreach (var value in targets.Values.Slice(row * targets.Width, targets.Width)) writer.WriteField(value, default);
    }

    private static void WriteNodes(
        string folder, GraphDataset dataset, string[] header, Action<CsvWriter, int> write, CancellationToken cancellationToken)
    {
        var graph = 0;
        WriteTable(folder, CsvFolderFiles.Nodes, header, Enumerable.Range(0, dataset.NumNodes), (writer, node) =>
        {
            while (node >= dataset.NodePtr[graph + 1]) graph++;
            writer.WriteField(graph, default);
            writer.WriteField(node - dataset.NodePtr[graph], default);
            write(writer, node);
        }, cancellationToken);
    }

    private static void WriteEdges(string folder, GraphDataset dataset, ColumnGroups columns, CancellationToken cancellationToken)
    {
        var weighted = !dataset.Adjacency.Weight.IsEmpty;
        var (graph, target) = (0, 0);
        WriteTable(folder, CsvFolderFiles.Edges, ["graph", "source", "target", .. weighted ? [Weight] : (string[])[], .. columns.Names],
            Enumerable.Range(0, dataset.NumEdges), (writer, e) =>
        {
            while (e >= dataset.Adjacency.RowPtr[target + 1]) target++;
            while (target >= dataset.NodePtr[graph + 1]) graph++;
            writer.WriteField(graph, default);
            writer.WriteField(dataset.Adjacency.Source[e] - dataset.NodePtr[graph], default);
            writer.WriteField(target - dataset.NodePtr[graph], default);
            if (weighted) writer.WriteField(dataset.Adjacency.Weight[e], default);
            columns.WriteRow(writer, dataset.EdgeAttr, e);
        }, cancellationToken);
    }

    private static void WriteSeries(string folder, GraphDataset dataset, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var (steps, channels) = ((int)dataset.NodeShape[0], (int)dataset.NodeShape[1]);
        var header = names.Count == channels ? names : FeatureNaming.Numbered("value", channels);
        var rows = Enumerable.Range(0, dataset.NumNodes * steps).Where(row => dataset.Lengths.IsEmpty || row % steps < dataset.Lengths[row / steps]);
        var graph = 0;
        WriteTable(folder, CsvFolderFiles.Sequences, ["graph", "node", "step", .. header], rows, (writer, row) =>
        {
            var (node, step) = (row / steps, row % steps);
            while (node >= dataset.NodePtr[graph + 1]) graph++;
            writer.WriteField(graph, default);
            writer.WriteField(node - dataset.NodePtr[graph], default);
            writer.WriteField(step, default);
            foreach (var value in dataset.Features.Slice(row * channels, channels)) writer.WriteField(value, default);
        }, cancellationToken);
    }

    private static void WriteTable(
        string folder, string name, IReadOnlyList<string> header, IEnumerable<int> rows, Action<CsvWriter, int> write, CancellationToken cancellationToken) =>
        AtomicFile.Write(Path.Combine(folder, name), stream =>
        {
            using var writer = CsvWriter.Create(stream, new CsvWriterOptions { NewLine = "\n" }, leaveOpen: true);
            foreach (var column in header) writer.WriteField(column);
            writer.EndRecord();
            foreach (var row in rows)
            {
                cancellationToken.ThrowIfCancellationRequested();
                write(writer, row);
                writer.EndRecord();
            }
            writer.Flush();
        });
}
