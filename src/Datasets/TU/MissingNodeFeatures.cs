using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>Gives nodes without features those the options ask for.</summary>
internal static class MissingNodeFeatures
{
    public const string ConstantName = "constant";
    public const string FirstDegreeName = "degree=0";

    public static GraphDatasetParts Fill(GraphDatasetParts parts, TUDatasetOptions options)
    {
        if (parts.Features.Length > 0 || parts.Categories.Count > 0 || options.MissingFeatures == MissingFeatures.None) return parts;
        var numNodes = parts.NodePtr[^1];
        if (options.MissingFeatures == MissingFeatures.Constant)
        {
            var ones = new float[numNodes];
            ones.AsSpan().Fill(1);
            return parts with { Features = ones, NodeShape = [1], FeatureNames = [ConstantName] };
        }
        var degree = new int[numNodes];
        var rowPtr = parts.Adjacency.RowPtr;
        var highest = 0;
        for (var node = 0; node < numNodes; node++)
        {
            degree[node] = Math.Min(rowPtr[node + 1] - rowPtr[node], options.MaxDegree);
            highest = Math.Max(highest, degree[node]);
        }
        if (highest + 1 > options.OneHotLimit) return parts with { Categories = [new CategoricalColumn(degree, highest + 1) { Name = "degree" }] };
        var width = highest + 1;
        var features = new float[(long)numNodes * width];
        for (var node = 0; node < numNodes; node++) features[(long)node * width + degree[node]] = 1;
        var names = Enumerable.Range(0, width).Select(d => string.Create(CultureInfo.InvariantCulture, $"degree={(d == options.MaxDegree ? "≥" : "")}{d}"));
        return parts with { Features = features, NodeShape = [width], FeatureNames = [.. names] };
    }
}
