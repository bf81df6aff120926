using GraphSeq.Datasets;

namespace GraphSeq.Training.Baselines;

/// <summary>A fixed row of numbers per graph, made without learning; the statistics they lean on come from the training part.</summary>
internal static class GraphDescriptors
{
    private const double Clip = 3;
    private const int MaxOneHotWidth = 4096;

    /// <summary>Share of a graph's nodes with each label; of each degree (up to 15, then all others) where nodes have no labels.</summary>
    public static double[][] LabelHistogram(GraphDataset dataset)
    {
        const int DegreeBins = 17;
        RequireFewCategories(dataset);
        var columns = dataset.Categories.Count > 0 ? dataset.Categories : [new CategoricalColumn(Degrees(dataset, DegreeBins - 1), DegreeBins)];
        return [.. Enumerable.Range(0, dataset.NumGraphs).Select(graph =>
        {
            var (first, end) = (dataset.NodePtr[graph], dataset.NodePtr[graph + 1]);
            var row = new double[columns.Sum(column => column.Width)];
            var offset = 0;
            foreach (var column in columns)
            {
                for (var node = first; node < end; node++) row[offset + column.Values[node]] += 1.0 / (end - first);
                offset += column.Width;
            }
            return row;
        })];
    }

    /// <summary>Node features, standardised by the nodes of some graphs and clipped at ±3; series and images are flattened.</summary>
    public static double[][] StandardisedNodes(GraphDataset dataset, IReadOnlyList<int> fitOn)
    {
        var rows = NodeRows(dataset);
        var width = rows.Length == 0 ? 0 : rows[0].Length;
        int[] nodes = [.. fitOn.SelectMany(graph => Enumerable.Range(dataset.NodePtr[graph], dataset.NodePtr[graph + 1] - dataset.NodePtr[graph]))];
        for (var f = 0; f < width; f++)
        {
            var mean = nodes.Average(node => rows[node][f]);
            var deviation = Math.Sqrt(nodes.Average(node => (rows[node][f] - mean) * (rows[node][f] - mean)));
            if (!(deviation > 1e-9 * Math.Abs(mean) && deviation > 0)) deviation = 1;
            foreach (var row in rows) row[f] = Math.Clamp((row[f] - mean) / deviation, -Clip, Clip);
        }
        return rows;
    }

    /// <summary>Each node's row becomes the mean of its own and its neighbours' rows.</summary>
    public static double[][] Smooth(GraphDataset dataset, double[][] rows)
    {
        var ptr = dataset.Adjacency.RowPtr;
        var source = dataset.Adjacency.Source;
        var smoothed = new double[rows.Length][];
        for (var node = 0; node < rows.Length; node++)
        {
            double[] sum = [.. rows[node]];
            for (var e = ptr[node]; e < ptr[node + 1]; e++)
                for (var f = 0; f < sum.Length; f++) sum[f] += rows[source[e]][f];
            for (var f = 0; f < sum.Length; f++) sum[f] /= 1 + ptr[node + 1] - ptr[node];
            smoothed[node] = sum;
        }
        return smoothed;
    }

    /// <summary>Mean and deviation of each feature over the nodes of each graph.</summary>
    public static double[][] Pool(GraphDataset dataset, double[][] rows) => [.. Enumerable.Range(0, dataset.NumGraphs).Select(graph =>
    {
        var nodes = rows[dataset.NodePtr[graph]..dataset.NodePtr[graph + 1]];
        var width = rows.Length == 0 ? 0 : rows[0].Length;
        var row = new double[2 * width];
        for (var f = 0; f < width; f++)
        {
            row[f] = nodes.Average(node => node[f]);
            row[width + f] = Math.Sqrt(nodes.Average(node => (node[f] - row[f]) * (node[f] - row[f])));
        }
        return row;
    })];

    /// <summary>Rows side by side.</summary>
    public static double[][] Join(IReadOnlyList<double[][]> parts) =>
        [.. Enumerable.Range(0, parts[0].Length).Select(row => parts.SelectMany(part => part[row]).ToArray())];

    private static void RequireFewCategories(GraphDataset dataset)
    {
        if (dataset.Categories.Sum(column => (long)column.Width) is > MaxOneHotWidth and var width)
            throw new ArgumentException(
                $"{dataset.Name}: nodes have {width} categories, but baselines write out {MaxOneHotWidth} at most. Leave the baselines out (--no-baselines).");
    }

    private static double[][] NodeRows(GraphDataset dataset)
    {
        RequireFewCategories(dataset);
        var dense = dataset.NumNodes == 0 ? 0 : dataset.Features.Length / dataset.NumNodes;
        var rows = new double[dataset.NumNodes][];
        for (var node = 0; node < rows.Length; node++)
        {
            rows[node] = new double[dense + dataset.Categories.Sum(column => column.Width)];
            for (var f = 0; f < dense; f++) rows[node][f] = dataset.Features[node * dense + f];
            var offset = dense;
            foreach (var column in dataset.Categories)
            {
                rows[node][offset + column.Values[node]] = 1;
                offset += column.Width;
            }
        }
        return rows;
    }

    private static int[] Degrees(GraphDataset dataset, int largest)
    {
        var degrees = new int[dataset.NumNodes];
        for (var node = 0; node < degrees.Length; node++)
            degrees[node] = Math.Min(largest, dataset.Adjacency.RowPtr[node + 1] - dataset.Adjacency.RowPtr[node]);
        return degrees;
    }
}
