using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

public class SparseAdjacencyTests
{
    private static readonly AdjacencyForm[] Forms =
    [
        AdjacencyForm.Gcn(), AdjacencyForm.Gcn(improved: true), AdjacencyForm.Gcn(addSelfLoops: false), new(AdjacencyScaling.Row),
        new(AdjacencyScaling.None, SelfLoops.Add), new(AdjacencyScaling.None, SelfLoops.Remove), new(AdjacencyScaling.None, SelfLoops.Replace, 3f),
        new(AdjacencyScaling.Row, SelfLoops.AddRemaining, 0.5f),
    ];

    [Fact]
    public void FromEdges_Unsorted_RowsByTargetSortedBySource()
    {
        using var adjacency = SparseAdjacency.FromEdges([2, 0, 1, 0, 2], [1, 2, 1, 1, 1], 4, [1, 2, 3, 4, 5]);
        Assert.Equal([0, 0, 4, 5, 5], adjacency.RowPtr.ToArray());
        Assert.Equal([0, 1, 2, 2, 0], adjacency.Source.ToArray());
        Assert.Equal([3, 2, 0, 4, 1], adjacency.EdgeId.ToArray());       // the two edges 2 -> 1 keep their order
        Assert.Equal([4, 3, 1, 5, 2], adjacency.Weight.ToArray());
        Assert.Equal((4, 5, false), (adjacency.NumNodes, adjacency.NumEdges, adjacency.IsSymmetric));
    }

    [Fact]
    public void Derive_FirstFromSeveralThreadsAtOnce_EachFormIsMadeOnceAndWhole()
    {
        var forms = Enumerable.Range(1, 8).Select(fill => new AdjacencyForm(AdjacencyScaling.Symmetric, SelfLoops.Add, fill)).ToArray();
        for (var round = 0; round < 200; round++)
        {
            using var whole = SparseAdjacency.FromEdges([1, 0, 3, 2, 5, 4], [0, 1, 2, 3, 4, 5], 6, [1, 2, 3, 4, 5, 6]);
            using var blocks = whole.SelectBlocks([1, 0], [0, 2, 6]);
            // Half of the threads go by the blocks, half by what they are blocks of; each begins with another form.
            var found = TestThreads.AtOnce(4, thread => Enumerable.Range(thread, 8)
                .Select(i => (Form: i % 8, Derived: (thread % 2 == 0 ? whole : blocks).Derive(forms[i % 8])))
                .OrderBy(entry => entry.Form).Select(entry => entry.Derived).ToArray());
            for (var i = 0; i < 8; i++)
            {
                Assert.Same(found[0][i], found[2][i]);
                Assert.Same(found[1][i], found[3][i]);
                Assert.Same(whole.Derive(forms[i]), found[0][i]);
                Assert.Equal(found[0][i].Weight.ToArray()[4..], found[1][i].Weight.ToArray()[..^4]);
            }
        }
    }

    [Fact]
    public void Views_FirstFromSeveralThreadsAtOnce_AreTheSameAndRight()
    {
        for (var round = 0; round < 200; round++)
        {
            using var whole = SparseAdjacency.FromEdges([1, 0, 1, 3, 5], [0, 1, 2, 2, 4], 6, [1, 2, 3, 4, 5]).Derive(AdjacencyForm.Gcn());
            using var blocks = whole.SelectBlocks([1, 0], [0, 4, 6]);
            var found = TestThreads.AtOnce(4, _ => (
                blocks.Rows, Ids: blocks.EdgeId.ToArray(), blocks.IsSymmetric, Transpose: blocks.Transpose(), Exact: blocks.ExactWeights(),
                Reversed: blocks.Reversed(), Unweighted: blocks.Unweighted(), blocks.Tensors, blocks.EntriesByTarget,
                Target: blocks.Tensors.Target(CPU), Segment: blocks.EntriesByTarget.Tensor()));
            Assert.All(found, view => Assert.Equal(found[0] with { Ids = view.Ids }, view));
            Assert.All(found, view => Assert.Equal([-1, 0, -1, -1, 1, 2, -1, 3, -1, 4, -1], view.Ids));
            Assert.False(found[0].IsSymmetric);
        }
    }

    [Fact]
    public void FromEdges_SortedAlready_NeedsNoEdgeId() => Assert.True(SparseAdjacency.FromEdges([1, 0], [0, 1], 2).EdgeId.IsEmpty);

    [Fact]
    public void ToEdgeIndex_AfterFromEdgeIndex_SameEdgesInRowOrder()
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromEdgeIndex(tensor(new long[,] { { 2, 0, 1 }, { 0, 1, 0 } }), 3, tensor(new[] { 7f, 8f, 9f }));
        TensorAssert.Same(adjacency.ToEdgeIndex(), tensor(new long[,] { { 1, 2, 0 }, { 0, 0, 1 } }));
        Assert.Equal([9, 7, 8], adjacency.Weight.ToArray());
    }

    [Theory]
    [InlineData(3, 0)]
    [InlineData(0, -1)]
    public void FromEdgeIndex_IdThatIsNoNode_SaysWhich(long source, long target)
    {
        using var edgeIndex = tensor(new long[,] { { 0, source }, { 1, target } });
        var error = Assert.Throws<ArgumentException>(() => SparseAdjacency.FromEdgeIndex(edgeIndex, 3));
        Assert.Contains($"{(source == 3 ? "edgeIndex[0, 1] is 3" : "edgeIndex[1, 1] is -1")} but must be in [0, 3)", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-3)]
    [InlineData(1L + int.MaxValue)]
    public void FromEdgeIndex_ImpossibleNumberOfNodes_IsNamed(long count)
    {
        using var noEdges = zeros(2, 0, ScalarType.Int64);
        Assert.Contains("SparseAdjacency: numNodes must be in [0, ",
            Assert.Throws<ArgumentOutOfRangeException>(() => SparseAdjacency.FromEdgeIndex(noEdges, count)).Message, StringComparison.Ordinal);
        Assert.Contains("SparseAdjacency: numTargets must be in [0, ",
            Assert.Throws<ArgumentOutOfRangeException>(() => SparseAdjacency.FromBipartite(noEdges, 1, count)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromEdgeIndex_WeightsInDouble_KeepEveryDigitInEveryForm()
    {
        using var scope = NewDisposeScope();
        using var adjacency = SparseAdjacency.FromEdgeIndex(tensor(new long[,] { { 2, 0, 1 }, { 0, 1, 0 } }), 3, tensor(new[] { 0.1, 0.2, 0.3 }));
        Assert.Equal([0.3, 0.1, 0.2], adjacency.ExactWeights()!);
        Assert.Equal([0.3f, 0.1f, 0.2f], adjacency.Weight.ToArray());
        Assert.Equal([0.2, 0.3, 0.1], adjacency.Reversed().ExactWeights()!);
        Assert.Equal(0.3 / (0.3 + 0.1), adjacency.Derive(new(AdjacencyScaling.Row)).ExactWeights()![0], 1e-15);
        using var blocks = adjacency.InRowOrder().SelectBlocks([0, 0], [0, 3]);
        Assert.Equal([0.3, 0.1, 0.2, 0.3, 0.1, 0.2], blocks.ExactWeights()!);
        TensorAssert.Close(Aggregate.Sum(adjacency, tensor(new double[,] { { 1 }, { 2 }, { 4 } })), tensor(new[,] { { 0.3 * 2 + 0.1 * 4 }, { 0.2 }, { 0 } }), 1e-15);
    }

    [Fact]
    public void FromEdges_LengthsThatDiffer_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => SparseAdjacency.FromEdges([0, 1], [0], 2));
        Assert.Throws<ArgumentException>(() => SparseAdjacency.FromEdges([0, 1], [1, 0], 2, [1f]));
        using var weight = zeros(3);
        using var edgeIndex = zeros(2, 2, dtype: ScalarType.Int64);
        Assert.Throws<ArgumentException>(() => SparseAdjacency.FromEdgeIndex(edgeIndex, 2, weight));
        Assert.Throws<ArgumentException>(() => SparseAdjacency.FromEdgeIndex(weight, 2));
    }

    [Fact]
    public void Derive_Gcn_HandComputedWeights()
    {
        // 0 -> 1 and 2 -> 1: with loops node 1 has degree 3, the others 1.
        using var adjacency = SparseAdjacency.FromEdges([0, 2], [1, 1], 3);
        var gcn = adjacency.Derive(AdjacencyForm.Gcn());
        var edge = MathF.Sqrt(1 / 3f);
        Assert.Equal([(0, 0), (1, 0), (1, 1), (1, 2), (2, 2)], gcn.ToPairs());
        Assert.Equal([1, edge, 1 / 3f, edge, 1], gcn.Weight.ToArray().Select(w => w), (a, b) => Math.Abs(a - b) < 1e-6);
        Assert.Equal([-1, 0, -1, 1, -1], gcn.EdgeId.ToArray());
        Assert.Same(gcn, adjacency.Derive(AdjacencyForm.Gcn()));
        Assert.Equal([0.5f, 0.5f], adjacency.Derive(new AdjacencyForm(AdjacencyScaling.Row)).Weight.ToArray());
        Assert.Same(adjacency, adjacency.Derive(new AdjacencyForm(AdjacencyScaling.None)));
    }

    [Fact]
    public void Derive_SelfLoops_EveryTreatment()
    {
        // Node 0 has two loops (weights 2 and 3), node 1 none.
        using var adjacency = SparseAdjacency.FromEdges([0, 1, 0], [0, 0, 0], 2, [2, 5, 3]);
        void Check(SelfLoops loops, (int, int)[] pairs, float[] weights, int[] edges)
        {
            var form = adjacency.Derive(new AdjacencyForm(AdjacencyScaling.None, loops, 7));
            Assert.Equal(pairs, form.ToPairs());
            Assert.Equal(weights, form.Weight.ToArray());
            Assert.Equal(edges, form.EdgeId.ToArray());
        }
        Check(SelfLoops.Remove, [(0, 1)], [5], [1]);
        Check(SelfLoops.Add, [(0, 0), (0, 0), (0, 0), (0, 1), (1, 1)], [2, 3, 7, 5, 7], [0, 2, -1, 1, -1]);
        Check(SelfLoops.AddRemaining, [(0, 0), (0, 1), (1, 1)], [3, 5, 7], [2, 1, -1]);
        Check(SelfLoops.Replace, [(0, 0), (0, 1), (1, 1)], [7, 5, 7], [-1, 1, -1]);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(true, true)]
    [InlineData(false, false)]
    [InlineData(false, true)]
    public void SelectBlocks_EveryForm_IsTheFormOfTheBlocksJoined(bool symmetric, bool weighted)
    {
        var (all, blockPtr) = RandomBlocks(symmetric, weighted);
        foreach (int[] blocks in new int[][] { [2, 0], [1, 1, 3, 2], [4], [0, 1, 2, 3, 4] })
        {
            var selected = all.SelectBlocks(blocks, blockPtr);
            // The same blocks, built edge by edge.
            List<int> source = [], target = [];
            List<float> weight = [];
            var numNodes = 0;
            foreach (var b in blocks)
            {
                for (var row = blockPtr[b]; row < blockPtr[b + 1]; row++)
                    for (var e = all.RowPtr[row]; e < all.RowPtr[row + 1]; e++)
                    {
                        source.Add(all.Source[e] - blockPtr[b] + numNodes);
                        target.Add(row - blockPtr[b] + numNodes);
                        if (weighted) weight.Add(all.Weight[e]);
                    }
                numNodes += blockPtr[b + 1] - blockPtr[b];
            }
            var joined = SparseAdjacency.FromEdges(source.ToArray(), target.ToArray(), numNodes, weight.ToArray());
            AssertSame(joined, selected);
            foreach (var form in Forms) AssertSame(joined.Derive(form), selected.Derive(form));
        }
    }

    [Fact]
    public void SelectBlocks_EdgesNotInRowOrder_IsRefused() =>
        Assert.Throws<InvalidOperationException>(() => SparseAdjacency.FromEdges([1, 0], [1, 0], 2).SelectBlocks([0], [0, 1, 2]));

    [Fact]
    public void IsSymmetric_SameEdgesOtherWeights_IsNot()
    {
        Assert.True(SparseAdjacency.FromEdges([0, 1], [1, 0], 2).IsSymmetric);
        Assert.True(SparseAdjacency.FromEdges([0, 1], [1, 0], 2, [2, 2]).IsSymmetric);
        Assert.False(SparseAdjacency.FromEdges([0, 1], [1, 0], 2, [2, 3]).IsSymmetric);
        Assert.False(SparseAdjacency.FromEdges([0, 1, 2], [1, 2, 0], 3).IsSymmetric);
        Assert.True(SparseAdjacency.FromEdges([], [], 3).IsSymmetric);
    }

    [Fact]
    public void IsSymmetric_WeightsThatDifferInDoubleAlone_IsNot()
    {
        using var scope = NewDisposeScope();
        var edges = tensor(new long[,] { { 0, 1 }, { 1, 0 } });
        bool IsSymmetric(Tensor weight)
        {
            using var adjacency = SparseAdjacency.FromEdgeIndex(edges, 2, weight);
            return adjacency.IsSymmetric;
        }
        Assert.True(IsSymmetric(tensor(new[] { 0.1, 0.1 })));
        Assert.False(IsSymmetric(tensor(new[] { 0.1, 0.1 + 1e-12 })));
        Assert.True(IsSymmetric(tensor(new[] { 0.1, 0.1 + 1e-12 }).to(ScalarType.Float32)));
    }

    [Fact]
    public void Transpose_Asymmetric_RowsBySource()
    {
        using var adjacency = SparseAdjacency.FromEdges([0, 0, 2], [1, 2, 1], 3, [4, 5, 6]);
        var transpose = adjacency.Transpose();
        Assert.Equal([0, 2, 2, 3], transpose.RowPtr);
        Assert.Equal([1, 2, 1], transpose.Column);
        Assert.Equal([4, 5, 6], adjacency.TransposeForConstantWeights().Weight!);
    }

    [Fact]
    public void Dispose_AfterTensorsWereMade_FreesThem()
    {
        using var scope = NewDisposeScope();
        var adjacency = SparseAdjacency.FromEdges([0], [1], 2, [1]);
        var source = adjacency.Tensors.Source(CPU);
        var weight = adjacency.Derive(AdjacencyForm.Gcn()).Tensors.Weight(ScalarType.Float64, CPU)!;
        adjacency.Dispose();
        Assert.True(source.IsInvalid && weight.IsInvalid);
    }

    private static (SparseAdjacency All, int[] BlockPtr) RandomBlocks(bool symmetric, bool weighted)
    {
        var random = new SplitMix64(symmetric ? 1u : 2u);
        int[] sizes = [3, 1, 5, 0, 4];
        List<(int Target, int Source, float Weight)> edges = [];
        var first = 0;
        foreach (var size in sizes)
        {
            for (var e = 0; e < 2 * size; e++)
            {
                var (a, b, weight) = (first + random.NextInt(size), first + random.NextInt(size), 1 + random.NextInt(5));
                edges.Add((a, b, weight));
                if (symmetric && a != b) edges.Add((b, a, weight));
            }
            first += size;
        }
        // Equal edges of one weight, so that "symmetric" does not depend on their order.
        var rows = edges.DistinctBy(edge => (edge.Target, edge.Source)).OrderBy(edge => (edge.Target, edge.Source)).ToArray();
        if (symmetric) rows = [.. rows.Select(edge => edge with { Weight = 1 + (edge.Target + edge.Source) % 5 })];
        var blockPtr = new int[sizes.Length + 1];
        for (var b = 0; b < sizes.Length; b++) blockPtr[b + 1] = blockPtr[b] + sizes[b];
        var all = SparseAdjacency.FromEdges(
            rows.Select(edge => edge.Source).ToArray(), rows.Select(edge => edge.Target).ToArray(), first, weighted ? rows.Select(edge => edge.Weight).ToArray() : []);
        Assert.Equal(symmetric, all.IsSymmetric);
        return (all, blockPtr);
    }

    private static void AssertSame(SparseAdjacency expected, SparseAdjacency actual)
    {
        Assert.Equal(expected.RowPtr.ToArray(), actual.RowPtr.ToArray());
        Assert.Equal(expected.Source.ToArray(), actual.Source.ToArray());
        Assert.Equal(expected.Weight.ToArray(), actual.Weight.ToArray());
        Assert.Equal(expected.EdgeId.ToArray(), actual.EdgeId.ToArray());
        Assert.Equal(expected.ExactWeights(), actual.ExactWeights());
        Assert.Equal(expected.IsSymmetric, actual.IsSymmetric);
        var (wanted, found) = (expected.Transpose(), actual.Transpose());
        Assert.Equal(wanted.RowPtr, found.RowPtr);
        Assert.Equal(wanted.Column, found.Column);
        Assert.Equal(wanted.Origin, found.Origin);
        var (rowPtr, column, weight) = actual.TransposeForConstantWeights();
        Assert.Equal(wanted.RowPtr, rowPtr);
        Assert.Equal(wanted.Column, column);
        Assert.Equal(expected.TransposeForConstantWeights().Weight, weight);
    }
}
