using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using MathNet.Numerics.LinearAlgebra.Double;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Operations;

public class MathNetConversionTests
{
    public static TheoryData<string> Graphs => GraphExamples.All;

    [Theory, MemberData(nameof(Graphs))]
    public void ToSparseMatrix_AnyGraph_HasTheDenseEntriesAndComesBackCoalesced(string graph)
    {
        using var scope = NewDisposeScope();
        var (n, edges) = GraphExamples.Named(graph);
        var weight = GraphExamples.Values(3, ScalarType.Float64, edges.shape[1]);
        var matrix = MathNetConversion.ToSparseMatrix(edges, weight, n);
        var dense = GraphOps.ToDenseAdj(edges, zeros(n, ScalarType.Int64), weight)[0];
        for (var i = 0; i < n; i++)
            for (var j = 0; j < n; j++) Assert.Equal(dense[i, j].item<double>(), matrix[i, j], 12);
        var (index, values) = matrix.ToEdges(ScalarType.Float64);
        var (expectedIndex, expectedValues) = GraphOps.Coalesce(edges, weight, n);
        TensorAssert.Same(index, expectedIndex, graph);
        TensorAssert.Close(values, expectedValues, 1e-12, graph);
    }

    [Fact]
    public void Adjacency_ThereAndBack_KeepsEntriesAndWeights()
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromEdges([0, 2, 1], [1, 1, 0], 3, [0.5f, 2, 4]);
        using var back = adjacency.ToSparseMatrix().ToAdjacency();
        Assert.Equal(adjacency.RowPtr.ToArray(), back.RowPtr.ToArray());
        Assert.Equal(adjacency.Source.ToArray(), back.Source.ToArray());
        Assert.Equal(adjacency.Weight.ToArray(), back.Weight.ToArray());
    }

    [Fact]
    public void Conversions_OfNoNodesOrOblongMatrix_AreRefused()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ArgumentException>(() => MathNetConversion.ToSparseMatrix(zeros(2, 0, ScalarType.Int64)));
        Assert.Contains("[2, 3]", Assert.Throws<ArgumentException>(() => new SparseMatrix(2, 3).ToEdges()).Message, StringComparison.Ordinal);
    }
}
