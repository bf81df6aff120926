using System.Globalization;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Writes a TU set anew with the repairs that a log has for it; rows of all files that belong together stay together.</summary>
internal static class TURepair
{
    /// <summary>Writes the files, all or none.</summary>
    /// <returns>What had to change as a consequence, beside the repairs themselves.</returns>
    public static IReadOnlyList<string> Write(
        string folder, string name, Dictionary<string, RawTable> tables, ProblemLog log, CancellationToken cancellationToken)
    {
        var lost = 0;
        AtomicFolder.Write(folder, TUFiles.FileName(name, "A"), place => lost = WriteFiles(place, name, tables, log, cancellationToken));
        return lost == 0 ? [] : [$"{TUFiles.FileName(name, "A")}: {lost} edges of nodes that were left out are left out too"];
    }

    /// <returns>Edges that went with their nodes.</returns>
    private static int WriteFiles(string folder, string name, Dictionary<string, RawTable> tables, ProblemLog log, CancellationToken cancellationToken)
    {
        var indicator = tables["graph_indicator"];
        var nodeFixes = log.FixesOf(indicator.Path);
        int[] nodes = [.. Enumerable.Range(0, indicator.Rows.Count).Where(node => !IsDropped(nodeFixes, indicator.Rows[node].Line))
            .OrderBy(node => int.Parse(indicator.Rows[node].Field(0), CultureInfo.InvariantCulture))];
        var newId = new int[indicator.Rows.Count];
        for (var i = 0; i < nodes.Length; i++) newId[nodes[i]] = i + 1;

        foreach (var kind in new[] { "graph_labels", "graph_attributes" })
            if (tables.TryGetValue(kind, out var table)) WriteRows(kind, table, Enumerable.Range(0, table.Rows.Count));
        foreach (var kind in new[] { "graph_indicator", "node_labels", "node_attributes" })
            if (tables.TryGetValue(kind, out var table)) WriteRows(kind, table, nodes);
        var (edges, lost) = Edges(tables["A"], newId, log);
        WriteLines("A", edges.Select(edge => string.Create(CultureInfo.InvariantCulture, $"{edge.Source}, {edge.Target}")));
        foreach (var kind in new[] { "edge_labels", "edge_attributes" })
            if (tables.TryGetValue(kind, out var table)) WriteRows(kind, table, edges.Select(edge => edge.Row));
        return lost;

        void WriteRows(string kind, RawTable table, IEnumerable<int> rows) => WriteLines(kind, Rows(table, rows, log));

        void WriteLines(string kind, IEnumerable<string> lines) => AtomicFile.Write(Path.Combine(folder, TUFiles.FileName(name, kind)), stream =>
        {
            using var writer = new StreamWriter(stream, bufferSize: 1 << 16, leaveOpen: true) { NewLine = "\n" };     // UTF-8 without a mark
            foreach (var line in lines)
            {
                cancellationToken.ThrowIfCancellationRequested();
                writer.WriteLine(line);
            }
        });
    }

    private static (List<(int Source, int Target, int Row)> Edges, int Lost) Edges(RawTable table, int[] newId, ProblemLog log)
    {
        var fixes = log.FixesOf(table.Path);
        List<(int Source, int Target, int Row)> edges = [];
        var lost = 0;
        for (var row = 0; row < table.Rows.Count; row++)
        {
            if (IsDropped(fixes, table.Rows[row].Line)) continue;
            var source = newId[int.Parse(table.Rows[row].Field(0), CultureInfo.InvariantCulture) - 1];
            var target = newId[int.Parse(table.Rows[row].Field(1), CultureInfo.InvariantCulture) - 1];
            if (source == 0 || target == 0)
            {
                lost++;
                continue;
            }
            edges.Add((source, target, row));
            if (Has(fixes, table.Rows[row].Line, FixKind.Mirror)) edges.Add((target, source, row));
        }
        return (edges, lost);
    }

    private static IEnumerable<string> Rows(RawTable table, IEnumerable<int> rows, ProblemLog log)
    {
        var fixes = log.FixesOf(table.Path);
        var means = RunningMean.ForColumns(fixes);
        foreach (var (column, mean) in means)
            foreach (var row in table.Rows) mean.Add(row.Field(column));
        return rows.Select(index =>
        {
            var row = table.Rows[index];
            if (!Has(fixes, row.Line, FixKind.Mean)) return row.Text.Trim(' ', '\t');
            var fields = Enumerable.Range(0, row.NumFields).Select(row.Field).ToArray();
            foreach (var fix in fixes[row.Line].Where(fix => fix.Kind == FixKind.Mean)) fields[fix.Column] = means[fix.Column].ToString();
            return string.Join(", ", fields);
        });
    }

    private static bool IsDropped(IReadOnlyDictionary<long, List<Fix>> fixes, long line) => Has(fixes, line, FixKind.Drop);

    private static bool Has(IReadOnlyDictionary<long, List<Fix>> fixes, long line, FixKind kind) => fixes.TryGetValue(line, out var found)
        && found.Exists(fix => fix.Kind == kind);
}
