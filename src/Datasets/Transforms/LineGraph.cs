namespace GraphSeq.Datasets.Transforms;

/// <summary>Turns edges into nodes: PyG's <c>LineGraph</c>. In a directed set every edge becomes a node, with an edge to each edge that starts where
/// it ends; in an undirected one every pair of opposite edges becomes one node, joined to all that share an end with it.</summary>
/// <remarks>Edge features become node features (of the edge from the smaller node id, in an undirected set), ordered by source, then target. Node
/// features, positions and series are gone; targets of graphs stay. Self-loops of an undirected set are left out, as in PyG.</remarks>
public sealed record LineGraph : GraphTransform
{
    /// <summary>Treats an undirected set as a directed one. Default: false.</summary>
    public bool ForceDirected { get; init; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Targets belong to nodes.</exception>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        Columns.RequireGraphs(dataset, nameof(LineGraph));
        if (dataset.Targets is { Level: TargetLevel.Node, Task: not TaskKind.None })
            throw new ArgumentException($"LineGraph: the targets of {dataset.Name} belong to nodes, which a line graph does not have.", nameof(dataset));
        var directed = ForceDirected || !dataset.Adjacency.IsSymmetric;
        var ptr = dataset.Adjacency.RowPtr;
        var source = dataset.Adjacency.Source;
        List<(int Source, int Target, int Entry)> all = [];
        for (var target = 0; target < dataset.NumNodes; target++)
            for (var e = ptr[target]; e < ptr[target + 1]; e++)
                if ((directed || source[e] < target) && (e == ptr[target] || source[e] != source[e - 1])) all.Add((source[e], target, e));
        all.Sort();

        var nodePtr = new int[dataset.NumGraphs + 1];
        var (edges, first) = (new EdgeSet(), 0);
        for (var graph = 0; graph < dataset.NumGraphs; graph++)
        {
            var end = first;
            while (end < all.Count && all[end].Source < dataset.NodePtr[graph + 1]) end++;
            Join(all, first, end, directed, edges);
            nodePtr[graph + 1] = first = end;
        }
        var width = dataset.NumEdgeFeatures;
        var features = new float[all.Count * width];
        for (var node = 0; node < all.Count; node++) dataset.EdgeAttr.Slice(all[node].Entry * width, width).CopyTo(features.AsSpan(node * width));
        return dataset.With(parts => edges.PutInto(
            parts with
            {
                NodePtr = nodePtr,
                Features = features,
                NodeShape = [width],
                FeatureNames = parts.EdgeFeatureNames,
                Categories = [],
                Positions = null,
                NumDimensions = 0,
                Lengths = null,
            }, all.Count));
    }

    private static void Join(List<(int Source, int Target, int Entry)> all, int first, int end, bool directed, EdgeSet edges)
    {
        Dictionary<int, List<int>> starting = [], touching = [];
        for (var node = first; node < end; node++)
        {
            At(starting, all[node].Source).Add(node);
            At(touching, all[node].Source).Add(node);
            At(touching, all[node].Target).Add(node);
        }
        for (var node = first; node < end; node++)
        {
            var (source, target, _) = all[node];
            if (directed)
                foreach (var next in At(starting, target)) edges.Add(node, next);
            else
                foreach (var other in At(touching, source).Union(At(touching, target)))
                    if (other != node) edges.Add(node, other);
        }

        static List<int> At(Dictionary<int, List<int>> lists, int key) => lists.TryGetValue(key, out var list) ? list : lists[key] = [];
    }
}
