using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Operations;

public class PositionalEncodingTests
{
    public static TheoryData<string> Graphs => GraphExamples.All;

    [Theory, MemberData(nameof(Graphs))]
    public void RandomWalk_AnyGraph_IsTheDiagonalOfDensePowers(string graph)
    {
        using var scope = NewDisposeScope();
        var (n, edges) = GraphExamples.Named(graph);
        foreach (var weight in new[] { null, GraphExamples.Values(2, ScalarType.Float32, edges.shape[1]).exp() })
        {
            var a = GraphOps.ToDenseAdj(edges, zeros(n, ScalarType.Int64), weight)[0].to(ScalarType.Float64);
            var degree = a.sum([1], keepdim: true);
            var step = where(degree > 0, a / degree, zeros_like(a));
            var power = eye(n, dtype: ScalarType.Float64);
            List<Tensor> expected = [];
            for (var t = 0; t < 5; t++) expected.Add((power = power.matmul(step)).diagonal());
            TensorAssert.Close(PositionalEncoding.RandomWalk(edges, 5, n, weight), stack(expected, 1), 1e-6, graph);
        }
    }

    [Fact]
    public void RandomWalk_MoreStartsThanFollowedAtOnce_TreatsAllAlike()
    {
        using var scope = NewDisposeScope();
        var ring = arange(600L);
        var edges = stack([cat([ring, (ring + 1) % 600]), cat([(ring + 1) % 600, ring])]);
        var encoding = PositionalEncoding.RandomWalk(edges, 4);
        TensorAssert.Close(encoding, tensor(new[] { 0f, 0.5f, 0f, 0.375f }).expand(600, 4), 1e-6);
    }

    [Fact]
    public void LaplacianEigenvectors_RandomGraph_AreOrthonormalEigenvectorsOfAFixedSign()
    {
        using var scope = NewDisposeScope();
        var edges = GraphOps.ToUndirected(GraphExamples.Named("random").EdgeIndex);
        var encoding = PositionalEncoding.LaplacianEigenvectors(edges, 4, 17).to(ScalarType.Float64);
        var (index, values) = GraphOps.GetLaplacian(edges, null, LaplacianNormalization.Symmetric, 17, ScalarType.Float64);
        var laplacian = GraphOps.ToDenseAdj(index, zeros(17, ScalarType.Int64), values)[0];
        var eigenvalues = linalg.eigvalsh(laplacian)[1..5];
        TensorAssert.Close(laplacian.matmul(encoding), encoding * eigenvalues, 1e-6);
        TensorAssert.Close(encoding.t().matmul(encoding), eye(4, dtype: ScalarType.Float64), 1e-6);
        var largest = encoding.abs().argmax(0);
        Assert.True((encoding.gather(0, largest.unsqueeze(0)) > 0).all().item<bool>());
    }

    [Fact]
    public void LaplacianEigenvectors_PathOfThree_MatchesHandComputedValues()
    {
        using var scope = NewDisposeScope();
        // Eigenvalues 0, 1, 2 with vectors (1, sqrt 2, 1)/2, (1, 0, -1)/sqrt 2, (1, -sqrt 2, 1)/2; the middle one's tie goes to node 0.
        var encoding = PositionalEncoding.LaplacianEigenvectors(tensor(new long[,] { { 0, 1, 1, 2 }, { 1, 0, 2, 1 } }), k: 4);
        var (h, r) = (0.5f, (float)Math.Sqrt(0.5));
        TensorAssert.Values([r, -h, 0, 0, 0, r, 0, 0, -r, -h, 0, 0], encoding, 1e-6);
    }

    [Theory]
    [InlineData("noEdges")]
    [InlineData("oneNode")]
    [InlineData("oneNodeLoop")]
    public void LaplacianEigenvectors_OddGraphs_AreFiniteAndPadded(string graph)
    {
        using var scope = NewDisposeScope();
        var (n, edges) = GraphExamples.Named(graph);
        var encoding = PositionalEncoding.LaplacianEigenvectors(edges, 6, n);
        Assert.Equal([n, 6], encoding.shape);
        Assert.True(encoding.isfinite().all().item<bool>());
        TensorAssert.Close(encoding[.., (n - 1)..], zeros(n, 7 - n), 0);
    }

    [Fact]
    public void LaplacianEigenvectors_DirectedOrHugeGraph_IsRefused()
    {
        using var scope = NewDisposeScope();
        var directed = tensor(new long[,] { { 0 }, { 1 } });
        string Refusal(long numNodes) =>
            Assert.Throws<ArgumentException>(() => PositionalEncoding.LaplacianEigenvectors(directed, 1, numNodes)).Message;
        Assert.Contains("ToUndirected", Refusal(2), StringComparison.Ordinal);
        Assert.Contains("5000 nodes", Refusal(5000), StringComparison.Ordinal);
    }

    [Fact]
    public void RandomSigns_SameSeed_FlipsWholeColumnsAlike()
    {
        using var scope = NewDisposeScope();
        var encoding = GraphExamples.Values(1, ScalarType.Float32, 3, 40);
        Tensor Flip(ulong seed)
        {
            using var generator = new Generator(seed);
            return PositionalEncoding.RandomSigns(encoding, generator);
        }
        var flipped = Flip(3);
        TensorAssert.Same(Flip(3), flipped);
        var sign = flipped / encoding;
        TensorAssert.Close(sign.abs(), ones(3, 40), 0);
        TensorAssert.Close(sign[0], sign[2], 0);
        Assert.InRange(sign[0].sum().item<float>(), -30, 30);
    }

    [Fact]
    public void Encodings_LeaveOnlyTheirResultAlive()
    {
        using var scope = NewDisposeScope();
        var edges = GraphOps.ToUndirected(GraphExamples.Named("random").EdgeIndex);
        PathAssert.LeavesOnlyItsResultAlive(_ => PositionalEncoding.RandomWalk(edges, 3), ones(1));
        PathAssert.LeavesOnlyItsResultAlive(_ => PositionalEncoding.LaplacianEigenvectors(edges, 3), ones(1));
    }
}
