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
    /// <param name="level">What a row of outputs belongs to.</param>
    /// <exception cref="ArgumentException">There is no such graph or node, one comes twice, or nodes are named where rows are others.</exception>
    public DataPart(GraphDataset dataset, IReadOnlyList<int>? ids, SplitUnit unit, TargetLevel level)
    {
        (_dataset, Level) = (dataset, level);
        if (unit == SplitUnit.Node && level != TargetLevel.Node)
            throw new ArgumentException($"{dataset.Name}: the split names nodes, but targets belong to {Word(level)}s. Use SplitUnit.Graph.");
        if (unit == SplitUnit.Node && dataset.IsChanging)
            throw new ArgumentException($"{dataset.Name}: the split names nodes, but nodes of changing graphs have no features of their own. Use SplitUnit.Graph.");
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

    /// <summary>What a row of outputs belongs to.</summary>
    public TargetLevel Level { get; }

    /// <summary>Graphs to run.</summary>
    public int[] Graphs { get; }

    /// <summary>Rows that outputs for the whole batch have.</summary>
    public int CountRows(GraphBatch batch)
    {
        var ptr = _dataset.TargetPtr(Level);
        var count = 0;
        foreach (var g in batch.GraphIds) count += ptr[g + 1] - ptr[g];
        return count;
    }

    /// <summary>All rows of the data set's targets that count.</summary>
    public IEnumerable<int> TargetRows()
    {
        foreach (var g in Graphs)
        {
            var (first, end) = (_dataset.TargetPtr(Level)[g], _dataset.TargetPtr(Level)[g + 1]);
            for (var row = first; row < end; row++)
                if (_wanted is null || _wanted[row]) yield return row;
        }
    }

    /// <summary>Of a batch's output rows those that count (null: all), and which rows of the data set's targets they are.</summary>
    public (long[]? InBatch, int[] InDataset) Rows(GraphBatch batch)
    {
        if (Level == TargetLevel.Graph) return (null, [.. batch.GraphIds]);
        var ptr = _dataset.TargetPtr(Level);
        List<long>? inBatch = _wanted is null ? null : [];
        var inDataset = new List<int>(CountRows(batch));
        var row = 0L;
        foreach (var g in batch.GraphIds)
            for (var target = ptr[g]; target < ptr[g + 1]; target++, row++)
            {
                if (_wanted is not null && !_wanted[target]) continue;
                inBatch?.Add(row);
                inDataset.Add(target);
            }
        return (inBatch?.ToArray(), [.. inDataset]);
    }

    public static string Word(TargetLevel level) => level switch
    {
        TargetLevel.Graph => "graph",
        TargetLevel.Node => "node",
        TargetLevel.Step => "step",
        _ => "node of every step",
    };

    private static string Word(SplitUnit unit) => unit == SplitUnit.Node ? "node" : "graph";
}
