using System.Globalization;
using GraphSeq.Graph;

namespace GraphSeq.Datasets;

/// <summary>Gives nodes without features those the options ask for.</summary>
internal static class MissingNodeFeatures
{
    private const string ConstantName = "constant";

    /// <summary>What to say about a set whose files have no features: nothing of one whose files have them.</summary>
    /// <param name="read">The set as its files have it.</param>
    /// <param name="missing">What its nodes get.</param>
    public static IEnumerable<string> Notes(GraphDatasetParts read, MissingFeatures missing)
    {
        if (read.Features.Length > 0 || read.Categories.Count > 0) yield break;
        yield return missing == MissingFeatures.None
            ? "Nodes have no features; MissingFeatures gives them a constant or their degree."
            : $"The files give nodes no features; they got {missing}.";
    }

    public static GraphDatasetParts Fill(GraphDatasetParts parts, MissingFeatures missing, int maxDegree, int oneHotLimit)
    {
        if (parts.Features.Length > 0 || parts.Categories.Count > 0 || missing == MissingFeatures.None) return parts;
        var numNodes = parts.NodePtr[^1];
        if (missing == MissingFeatures.Constant)
        {
            var ones = new float[numNodes];
            ones.AsSpan().Fill(1);
            return parts with { Features = ones, NodeShape = [1], FeatureNames = [ConstantName] };
        }
        var degree = new int[numNodes];
        var highest = 0;
        for (var node = 0; node < numNodes; node++)
        {
            degree[node] = Math.Min(CountNeighbours(parts.Adjacency, node), maxDegree);
            highest = Math.Max(highest, degree[node]);
        }
        if (highest + 1 > oneHotLimit) return parts with { Categories = [new CategoricalColumn(degree, highest + 1) { Name = "degree" }] };
        var width = highest + 1;
        var features = new float[(long)numNodes * width];
        for (var node = 0; node < numNodes; node++) features[(long)node * width + degree[node]] = 1;
        var names = Enumerable.Range(0, width).Select(d => string.Create(CultureInfo.InvariantCulture, $"degree={(d == maxDegree ? "≥" : "")}{d}"));
        return parts with { Features = features, NodeShape = [width], FeatureNames = [.. names] };
    }

    /// <summary>Equal edges count once and self-loops not at all, whether or not the reader keeps them.</summary>
    private static int CountNeighbours(SparseAdjacency adjacency, int node)
    {
        var count = 0;
        for (var e = adjacency.RowPtr[node]; e < adjacency.RowPtr[node + 1]; e++)
        {
            var source = adjacency.Source[e];
            if (source != node && (e == adjacency.RowPtr[node] || source != adjacency.Source[e - 1])) count++;
        }
        return count;
    }
}
