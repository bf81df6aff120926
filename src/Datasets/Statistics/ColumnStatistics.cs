using System.Globalization;

namespace GraphSeq.Datasets;

/// <summary>One column of node features; of series, one channel over all their steps, and of windows of one series, each step once.</summary>
/// <param name="Name">Its name; <c>feature3</c> where it has none.</param>
/// <param name="Index">Its place, from 0.</param>
/// <param name="Min">The smallest value.</param>
/// <param name="Max">The largest value.</param>
/// <param name="Mean">The mean.</param>
/// <param name="Deviation">Population deviation.</param>
/// <param name="ZeroShare">Share of values that are 0.</param>
public sealed record ColumnStatistics(string Name, int Index, double Min, double Max, double Mean, double Deviation, double ZeroShare)
{
    /// <summary>A value so many deviations from the mean is an outlier.</summary>
    public const double OutlierDeviations = 20;

    /// <summary>True when all values are the same.</summary>
    public bool IsConstant => Min == Max;

    /// <summary>The first column before it that has the same values; null for none.</summary>
    public int? EqualTo { get; init; }

    /// <summary>Values more than <see cref="OutlierDeviations"/> deviations from the mean.</summary>
    public int Outliers { get; init; }

    /// <summary>The value furthest from the mean, if it is an outlier.</summary>
    public double? WorstOutlier { get; init; }

    /// <summary>The graph and, counted within it, the node of <see cref="WorstOutlier"/>, both from 0.</summary>
    public (int Graph, int Node)? WorstOutlierAt { get; init; }

    internal static IReadOnlyList<ColumnStatistics> Of(GraphDataset dataset)
    {
        if (dataset.Features.IsEmpty || dataset.NodeShape.Length > 2) return [];
        var width = (int)dataset.NodeShape[^1];
        var steps = dataset.NodeShape.Length == 2 ? (int)dataset.NodeShape[0] : 1;
        var names = dataset.FeatureNames.Count == width
            ? dataset.FeatureNames
            : [.. Enumerable.Range(1, width).Select(i => string.Create(CultureInfo.InvariantCulture, $"feature{i}"))];
        List<ColumnStatistics> columns = [];
        Dictionary<ulong, List<int>> byHash = [];
        for (var column = 0; column < width; column++)
        {
            var one = Describe(dataset, names[column], column, width, steps, out var hash);
            if (!byHash.TryGetValue(hash, out var alike)) byHash[hash] = alike = [];
            var equal = alike.FindIndex(other => AreEqual(dataset.Features, width, other, column));
            columns.Add(one with { EqualTo = equal < 0 ? null : alike[equal] });
            if (equal < 0) alike.Add(column);
        }
        return columns;
    }

    private static ColumnStatistics Describe(GraphDataset dataset, string name, int column, int width, int steps, out ulong hash)
    {
        var content = new ContentHash();
        var (min, max, sum, count, zeros) = (double.PositiveInfinity, double.NegativeInfinity, 0.0, 0L, 0L);
        foreach (var (row, _) in Rows(dataset, steps))
        {
            var value = dataset.Features[row * width + column];
            content.Append(BitConverter.SingleToInt32Bits(value));
            (min, max, sum, count) = (Math.Min(min, value), Math.Max(max, value), sum + value, count + 1);
            if (value == 0) zeros++;
        }
        hash = content.Value();
        var mean = sum / count;
        var squares = 0.0;
        foreach (var (row, _) in Rows(dataset, steps)) squares += Math.Pow(dataset.Features[row * width + column] - mean, 2);
        var deviation = Math.Sqrt(squares / count);
        var (outliers, worst, worstNode) = (0, mean, -1);
        foreach (var (row, node) in Rows(dataset, steps))
        {
            var value = dataset.Features[row * width + column];
            if (Math.Abs(value - mean) <= OutlierDeviations * deviation) continue;
            outliers++;
            if (Math.Abs(value - mean) > Math.Abs(worst - mean)) (worst, worstNode) = (value, node);
        }
        // A rare member of a one-hot code is no outlier.
        var isFlag = min == 0 && max == 1 && zeros + Ones() == count;
        if (isFlag || worstNode < 0) return new ColumnStatistics(name, column, min, max, mean, deviation, zeros / (double)count);
        var graph = dataset.NodePtr.BinarySearch(worstNode) is var found && found >= 0 ? found : ~found - 1;
        while (dataset.NodePtr[graph + 1] <= worstNode) graph++;
        return new ColumnStatistics(name, column, min, max, mean, deviation, zeros / (double)count)
        {
            Outliers = outliers,
            WorstOutlier = worst,
            WorstOutlierAt = (graph, worstNode - dataset.NodePtr[graph]),
        };

        long Ones()
        {
            var ones = 0L;
            foreach (var (row, _) in Rows(dataset, steps))
                if (dataset.Features[row * width + column] == 1) ones++;
            return ones;
        }
    }

    /// <summary>Rows of values, one per node, or per node and step within its length; with the node, counted over all graphs.</summary>
    private static IEnumerable<(int Row, int Node)> Rows(GraphDataset dataset, int steps) =>
        dataset.Sequences is { } time ? SequenceRows(dataset, time) : NodeRows(dataset, steps);

    /// <summary>Each row of a frame that a sequence has, with its node in the first of those.</summary>
    private static IEnumerable<(int Row, int Node)> SequenceRows(GraphDataset dataset, SequenceParts time)
    {
        var seen = new bool[time.Topology.Length];
        for (var g = 0; g < dataset.NumGraphs; g++)
            for (var frame = time.FirstFrame[g]; frame < time.FirstFrame[g] + time.Steps[g]; frame++)
            {
                if (seen[frame]) continue;
                seen[frame] = true;
                for (var row = time.FramePtr[frame]; row < time.FramePtr[frame + 1]; row++)
                    yield return (row, dataset.NodePtr[g] + (time.Nodes is null ? row - time.FramePtr[frame] : time.Nodes[row]));
            }
    }

    private static IEnumerable<(int Row, int Node)> NodeRows(GraphDataset dataset, int steps)
    {
        for (var node = 0; node < dataset.NumNodes; node++)
        {
            var length = dataset.Lengths.IsEmpty ? steps : (int)dataset.Lengths[node];
            for (var step = 0; step < length; step++) yield return (node * steps + step, node);
        }
    }

    private static bool AreEqual(ReadOnlySpan<float> values, int width, int a, int b)
    {
        for (var at = 0; at < values.Length; at += width)
            if (values[at + a] != values[at + b]) return false;
        return true;
    }
}
