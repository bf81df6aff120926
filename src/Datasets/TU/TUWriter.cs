using System.Globalization;
using System.Text;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Writes a data set in the TU text format, whole or not at all.</summary>
internal static class TUWriter
{
    public static void Write(string folder, string name, GraphDataset dataset, CancellationToken cancellationToken)
    {
        Refuse(!dataset.Lengths.IsEmpty, "has series of different lengths");
        Refuse(!dataset.Adjacency.Weight.IsEmpty, "has edge weights");
        Refuse(dataset.NumDimensions > 0, "has positions beside its features");
        Refuse(dataset.Targets is { Level: TargetLevel.Node, Task: not TaskKind.None }, "has targets of nodes");
        Refuse(dataset.Targets.Task == TaskKind.MultiLabelClassification, "has several labels per graph");
        Refuse(dataset.Targets.Task == TaskKind.None, "has no targets");
        Refuse(dataset.NumEdges == 0, "has no edges");
        AtomicFolder.Write(folder, TUFiles.FileName(name, "A"), place => WriteFiles(place, name, dataset, cancellationToken));

        void Refuse(bool condition, string what)
        {
            if (!condition) return;
            throw new ArgumentException($"TUDataset: {dataset.Name} {what}, which the TU format has no place for. Write a CSV folder instead.", nameof(dataset));
        }
    }

    private static void WriteFiles(string place, string name, GraphDataset dataset, CancellationToken cancellationToken)
    {
        var (nodes, edges) = (ColumnGroups.OfNodes(dataset), ColumnGroups.OfEdges(dataset));
        List<string> legend = [];
        Lines("A", dataset.NumEdges, EdgeLine(dataset));
        Lines("graph_indicator", dataset.NumNodes, GraphOfNode(dataset));
        var targets = dataset.Targets;
        if (targets.Task == TaskKind.Classification)
            Lines("graph_labels", dataset.NumGraphs, Labels("graph_labels", [.. targets.Names], graph => (int)targets.Classes[graph]));
        else Lines("graph_attributes", dataset.NumGraphs, graph => Join(dataset.Targets.Values.Slice(graph * targets.Width, targets.Width)));
        var width = (int)dataset.NodeShape.ToArray().Aggregate(1L, (product, size) => product * size);
        if (dataset.NodeShape.Length > 1) Lines("node_attributes", dataset.NumNodes, node => Join(dataset.Features.Slice(node * width, width)));
        else if (nodes.Numbers.Count > 0) Lines("node_attributes", dataset.NumNodes, node => Join(nodes.NumbersOf(dataset.Features, node)));
        var flat = dataset.NodeShape.Length == 1;
        Columns("node_labels", dataset.NumNodes, [
            .. flat ? nodes.Groups.Select(group => Labels(group.Name, group.Labels, node => nodes.CategoryOf(dataset.Features, node, group))) : [],
            .. dataset.Categories.Select(column => Labels(column.Name, [.. column.Labels], node => column.Values[node]))]);
        if (edges.Numbers.Count > 0) Lines("edge_attributes", dataset.NumEdges, e => Join(edges.NumbersOf(dataset.EdgeAttr, e)));
        Columns("edge_labels", dataset.NumEdges,
            [.. edges.Groups.Select(group => Labels(group.Name, group.Labels, e => edges.CategoryOf(dataset.EdgeAttr, e, group)))]);
        if (legend.Count > 0) Lines("label_readme", legend.Count, line => legend[line]);

        // Whole numbers are written as they are; other names are numbered, and the readme says how.
        Func<int, string> Labels(string what, string[] names, Func<int, int> codeOf)
        {
            var plain = names.All(label => int.TryParse(label, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _));
            if (!plain) legend.AddRange(names.Select((label, code) => string.Create(CultureInfo.InvariantCulture, $"{what}: {code} is {label}")));
            return row => plain && names.Length > 0 ? names[codeOf(row)] : codeOf(row).ToString(CultureInfo.InvariantCulture);
        }

        void Columns(string kind, int rows, Func<int, string>[] columns)
        {
            if (columns.Length > 0) Lines(kind, rows, row => string.Join(", ", columns.Select(column => column(row))));
        }

        void Lines(string kind, int rows, Func<int, string> line) => AtomicFile.Write(Path.Combine(place, TUFiles.FileName(name, kind)), stream =>
        {
            using var writer = new StreamWriter(stream, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };     // UTF-8 without a mark
            for (var row = 0; row < rows; row++)
            {
                cancellationToken.ThrowIfCancellationRequested();
                writer.WriteLine(line(row));
            }
        });
    }

    private static Func<int, string> EdgeLine(GraphDataset dataset)
    {
        var target = 0;
        return e =>
        {
            while (e >= dataset.Adjacency.RowPtr[target + 1]) target++;
            return string.Create(CultureInfo.InvariantCulture, $"{dataset.Adjacency.Source[e] + 1}, {target + 1}");
        };
    }

    private static Func<int, string> GraphOfNode(GraphDataset dataset)
    {
        var graph = 0;
        return node =>
        {
            while (node >= dataset.NodePtr[graph + 1]) graph++;
            return (graph + 1).ToString(CultureInfo.InvariantCulture);
        };
    }

    private static string Join(ReadOnlySpan<float> values)
    {
        var text = new StringBuilder();
        foreach (var value in values) text.Append(CultureInfo.InvariantCulture, $"{(text.Length > 0 ? ", " : "")}{value:R}");
        return text.ToString();
    }
}
