using System.Runtime.CompilerServices;

namespace GraphSeq.Datasets;

/// <summary>The edges of a TU set in row order, by target and then source, with their features.</summary>
/// <param name="RowPtr">Offsets of each target's entries.</param>
/// <param name="Source">Source of each entry.</param>
/// <param name="Features">Row-major features of each entry; null when edges have none.</param>
/// <param name="FeatureNames">Names of an edge's features.</param>
/// <param name="FileRows">Rows in the file.</param>
/// <param name="SelfLoopsRemoved">Rows dropped because both ends are one node.</param>
/// <param name="DuplicatesMerged">Rows merged into an equal one.</param>
internal sealed record TUEdges(int[] RowPtr, int[] Source, float[]? Features, IReadOnlyList<string> FeatureNames, int FileRows, int SelfLoopsRemoved, int DuplicatesMerged)
{
    /// <summary>Sorts edges that <see cref="Check"/> found right; loops and duplicates are dropped unless they are to be kept.</summary>
    public static TUEdges Build(
        NumberTable<int> table, int numNodes, NumberTable<float>? attributes, LabelColumn[] labels, bool keepLoops, bool keepDuplicates)
    {
        var (source, target, fileRow) = Split(table, keepLoops);
        var numFeatures = (attributes?.Columns ?? 0) + labels.Sum(column => column.Width);
        var sorted = SortedEdges.Build(
            source, target, numNodes, numFeatures, (features, edge) => AddFeatures(features, fileRow?[edge] ?? edge, attributes, labels), keepDuplicates);
        string[] names = [.. FeatureNaming.Numbered("attribute", attributes?.Columns ?? 0), .. LabelColumn.OneHotNames(labels)];
        return new TUEdges(sorted.RowPtr, sorted.Source, sorted.Features, names, table.Rows, table.Rows - source.Length, sorted.Merged);
    }

    /// <summary>Features per edge.</summary>
    public int NumFeatures => FeatureNames.Count;

    /// <summary>Checks every row.</summary>
    /// <exception cref="DatasetFormatException">There is none, an id is no node, or an edge joins two graphs.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Check(NumberTable<int> table, NumberTable<int> indicator)
    {
        if (table.Rows == 0) throw new DatasetFormatException(table.Path, 0, "the file is empty but must hold one edge per row.");
        var (ends, graphs, numNodes) = (table.Values, indicator.Values, indicator.Rows);
        for (var row = 0; row < table.Rows; row++)
        {
            var (source, target) = (ends[2 * row], ends[2 * row + 1]);
            if (source < 1 || source > numNodes) throw NotANode(row, "source", source);
            if (target < 1 || target > numNodes) throw NotANode(row, "target", target);
            if (graphs[source - 1] != graphs[target - 1])
                throw table.ErrorAt(
                    row,
                    $"edge {source} -> {target} joins graph {graphs[source - 1]} to graph {graphs[target - 1]}, but both ends must be of one graph. " +
                    "Check that this file and the graph indicator are from one download.");
        }

        DatasetFormatException NotANode(int row, string end, int id) => table.ErrorAt(
            row, id < 1
                ? $"edge {end} {id} is not a node; node ids start at 1.{(id == 0 ? " Are they counted from 0? Then add 1 to each." : "")}"
                : $"edge {end} {id} is not a node; {Path.GetFileName(indicator.Path)} lists {numNodes} (ids 1..{numNodes}). " +
                    "Check that both files are from one download.");
    }

    /// <summary>Columns of the table, ids from 0, without self-loops unless they are kept; the row of each edge, null when no row was dropped.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static (int[] Source, int[] Target, int[]? FileRow) Split(NumberTable<int> table, bool keepLoops)
    {
        var loops = 0;
        for (var row = 0; row < table.Rows && !keepLoops; row++)
            if (table.Values[2 * row] == table.Values[2 * row + 1]) loops++;
        var count = table.Rows - loops;
        var (source, target, fileRow) = (new int[count], new int[count], loops > 0 ? new int[count] : null);
        var at = 0;
        for (var row = 0; row < table.Rows; row++)
        {
            var (from, to) = (table.Values[2 * row] - 1, table.Values[2 * row + 1] - 1);
            if (from == to && !keepLoops) continue;
            (source[at], target[at]) = (from, to);
            if (fileRow is not null) fileRow[at] = row;
            at++;
        }
        return (source, target, fileRow);
    }

    private static void AddFeatures(Span<float> features, int row, NumberTable<float>? attributes, LabelColumn[] labels)
    {
        var offset = attributes?.Columns ?? 0;
        for (var i = 0; i < offset; i++) features[i] += attributes!.Values[row * offset + i];
        foreach (var column in labels)
        {
            features[offset + column.Codes[row]]++;
            offset += column.Width;
        }
    }
}
