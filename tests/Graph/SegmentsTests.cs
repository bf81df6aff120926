using GraphSeq.Graph;
using GraphSeq.Tests.Support;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph;

public class SegmentsTests
{
    private static readonly Dictionary<string, Func<Tensor, BatchIndex, Tensor>> Reductions = new()
    {
        ["sum"] = Segments.Sum,
        ["mean"] = Segments.Mean,
        ["max"] = Segments.Max,
        ["min"] = Segments.Min,
        ["variance"] = Segments.Variance,
        ["softmax"] = Segments.Softmax,
    };

    public static TheoryData<string> Names => [.. Reductions.Keys];

    [Theory, MemberData(nameof(Names))]
    public void Reduction_EmptyAndFullSegments_MatchesLibtorchPath(string name)
    {
        foreach (var type in new[] { ScalarType.Float32, ScalarType.Float64 })
            foreach (var ptr in new int[][] { [0, 0, 3, 4, 4, 11], [0], [0, 0], [0, 1], [0, 9] })
                foreach (var shape in new long[][] { [ptr[^1]], [ptr[^1], 1], [ptr[^1], 5], [ptr[^1], 2, 3] })
                {
                    using var scope = NewDisposeScope();
                    using var index = new BatchIndex(ptr);
                    PathAssert.SameAsLibtorch(x => Reductions[name](x[0], index), GraphExamples.Values(1, type, shape));
                }
    }

    [Theory]
    [InlineData("max")]
    [InlineData("min")]
    public void Extremum_ManyEqualValues_MatchesLibtorchPath(string name)
    {
        using var scope = NewDisposeScope();
        using var index = new BatchIndex([0, 4, 4, 20]);
        PathAssert.SameAsLibtorch(x => Reductions[name](x[0], index), GraphExamples.Values(2, ScalarType.Float32, 20, 30).round());
    }

    [Fact]
    public void Max_EqualValues_ShareTheGradientEvenly()
    {
        using var scope = NewDisposeScope();
        using var index = new BatchIndex([0, 3]);
        var x = tensor(new float[] { 2, 0, 2 }).requires_grad_(true);
        Segments.Max(x, index).sum().backward();
        TensorAssert.Values([0.5f, 0, 0.5f], x.grad!);
    }

    [Theory, MemberData(nameof(Names))]
    public void Reduction_InDoublePrecision_MatchesCentralDifferences(string name)
    {
        using var scope = NewDisposeScope();
        using var index = new BatchIndex([0, 3, 3, 4, 9]);
        var x = GraphExamples.Values(3, ScalarType.Float64, 9, 3);
        FiniteDifferences.Check(null, () => Reductions[name](x, index), ("x", x));
    }

    [Theory, MemberData(nameof(Names))]
    public void Reduction_AnyNumberOfThreads_GivesTheSameBits(string name)
    {
        using var scope = NewDisposeScope();
        using var index = new BatchIndex([0, 100, 5000, 5001, 9000]);
        PathAssert.SameBitsOnAnyThreads(x => Reductions[name](x[0], index), GraphExamples.Values(4, ScalarType.Float32, 9000, 70));
    }

    [Theory, MemberData(nameof(Names))]
    public void Reduction_ForwardAndBackward_LeavesOnlyItsResultAlive(string name)
    {
        using var scope = NewDisposeScope();
        using var index = new BatchIndex([0, 3, 9]);
        PathAssert.LeavesOnlyItsResultAlive(x => Reductions[name](x[0], index), GraphExamples.Values(5, ScalarType.Float32, 9, 3));
    }

    [Fact]
    public void Spread_RowsOfGraphs_GoToTheirNodesAndBack()
    {
        using var scope = NewDisposeScope();
        using var index = new BatchIndex([0, 2, 2, 5]);
        var rows = GraphExamples.Values(6, ScalarType.Float64, 3, 4);
        PathAssert.SameAsLibtorch(x => Segments.Spread(x[0], index), rows);
        TensorAssert.Same(Segments.Spread(rows, index), rows.index_select(0, tensor(new long[] { 0, 0, 2, 2, 2 })));
        FiniteDifferences.Check(null, () => Segments.Spread(rows, index), ("rows", rows));
    }

    [Fact]
    public void Sum_RowsOtherThanNodes_SaysHowManyAreWanted()
    {
        using var scope = NewDisposeScope();
        using var index = new BatchIndex([0, 2]);
        var error = Assert.Throws<ArgumentException>(() => Segments.Sum(ones(3, 4), index));
        Assert.Equal("Segments: x is [3, 4] but must be [2, ...]. One row per node of the batch. (Parameter 'x')", error.Message);
    }
}
