using GraphSeq.Graph;

namespace GraphSeq.Datasets.Transforms;

/// <summary>Edges of a whole set in any order, with what they carry, on their way into row order.</summary>
internal sealed class EdgeSet
{
    private readonly List<int> _source = [];
    private readonly List<int> _target = [];
    private readonly List<float> _weight = [];
    private readonly List<float> _attr = [];

    /// <summary>Adds an edge that carries nothing.</summary>
    public void Add(int source, int target)
    {
        _source.Add(source);
        _target.Add(target);
    }

    /// <summary>Adds an edge with what entry <paramref name="entry"/> of the set carries.</summary>
    public void AddLike(GraphDataset dataset, int entry, int source, int target)
    {
        Add(source, target);
        if (!dataset.Adjacency.Weight.IsEmpty) _weight.Add(dataset.Adjacency.Weight[entry]);
        foreach (var value in dataset.EdgeAttr.Slice(entry * dataset.NumEdgeFeatures, dataset.NumEdgeFeatures)) _attr.Add(value);
    }

    /// <summary>The parts with these edges in place of theirs; edge features stay only where these edges have some.</summary>
    public GraphDatasetParts PutInto(GraphDatasetParts parts, int numNodes)
    {
        var csr = Csr.FromEdges(_target.ToArray(), _source.ToArray(), numNodes, numNodes);
        var width = _attr.Count == 0 ? 0 : _attr.Count / _source.Count;
        var attr = width == 0 ? null : new float[_attr.Count];
        var weight = _weight.Count == 0 ? null : new float[_weight.Count];
        for (var e = 0; e < csr.NumEntries; e++)
        {
            var edge = csr.Origin is { } origin ? origin[e] : e;
            for (var i = 0; i < width; i++) attr![e * width + i] = _attr[edge * width + i];
            if (weight is not null) weight[e] = _weight[edge];
        }
        return parts with
        {
            Adjacency = SparseAdjacency.FromSortedRows(csr.RowPtr, csr.Column, weight),
            EdgeAttr = attr,
            NumEdgeFeatures = width,
            EdgeFeatureNames = width == 0 ? [] : parts.EdgeFeatureNames,
        };
    }
}
