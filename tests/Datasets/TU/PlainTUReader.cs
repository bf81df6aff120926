using System.Globalization;
using System.Text;
using GraphSeq.Datasets;
using GraphSeq.Tests.Support;

namespace GraphSeq.Tests.Datasets;

/// <summary>A second reader of the TU text format, as short and slow as can be: what <see cref="TUDataset"/> is held against.</summary>
internal sealed record PlainTUReader(
    int[] GraphOfNode, string[] ClassOfGraph, float[][] Targets, float[][] Features, SortedDictionary<(int Target, int Source), float[]> Edges)
{
    /// <exception cref="FormatException">Anything at all is wrong.</exception>
    public static PlainTUReader Read(TUText text)
    {
        var indicator = Integers(text, "graph_indicator").Select(row => row.Single()).ToArray();
        var attributes = text.Files.ContainsKey("node_attributes") ? Reals(text, "node_attributes") : [.. indicator.Select(_ => Array.Empty<float>())];
        var features = attributes.Zip(OneHot(text, "node_labels", indicator.Length), (a, b) => a.Concat(b).ToArray()).ToArray();
        var ends = Integers(text, "A");
        var edgeAttributes = text.Files.ContainsKey("edge_attributes") ? Reals(text, "edge_attributes") : [.. ends.Select(_ => Array.Empty<float>())];
        var edgeFeatures = edgeAttributes.Zip(OneHot(text, "edge_labels", ends.Length), (a, b) => a.Concat(b).ToArray()).ToArray();
        Require(attributes.Length == indicator.Length && features.Length == indicator.Length && edgeAttributes.Length == ends.Length, "row counts");
        var isRegression = text.Files.ContainsKey("graph_attributes");
        string[] classes = isRegression ? [] : [.. Integers(text, "graph_labels").Select(row => $"{row.Single()}")];
        var targets = isRegression ? Reals(text, "graph_attributes") : [];
        Require(indicator.Length > 0 && indicator[0] >= 1 && indicator.Zip(indicator.Skip(1), (a, b) => a <= b).All(ascends => ascends), "indicator order");
        Require(indicator[^1] == (isRegression ? targets.Length : classes.Length), "graph count");
        var edges = new SortedDictionary<(int, int), float[]>();
        foreach (var (row, edge) in ends.Index())
        {
            Require(edge.Length == 2 && edge.All(id => id >= 1 && id <= indicator.Length), "node ids");
            Require(indicator[edge[0] - 1] == indicator[edge[1] - 1], "edge across graphs");
            if (edge[0] == edge[1]) continue;
            var key = (edge[1] - 1, edge[0] - 1);
            edges[key] = edges.TryGetValue(key, out var known) ? [.. known.Zip(edgeFeatures[row], (a, b) => a + b)] : edgeFeatures[row];
        }
        Require(ends.Length > 0, "no edges");
        return new PlainTUReader([.. indicator.Select(graph => graph - 1)], classes, targets, features, edges);
    }

    /// <summary>Asserts that a set holds what was read here.</summary>
    public void AssertSame(GraphDataset actual)
    {
        Assert.Equal(GraphOfNode.Length, actual.NumNodes);
        for (var node = 0; node < actual.NumNodes; node++)
            Assert.InRange(node, actual.NodePtr[GraphOfNode[node]], actual.NodePtr[GraphOfNode[node] + 1] - 1);
        if (actual.Targets.Task == TaskKind.Classification)
            Assert.Equal(ClassOfGraph, actual.Targets.Classes.ToArray().Select(c => actual.Targets.Names[(int)c]));
        else
            Assert.Equal(Targets.SelectMany(row => row), actual.Targets.Values.ToArray());
        Assert.Equal(Edges.Keys, actual.Adjacency.ToPairs());
        Assert.Equal(Edges.Values.SelectMany(row => row), actual.EdgeAttr.ToArray());
        var width = actual.NumNodes == 0 ? 0 : actual.Features.Length / actual.NumNodes;
        for (var node = 0; node < actual.NumNodes; node++)
        {
            var codes = actual.Categories.SelectMany(column => Enumerable.Range(0, column.Width).Select(category => column.Values[node] == category ? 1f : 0));
            Assert.Equal(Features[node], actual.Features.Slice(node * width, width).ToArray().Concat(codes));
        }
    }

    private static float[][] OneHot(TUText text, string kind, int rows)
    {
        if (!text.Files.ContainsKey(kind)) return [.. Enumerable.Range(0, rows).Select(_ => Array.Empty<float>())];
        var labels = Integers(text, kind);
        Require(labels.Length == rows, "label rows");
        var columns = labels.Length == 0 ? [] : labels[0].Select((_, c) => labels.Select(row => row[c]).ToArray()).ToArray();
        var distinct = columns.Select(column => column.Distinct().Order().ToArray()).ToArray();
        return [.. labels.Select(row => row.SelectMany((label, c) => Code(label, distinct[c])).ToArray())];
    }

    private static float[] Code(int label, int[] distinct)
    {
        var range = (long)distinct[^1] - distinct[0] + 1;
        var compact = range > 1024 && range > 4L * distinct.Length;
        var code = new float[compact ? distinct.Length : range];
        code[compact ? Array.IndexOf(distinct, label) : label - distinct[0]] = 1;
        return code;
    }

    private static int[][] Integers(TUText text, string kind) =>
        [.. Rows(text, kind).Select(row => row.Select(field => int.Parse(field, NumberStyles.Integer, CultureInfo.InvariantCulture)).ToArray())];

    private static float[][] Reals(TUText text, string kind)
    {
        var rows = Rows(text, kind).Select(row => row.Select(field => (float)double.Parse(field, NumberStyles.Float, CultureInfo.InvariantCulture)).ToArray()).ToArray();
        Require(rows.All(row => row.All(float.IsFinite)), "finite numbers");
        return rows;
    }

    private static List<string[]> Rows(TUText text, string kind)
    {
        Require(text.Files.ContainsKey(kind), "file there");
        using var reader = new StreamReader(new MemoryStream(text[kind]), Encoding.UTF8);
        List<string> lines = [];
        while (reader.ReadLine() is { } line) lines.Add(line.Trim(' ', '\t'));
        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        lines.RemoveAll(line => line.StartsWith('#'));
        while (lines.Count > 0 && lines[^1].Length == 0) lines.RemoveAt(lines.Count - 1);
        Require(lines.All(line => line.Length > 0), "no blank lines inside");
        List<string[]> rows = [.. lines.Select(line => line.Split(','))];
        Require(rows.All(row => row.Length == rows[0].Length), "equal columns");
        return rows;
    }

    private static void Require(bool holds, string what)
    {
        if (!holds) throw new FormatException(what);
    }
}
