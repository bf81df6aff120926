namespace GraphSeq.Datasets;

/// <summary>The edges of a CSV folder in row order, with weights and features.</summary>
internal sealed record CsvEdges(int[] RowPtr, int[] Source, float[]? Weight, float[]? Features, IReadOnlyList<string> Names)
{
    public long FileRows { get; private init; }

    public long LoopsRemoved { get; private init; }

    public long Merged { get; private init; }

    /// <summary>Reads the table; a folder without one has no edges.</summary>
    public static CsvEdges Read(TextSource? source, CsvFolderSchema schema, CsvNodeIds ids, CsvFolderOptions options, ProblemLog log, bool expectsReverse)
    {
        if (source is null) return new CsvEdges(new int[ids.Count + 1], [], null, null, []);
        using var table = CsvTable.Open(source, schema.Separator, log);
        var columns = schema.Edges;
        var from = table.Require(columns.Source, "holds the ids of the nodes edges come from");
        var to = table.Require(columns.Target, "holds the ids of the nodes edges go to");
        var (graph, weight) = (table.Find(columns.Graph), table.Find(columns.Weight));
        var features = new CsvFeatures(table, columns, [from, to, graph, weight]);
        var checks = new EdgeChecks(source.Path, log, schema.Undirected, expectsReverse);
        List<int> sources = [], targets = [];
        List<float> weights = [];
        var (rows, loops) = (0L, 0L);
        while (table.Read())
        {
            rows++;
            var (a, b) = (ids.Resolve(table, graph, from, "source"), ids.Resolve(table, graph, to, "target"));
            if (a < 0 || b < 0) continue;
            if (ids.GraphOf(a) != ids.GraphOf(b))
            {
                table.Error("joins-graphs", $"the edge joins graph '{ids.NameOfGraph(ids.GraphOf(a))}' to graph " +
                    $"'{ids.NameOfGraph(ids.GraphOf(b))}', but both ends must be of one.", Fix.Drop);
                continue;
            }
            checks.Add(table.Line, a, b);
            if (a == b && !options.KeepSelfLoops)
            {
                loops++;
                continue;
            }
            sources.Add(a);
            targets.Add(b);
            if (weight >= 0) weights.Add(table.Number(weight));
            features.Add(table);
        }
        checks.Finish();
        return log.HasErrors
            ? new CsvEdges([], [], null, null, [])
            : Sort([.. sources], [.. targets], weights, features, ids.Count, options) with { FileRows = rows, LoopsRemoved = loops };
    }

    private static CsvEdges Sort(int[] sources, int[] targets, List<float> weights, CsvFeatures features, int numNodes, CsvFolderOptions options)
    {
        var numbers = features.Numbers;
        var width = features.NumNumbers;
        var categories = features.Categories.Select(column => (column.Name, Column: column.Finish())).ToArray();
        string[] names = [.. features.NumberNames, .. categories.SelectMany(column => FeatureNaming.OneHot(column.Name, column.Column.Labels))];
        // The weight goes along as one more feature, so that it is sorted and summed with them.
        var extra = weights.Count > 0 ? 1 : 0;
        var edges = SortedEdges.Build(sources, targets, numNodes, names.Length + extra, Fill, options.KeepDuplicateEdges);
        var (weight, attr) = (extra == 0 ? null : new float[edges.Source.Length], names.Length == 0 ? null : new float[edges.Source.Length * names.Length]);
        for (var e = 0; e < edges.Source.Length && edges.Features is not null; e++)
        {
            var row = edges.Features.AsSpan(e * (names.Length + extra), names.Length + extra);
            if (weight is not null) weight[e] = row[^1];
            row[..names.Length].CopyTo(attr.AsSpan(e * names.Length));
        }
        return new CsvEdges(edges.RowPtr, edges.Source, weight, attr, names) { Merged = edges.Merged };

        void Fill(Span<float> row, int edge)
        {
            for (var i = 0; i < width; i++) row[i] += numbers[edge * width + i];
            var offset = width;
            foreach (var (_, (values, labels)) in categories)
            {
                row[offset + values[edge]]++;
                offset += labels.Length;
            }
            if (extra > 0) row[offset] += weights[edge];
        }
    }
}
