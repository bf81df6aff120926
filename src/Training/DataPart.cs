using GraphSeq.Datasets;
using GraphSeq.Graph;

namespace GraphSeq.Training;

/// <summary>Some graphs or nodes of a data set: which graphs to run for them, and which rows of a batch's outputs they are.</summary>
internal sealed class DataPart
{
    private readonly GraphDataset _dataset;
    private readonly bool[]? _wanted;

    /// <param name="dataset">The set.</param>
    /// <param name="ids">Graphs or nodes; null for all.</param>
    /// <param name="unit">What <paramref name="ids"/> are.</param>
    /// <param name="nodeRows">True when outputs have a row per node.</param>
    /// <exception cref="ArgumentException">There is no such graph or node, one comes twice, or nodes are named where rows are graphs.</exception>
    public DataPart(GraphDataset dataset, IReadOnlyList<int>? ids, SplitUnit unit, bool nodeRows)
    {
        (_dataset, HasNodeRows) = (dataset, nodeRows);
        if (unit == SplitUnit.Node && !nodeRows)
            throw new ArgumentException($"{dataset.Name}: the split names nodes, but targets belong to graphs. Use SplitUnit.Graph.");
        var count = unit == SplitUnit.Node ? dataset.NumNodes : dataset.NumGraphs;
        var seen = new bool[count];
        foreach (var id in ids ?? [])
        {
            if ((uint)id >= (uint)count)
                throw new ArgumentException($"{dataset.Name}: the split names {Word(unit)} {id}, but there are {count}, numbered from 0.");
            if (seen[id]) throw new ArgumentException($"{dataset.Name}: the split names {Word(unit)} {id} twice.");
            seen[id] = true;
        }
        if (unit == SplitUnit.Graph || ids is null)
        {
            Graphs = ids is null ? [.. Enumerable.Range(0, dataset.NumGraphs)] : [.. ids];
            return;
        }
        _wanted = seen;
        Graphs = [.. Enumerable.Range(0, dataset.NumGraphs).Where(g => seen.AsSpan(dataset.NodePtr[g]..dataset.NodePtr[g + 1]).Contains(true))];
    }

    /// <summary>True when outputs have a row per node.</summary>
    public bool HasNodeRows { get; }

    /// <summary>Graphs to run.</summary>
    public int[] Graphs { get; }

    /// <summary>Of a batch's output rows those that count (null: all), and which rows of the data set's targets they are.</summary>
    public (long[]? InBatch, int[] InDataset) Rows(GraphBatch batch)
    {
        if (!HasNodeRows) return (null, [.. batch.GraphIds]);
        List<long>? inBatch = _wanted is null ? null : [];
        var inDataset = new List<int>(batch.NumNodes);
        var row = 0L;
        foreach (var g in batch.GraphIds)
            for (var node = _dataset.NodePtr[g]; node < _dataset.NodePtr[g + 1]; node++, row++)
            {
                if (_wanted is not null && !_wanted[node]) continue;
                inBatch?.Add(row);
                inDataset.Add(node);
            }
        return (inBatch?.ToArray(), [.. inDataset]);
    }

    private static string Word(SplitUnit unit) => unit == SplitUnit.Node ? "node" : "graph";
}
