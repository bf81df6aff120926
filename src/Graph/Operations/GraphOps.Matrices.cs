using static TorchSharp.torch;

namespace GraphSeq.Graph;

public static partial class GraphOps
{
    /// <summary><c>D^-1/2 A D^-1/2</c> with self-loops: the weights of a graph convolution.</summary>
    /// <remarks><see href="https://arxiv.org/abs/1609.02907">T. Kipf and M. Welling, 2017</see>. As in PyG, <paramref name="improved"/> shows only
    /// where edges have weights. Layers use <see cref="SparseAdjacency.Derive"/> instead, which computes this once per graph.</remarks>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="edgeWeight">Weights, <c>[E]</c>; null for 1.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <param name="improved">New self-loops weigh 2.</param>
    /// <param name="addSelfLoops">False scales the edges as they are.</param>
    /// <param name="flow">At which end of an edge a node's degree is summed.</param>
    /// <param name="dtype">Element type of the weights when none are given; null for Float32.</param>
    /// <returns>Edges, self-loops last, and their weights.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above, or an id is no node.</exception>
    public static (Tensor EdgeIndex, Tensor EdgeWeight) GcnNorm(
        Tensor edgeIndex, Tensor? edgeWeight = null, long? numNodes = null, bool improved = false, bool addSelfLoops = true,
        Flow flow = Flow.SourceToTarget, ScalarType? dtype = null)
    {
        var count = EdgeTensors.NumNodes(edgeIndex, numNodes, nameof(GcnNorm));
        using var scope = NewDisposeScope();
        var loopWeight = improved && edgeWeight is not null ? 2.0 : 1.0;
        var weight = edgeWeight ?? ones(edgeIndex.shape[1], dtype ?? ScalarType.Float32, edgeIndex.device);
        EdgeTensors.RequireRows(weight, edgeIndex, nameof(GcnNorm), nameof(edgeWeight));
        // Without weights of its own every loop weighs 1, also one that stands for several.
        (var edges, weight) = addSelfLoops ? AddRemainingSelfLoops(edgeIndex, weight, loopWeight, count) : (edgeIndex.alias(), weight);
        var scale = GcnNormalization.Power(WeightSums(edges[flow == Flow.SourceToTarget ? 1 : 0], weight, count), -0.5);
        weight = scale.index_select(0, edges[0]) * weight * scale.index_select(0, edges[1]);
        return (edges.MoveToOuterDisposeScope(), weight.MoveToOuterDisposeScope());
    }

    /// <summary>The graph Laplacian without the graph's self-loops; the diagonal stands last, by node.</summary>
    /// <param name="edgeIndex">Edges, <c>[2, E]</c> int64.</param>
    /// <param name="edgeWeight">Weights, <c>[E]</c>; null for 1.</param>
    /// <param name="normalization">Which Laplacian; a node without outgoing edges has inverse degree 0.</param>
    /// <param name="numNodes">Number of nodes; null for the largest id + 1.</param>
    /// <param name="dtype">Element type of the values when no weights are given; null for Float32.</param>
    /// <returns>Entries <c>(source, target)</c>, <c>[2, E' + N]</c>, and their values, <c>[E' + N]</c>.</returns>
    /// <exception cref="ArgumentException">A shape or element type is not as above, or an id is no node.</exception>
    public static (Tensor EdgeIndex, Tensor EdgeWeight) GetLaplacian(
        Tensor edgeIndex, Tensor? edgeWeight = null, LaplacianNormalization normalization = LaplacianNormalization.None, long? numNodes = null,
        ScalarType? dtype = null)
    {
        var count = EdgeTensors.NumNodes(edgeIndex, numNodes, nameof(GetLaplacian));
        if (edgeWeight is not null) EdgeTensors.RequireRows(edgeWeight, edgeIndex, nameof(GetLaplacian), nameof(edgeWeight));
        using var scope = NewDisposeScope();
        var others = NonLoops(edgeIndex);
        var edges = edgeIndex.index_select(1, others);
        var weight = edgeWeight?.index_select(0, others) ?? ones(edges.shape[1], dtype ?? ScalarType.Float32, edgeIndex.device);
        var degree = WeightSums(edges[0], weight, count);
        var (off, diagonal) = normalization switch
        {
            LaplacianNormalization.None => (weight, degree),
            LaplacianNormalization.Symmetric => (Scale(GcnNormalization.Power(degree, -0.5), bothEnds: true), ones_like(degree)),
            LaplacianNormalization.RandomWalk => (Scale(GcnNormalization.Power(degree, -1), bothEnds: false), ones_like(degree)),
            _ => throw new ArgumentOutOfRangeException(nameof(normalization), normalization, "GetLaplacian: there is no such normalisation."),
        };
        return (AppendLoops(edges, count).MoveToOuterDisposeScope(), cat([-off, diagonal], 0).MoveToOuterDisposeScope());

        Tensor Scale(Tensor scale, bool bothEnds)
        {
            var scaled = scale.index_select(0, edges[0]) * weight;
            return bothEnds ? scaled * scale.index_select(0, edges[1]) : scaled;
        }
    }

    private static Tensor WeightSums(Tensor end, Tensor weight, int numNodes) =>
        new RowGroups(end, numNodes, nameof(GraphOps)).Reduce(weight, Reduction.Sum);
}
