using GraphSeq.Datasets;
using GraphSeq.Graph;

namespace GraphSeq.Tests.Support;

/// <summary>Small synthetic data sets with something to learn.</summary>
internal static class ToyData
{
    /// <summary>Rings of 3 to 8 nodes with features of noise, shifted by the class along one feature; class or sum as graph target.</summary>
    public static GraphDataset Rings(
        int count, TaskKind task = TaskKind.Classification, TargetLevel level = TargetLevel.Graph, long[]? nodeShape = null, long seed = 1)
    {
        nodeShape ??= [4];
        var width = (int)nodeShape.Aggregate(1L, (product, size) => product * size);
        var random = new SplitMix64((ulong)seed);
        List<int> ptr = [0], source = [], target = [];
        List<float> features = [];
        List<long> classes = [];
        List<float> values = [];
        for (var g = 0; g < count; g++)
        {
            var (nodes, first, graphClass) = (3 + random.NextInt(6), ptr[^1], g % 2);
            for (var i = 0; i < nodes; i++)
            {
                var nodeClass = level == TargetLevel.Node ? random.NextInt(2) : graphClass;
                for (var f = 0; f < width; f++) features.Add((float)(random.NextGaussian() + (f == 0 ? 3 * nodeClass : 0)) * 10 + 50);
                foreach (var neighbour in new[] { (i + 1) % nodes, (i + nodes - 1) % nodes })
                {
                    source.Add(first + neighbour);
                    target.Add(first + i);
                }
                if (level == TargetLevel.Node) Add(nodeClass, features[^width]);
            }
            if (level == TargetLevel.Graph) Add(graphClass, features[^width]);
            ptr.Add(first + nodes);
        }
        var adjacency = SparseAdjacency.FromEdges([.. source], [.. target], ptr[^1]);
        return new GraphDataset(new GraphDatasetParts
        {
            Name = "rings",
            NodePtr = [.. ptr],
            Adjacency = SparseAdjacency.FromSortedRows(adjacency.RowPtr.ToArray(), adjacency.Source.ToArray()),
            Features = [.. features],
            NodeShape = nodeShape,
            Targets = task switch
            {
                TaskKind.Classification => Targets.OfClasses([.. classes], ["low", "high"], level),
                TaskKind.MultiLabelClassification => Targets.OfValues([.. values], ["low", "high"], level, multiLabel: true),
                TaskKind.Regression => Targets.OfValues([.. values], ["y"], level),
                _ => Targets.None,
            },
        });

        void Add(int label, float feature)
        {
            classes.Add(label);
            if (task == TaskKind.MultiLabelClassification) values.AddRange([1 - label, label]);
            else values.Add(2 * label + feature / 100);
        }
    }

    /// <summary>The first half for training, a quarter for validation, the rest for testing.</summary>
    public static Split HalfQuarters(int count)
    {
        int[] all = [.. Enumerable.Range(0, count)];
        return new Split(all[..(count / 2)], all[(count / 2)..(count * 3 / 4)], all[(count * 3 / 4)..]);
    }
}
