using GraphSeq.Datasets;
using GraphSeq.Graph;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Support;

/// <summary>Small ragged graph sequences: graphs that stay, snapshots with edges of their own, and snapshots with nodes of their own.</summary>
internal static class ToySequences
{
    public static readonly string[] Kinds = ["staying", "changing edges", "changing nodes"];

    /// <summary>Sequences of 4, 1, 6 and 3 steps on graphs of 3 to 5 nodes, with two channels.</summary>
    public static GraphDataset Ragged(string kind, Func<int[], int[], int[], int[], Targets>? targets = null, bool edgeAttr = false)
    {
        using var scope = NewDisposeScope();
        using var generator = new Generator(11);
        int[] steps = [4, 1, 6, 3], nodes = [3, 5, 4, 4];
        List<GraphSequence> sequences = [];
        for (var g = 0; g < steps.Length; g++)
            sequences.Add(kind switch
            {
                "staying" => new GraphSequence(Graph(randn([nodes[g], steps[g], 2], generator: generator), Ring(nodes[g]))),
                "changing edges" => new GraphSequence([.. Enumerable.Range(0, steps[g]).Select(_ => Graph(randn([nodes[g], 2], generator: generator), Random(nodes[g])))]),
                _ => WithOwnNodes(nodes[g], steps[g]),
            });
        var data = GraphDataset.FromSequences(kind, sequences);
        if (targets is null) return data;
        var made = targets(data.TargetPtr(TargetLevel.Graph).ToArray(), data.NodePtr.ToArray(), data.TargetPtr(TargetLevel.Step).ToArray(), data.TargetPtr(TargetLevel.NodeStep).ToArray());
        return data.With(parts => parts with { Targets = made });

        GraphData Graph(Tensor x, Tensor edges) => new(
            x, edges, rand([edges.shape[1]], generator: generator) + 0.1, edgeAttr ? randn([edges.shape[1], 3], generator: generator) : null);

        // The node with number t mod n is away at step t; ids are far apart and not in order of appearance.
        GraphSequence WithOwnNodes(int numNodes, int numSteps)
        {
            List<GraphData> snapshots = [];
            List<Tensor> ids = [];
            for (var t = 0; t < numSteps; t++)
            {
                long[] present = [.. Enumerable.Range(0, numNodes).Where(i => numSteps == 1 || i != t % numNodes).Select(i => 100L - 7 * i)];
                ids.Add(tensor(present));
                snapshots.Add(Graph(randn([present.Length, 2], generator: generator), Random(present.Length)));
            }
            return new GraphSequence(snapshots, ids);
        }

        Tensor Random(int numNodes) => randint(0, numNodes, [2, numNodes + 2], ScalarType.Int64, generator: generator);
    }

    /// <summary>The batch with features of double precision; owned by the caller.</summary>
    public static GraphBatch InDouble(GraphBatch batch) => new(batch.Adjacency.Share(), new BatchIndex(batch.Index.Ptr.ToArray()))
    {
        X = batch.X!.to(ScalarType.Float64).DetachFromDisposeScope(),
        EdgeAttr = batch.EdgeAttr?.to(ScalarType.Float64).DetachFromDisposeScope(),
        Lengths = batch.Lengths?.alias().DetachFromDisposeScope(),
        Snapshots = batch.Snapshots?.Share(),
        StepsArray = batch.StepsArray,
        GraphIds = batch.GraphIds,
    };

    private static Tensor Ring(int numNodes)
    {
        var from = arange(numNodes, ScalarType.Int64);
        var to = (from + 1).remainder(numNodes);
        return cat([stack([from, to], 0), stack([to, from], 0)], 1);
    }
}
