using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>Puts a <see cref="ReadReport"/> into words.</summary>
internal static class TUNotes
{
    public static List<string> Of(GraphDatasetParts parts)
    {
        var report = parts.Report!;
        List<string> notes = [$"Read from {report.Source}{(report.FromCache ? " (parsed before)" : "")}; content {report.ContentHash}."];
        Note(report.SelfLoopsRemoved, "self-loops removed, as PyG does (KeepSelfLoops keeps them).");
        var summed = parts.EdgeAttr is null ? "" : " and their features summed";
        Note(report.DuplicateEdgesMerged, $"duplicate edges merged{summed}, as PyG does (KeepDuplicateEdges keeps them).");
        Note(report.IsolatedNodes, "nodes have no edge.");
        Note(report.EmptyGraphs, "graphs have no node.");
        Note(report.CommentLines, "comment lines skipped.");
        Note(parts.Categories.Sum(column => (long)column.Width), "categories are too many for one-hot features (OneHotLimit): batches hold their numbers, for an embedding.");
        return notes;

        void Note(long count, string what)
        {
            if (count > 0) notes.Add(string.Create(CultureInfo.InvariantCulture, $"{count} {what}"));
        }
    }
}
