using System.Globalization;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Reads one long series on one graph from text files.</summary>
public static class GraphSeriesReader
{
    /// <summary>Reads values and graph.</summary>
    /// <param name="files">The files and what they mean.</param>
    /// <returns>The series, one channel.</returns>
    /// <exception cref="ArgumentException">The options do not fit together.</exception>
    /// <exception cref="DatasetFormatException">A file is missing or not as described; the message says where.</exception>
    public static GraphTimeSeries Read(GraphSeriesFiles files)
    {
        ArgumentNullException.ThrowIfNull(files);
        files.Validate();
        var (names, values, numNodes) = SeriesCsv.Table(files.Values, files.HasHeader, allowGaps: true);
        RequireDistinct(names, files.Values);
        if (files.MissingValue is { } missing)
            for (var i = 0; i < values.Length; i++)
                if (values[i] == missing) values[i] = float.NaN;
        var nodes = names.Index().ToDictionary(entry => entry.Item, entry => entry.Index, StringComparer.Ordinal);
        var edges = files.Adjacency is { } matrix ? Matrix(matrix, numNodes) : List(files, nodes, numNodes);
        if (files.Distances is not null) edges = Gaussian(edges, files);
        if (files.Undirected && files.Adjacency is null) edges = WithReverse(edges);
        return new GraphTimeSeries(
            files.Name ?? Path.GetFileNameWithoutExtension(files.Values), values, ToAdjacency(edges, numNodes), [files.ChannelName], names.Length > 0 ? names : null);
    }

    /// <summary>The adjacency with edges in row order; all weights 1 are no weights.</summary>
    internal static SparseAdjacency ToAdjacency(List<(int Source, int Target, float Weight)> edges, int numNodes)
    {
        var sorted = edges.OrderBy(edge => edge.Target).ThenBy(edge => edge.Source).ToList();
        float[] weights = sorted.TrueForAll(edge => edge.Weight == 1) ? [] : [.. sorted.Select(edge => edge.Weight)];
        return SparseAdjacency.FromEdges([.. sorted.Select(edge => edge.Source)], [.. sorted.Select(edge => edge.Target)], numNodes, weights);
    }

    private static List<(int Source, int Target, float Weight)> Matrix(string path, int numNodes)
    {
        var (_, weights, columns) = SeriesCsv.Table(path, hasHeader: false, allowGaps: false);
        if (columns != numNodes || weights.Length != numNodes * numNodes)
            throw new DatasetFormatException(path, 0, $"the matrix is {weights.Length / columns} × {columns} but must be {numNodes} × {numNodes}, as the values have {numNodes} columns.");
        List<(int, int, float)> edges = [];
        for (var i = 0; i < weights.Length; i++)
            if (weights[i] != 0) edges.Add((i / numNodes, i % numNodes, weights[i]));
        return edges;
    }

    private static List<(int Source, int Target, float Weight)> List(GraphSeriesFiles files, Dictionary<string, int> nodes, int numNodes)
    {
        var path = files.Edges ?? files.Distances!;
        var (isDistances, seen) = (files.Distances is not null, new Dictionary<(int, int), long>());
        List<(int, int, float)> edges = [];
        var columns = 0;
        SeriesCsv.Read(path, (reader, line) =>
        {
            var isFirst = columns == 0;
            if (isFirst) columns = reader.FieldCount;
            if (reader.FieldCount != columns || columns is < 2 or > 3 || (isDistances && columns != 3))
                throw new DatasetFormatException(path, line, $"the row has {reader.FieldCount} columns but must have {(isDistances ? "3: source, target, distance" : "2 or 3, in all rows alike: source, target, weight")}.");
            var (source, target) = (Find(SeriesCsv.Field(reader, 0)), Find(SeriesCsv.Field(reader, 1)));
            var isHeader = isFirst && source is null && target is null && (columns == 2 || !reader.TryParse<double>(2, out _));
            if (isHeader) return;
            var weight = columns == 3 ? SeriesCsv.Number(reader, 2, path, line, allowGaps: false) : 1;
            if (isDistances && weight < 0) throw new DatasetFormatException(path, line, $"the distance is {weight.ToString(CultureInfo.InvariantCulture)} but must not be below 0.");
            if (source is null || target is null)
            {
                if (isDistances) return;
                var unknown = SeriesCsv.Field(reader, source is null ? 0 : 1);
                var wanted = nodes.Count > 0 ? "a name in the header of the values" : $"a number in [0, {numNodes})";
                throw new DatasetFormatException(path, line, $"node '{unknown}' is not there; it must be {wanted}.");
            }
            if (!seen.TryAdd((source.Value, target.Value), line))
                throw new DatasetFormatException(path, line, $"the edge is on line {seen[(source.Value, target.Value)]} already. Remove one of the two.");
            edges.Add((source.Value, target.Value, weight));
        });
        if (edges.Count == 0) throw new DatasetFormatException(path, 0, "no row names two nodes that have values.");
        return edges;

        int? Find(string name) => nodes.Count > 0
            ? nodes.TryGetValue(name, out var node) ? node : null
            : int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < numNodes ? number : null;
    }

    private static List<(int Source, int Target, float Weight)> Gaussian(List<(int Source, int Target, float Weight)> distances, GraphSeriesFiles files)
    {
        var mean = distances.Average(edge => (double)edge.Weight);
        var sigma = files.GaussianSigma ?? Math.Sqrt(distances.Average(edge => (edge.Weight - mean) * (edge.Weight - mean)));
        if (!(sigma > 0))
            throw new DatasetFormatException(files.Distances!, 0, "all distances are equal, so that their standard deviation is no width for the kernel. Set GaussianSigma.");
        return [.. distances.Select(edge => edge with { Weight = (float)Math.Exp(-(edge.Weight / sigma) * (edge.Weight / sigma)) })
            .Where(edge => edge.Weight >= files.GaussianThreshold && edge.Weight > 0)];
    }

    private static List<(int Source, int Target, float Weight)> WithReverse(List<(int Source, int Target, float Weight)> edges)
    {
        var known = edges.Select(edge => (edge.Source, edge.Target)).ToHashSet();
        return [.. edges, .. edges.Where(edge => !known.Contains((edge.Target, edge.Source))).Select(edge => (edge.Target, edge.Source, edge.Weight))];
    }

    private static void RequireDistinct(string[] names, string path)
    {
        if (names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new DatasetFormatException(path, 1, $"the header names node '{twice.Key}' twice. Is there a header? If not, set HasHeader to false.");
    }
}
