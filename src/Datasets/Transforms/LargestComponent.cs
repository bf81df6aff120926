namespace GraphSeq.Datasets.Transforms;

/// <summary>Keeps of each graph its largest weakly connected component and drops the other nodes; of several equally large ones, that with the
/// smallest node id.</summary>
public sealed record LargestComponent : GraphTransform
{
    /// <inheritdoc/>
    public override GraphDataset Apply(GraphDataset dataset)
    {
        Columns.RequireGraphs(dataset, nameof(LargestComponent));
        var root = Roots(dataset);
        var sizes = new int[dataset.NumNodes];
        foreach (var r in root) sizes[r]++;
        List<int> kept = [];
        var nodePtr = new int[dataset.NumGraphs + 1];
        for (var graph = 0; graph < dataset.NumGraphs; graph++)
        {
            var largest = dataset.NodePtr[graph];               // a root is the smallest id of its component
            for (var node = largest; node < dataset.NodePtr[graph + 1]; node++)
                if (sizes[node] > sizes[largest]) largest = node;
            for (var node = dataset.NodePtr[graph]; node < dataset.NodePtr[graph + 1]; node++)
                if (root[node] == largest) kept.Add(node);
            nodePtr[graph + 1] = kept.Count;
        }
        return kept.Count == dataset.NumNodes ? dataset : Select(dataset, [.. kept], nodePtr);
    }

    /// <summary>The smallest node id in each node's component.</summary>
    private static int[] Roots(GraphDataset dataset)
    {
        var root = new int[dataset.NumNodes];
        for (var node = 0; node < root.Length; node++) root[node] = node;
        var ptr = dataset.Adjacency.RowPtr;
        var source = dataset.Adjacency.Source;
        for (var target = 0; target < root.Length; target++)
            for (var e = ptr[target]; e < ptr[target + 1]; e++)
            {
                var (a, b) = (Find(source[e]), Find(target));
                root[Math.Max(a, b)] = Math.Min(a, b);
            }
        for (var node = 0; node < root.Length; node++) root[node] = Find(node);
        return root;

        int Find(int node)
        {
            while (root[node] != node) node = root[node] = root[root[node]];
            return node;
        }
    }

    private static GraphDataset Select(GraphDataset dataset, int[] kept, int[] nodePtr)
    {
        var place = new int[dataset.NumNodes];
        Array.Fill(place, -1);
        for (var i = 0; i < kept.Length; i++) place[kept[i]] = i;
        var edges = new EdgeSet();
        var ptr = dataset.Adjacency.RowPtr;
        var source = dataset.Adjacency.Source;
        foreach (var target in kept)
            for (var e = ptr[target]; e < ptr[target + 1]; e++) edges.AddLike(dataset, e, place[source[e]], place[target]);
        return dataset.With(parts => edges.PutInto(
            parts with
            {
                NodePtr = nodePtr,
                Features = Rows(parts.Features, kept, dataset.NumNodes),
                Categories = [.. parts.Categories.Select(column => column with { Values = Rows(column.Values, kept, dataset.NumNodes) })],
                Positions = parts.Positions is null ? null : Rows(parts.Positions, kept, dataset.NumNodes),
                Lengths = parts.Lengths is null ? null : Rows(parts.Lengths, kept, dataset.NumNodes),
                Targets = SelectTargets(parts.Targets, kept, dataset.NumNodes),
            }, kept.Length));
    }

    private static Targets SelectTargets(Targets targets, int[] kept, int numNodes) => targets switch
    {
        { Level: TargetLevel.Graph } or { Task: TaskKind.None } => targets,
        { Task: TaskKind.Classification } => Targets.OfClasses(Rows(targets.Classes.ToArray(), kept, numNodes), targets.Names, TargetLevel.Node),
        _ => Targets.OfValues(
            Rows(targets.Values.ToArray(), kept, numNodes), targets.Names, TargetLevel.Node, targets.Task == TaskKind.MultiLabelClassification),
    };

    private static T[] Rows<T>(T[] all, int[] kept, int numRows)
    {
        var width = all.Length / numRows;
        var rows = new T[kept.Length * width];
        for (var i = 0; i < kept.Length; i++) all.AsSpan(kept[i] * width, width).CopyTo(rows.AsSpan(i * width));
        return rows;
    }
}
