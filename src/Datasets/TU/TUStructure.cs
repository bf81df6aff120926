using System.Runtime.CompilerServices;

namespace GraphSeq.Datasets;

/// <summary>The plain arithmetic of reading a TU set: offsets, counts, features.</summary>
internal static class TUStructure
{
    /// <summary>First node of each graph from the graph of each node.</summary>
    /// <param name="indicator">Graph of each node, counted from 1.</param>
    /// <param name="numGraphs">Number of graphs the target file lists; null when there is none.</param>
    /// <param name="targetFile">The target file's name, for errors.</param>
    /// <exception cref="DatasetFormatException">An id is out of range or out of order.</exception>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int[] NodePtr(NumberTable<int> indicator, int? numGraphs, string targetFile)
    {
        if (indicator.Rows == 0) throw new DatasetFormatException(indicator.Path, 0, "the file is empty but must hold one row per node.");
        var graphs = indicator.Values;
        var (previous, highest) = (1, numGraphs ?? graphs.Length);
        for (var node = 0; node < graphs.Length; node++)
        {
            if (graphs[node] < previous || graphs[node] > highest) throw WrongGraph(indicator, node, previous, numGraphs, targetFile);
            previous = graphs[node];
        }
        if (previous < numGraphs)
            throw indicator.ErrorAt(
                graphs.Length - 1, $"the last graph with nodes is {previous}, but {targetFile} lists {numGraphs} graphs. Is the file cut off?");

        var ptr = new int[previous + 1];
        foreach (var graph in graphs) ptr[graph]++;
        for (var g = 1; g < ptr.Length; g++) ptr[g] += ptr[g - 1];
        return ptr;
    }

    private static DatasetFormatException WrongGraph(NumberTable<int> indicator, int node, int previous, int? numGraphs, string targetFile)
    {
        var graph = indicator.Values[node];
        var problem = graph < 1 ? $"graph id is {graph} but ids start at 1.{(graph == 0 ? " Are they counted from 0? Then add 1 to each." : "")}"
            : graph < previous
                ? $"graph id {graph} follows {previous}, but nodes must be listed graph by graph, ascending. Sort the rows and renumber the nodes."
            : numGraphs is null ? $"graph id is {graph}, but the file has only {indicator.Rows} nodes. Number the graphs from 1 without gaps."
            : $"graph id is {graph}, but {targetFile} lists {numGraphs} graphs (ids 1..{numGraphs}). Check that both files are from one download.";
        return indicator.ErrorAt(node, problem);
    }

    /// <summary>Nodes that no edge enters or leaves.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static int CountIsolated(int[] rowPtr, int[] source)
    {
        var touched = new bool[rowPtr.Length - 1];
        foreach (var node in source) touched[node] = true;
        for (var node = 0; node < touched.Length; node++) touched[node] |= rowPtr[node + 1] > rowPtr[node];
        return touched.AsSpan().Count(false);
    }

    /// <summary>Graphs without nodes.</summary>
    public static int CountEmpty(int[] nodePtr)
    {
        var count = 0;
        for (var g = 1; g < nodePtr.Length; g++)
            if (nodePtr[g] == nodePtr[g - 1]) count++;
        return count;
    }

    /// <summary>Attributes, then the one-hot code of each label column: <c>[N, F]</c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static float[] JoinFeatures(NumberTable<float>? attributes, LabelColumn[] labels, int numNodes)
    {
        if (labels.Length == 0) return attributes?.Values ?? [];
        var numAttributes = attributes?.Columns ?? 0;
        var width = numAttributes + labels.Sum(column => column.Width);
        var features = new float[(long)numNodes * width];
        for (var node = 0; node < numNodes; node++)
        {
            var row = features.AsSpan(node * width, width);
            attributes?.Values.AsSpan(node * numAttributes, numAttributes).CopyTo(row);
            var offset = numAttributes;
            foreach (var column in labels)
            {
                row[offset + column.Codes[node]] = 1;
                offset += column.Width;
            }
        }
        return features;
    }
}
