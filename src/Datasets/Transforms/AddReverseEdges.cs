namespace GraphSeq.Datasets.Transforms;

/// <summary>Adds the reverse of every edge that has none, with the same weight and features; edges that have theirs stay as they are, so an
/// undirected set comes out unchanged.</summary>
/// <remarks>PyG's <c>ToUndirected</c> adds every reverse and sums the features of equal edges, which doubles those of edges listed both ways.</remarks>
public sealed record AddReverseEdges : GraphTransform
{
    /// <inheritdoc/>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        Columns.RequireGraphs(dataset, nameof(AddReverseEdges));
        var ptr = dataset.Adjacency.RowPtr;
        var source = dataset.Adjacency.Source;
        var edges = new EdgeSet();
        for (var target = 0; target < dataset.NumNodes; target++)
            for (var e = ptr[target]; e < ptr[target + 1]; e++)
            {
                edges.AddLike(dataset, e, source[e], target);
                var row = source[ptr[source[e]]..ptr[source[e] + 1]];               // ascending
                if (row.BinarySearch(target) < 0) edges.AddLike(dataset, e, target, source[e]);
            }
        return dataset.With(parts => edges.PutInto(parts, dataset.NumNodes));
    }
}
