using GraphSeq.Graph;
using GraphSeq.Graph.Recurrent;
using GraphSeq.Tests.Support;
using TorchSharp;
using static TorchSharp.torch;

namespace GraphSeq.Tests.Graph.Recurrent;

/// <summary>Recurrent cells on graphs against dense matrices, and what every layer must do.</summary>
public class GraphRecurrentCellTests
{
    private const int N = 5, In = 3, Out = 4;

    /// <summary>Undirected, so that degrees are the same both ways.</summary>
    private static readonly (int, int)[] Pairs = [(0, 1), (1, 2), (2, 3), (3, 4), (4, 0), (0, 2)];

    public static TheoryData<string> Cells => ["GConvGRU", "GConvLSTM", "TGCN"];

    [Theory, MemberData(nameof(Cells))]
    public void Unroll_ThreeSteps_MatchesDenseMatrices(string name)
    {
        using var scope = NewDisposeScope();
        var cell = Create(name);
        var (series, weight) = (Values(1, N, 3, In), Values(2, Pairs.Length).abs() + 0.1);
        var weights = cat([weight, weight]);
        using var adjacency = SparseAdjacency.FromEdgeIndex(Edges(), N);
        TensorAssert.Close(Unroll(cell, series, adjacency, weights), DenseCells.Unroll(name, cell.state_dict(), series, Dense(weight)), 1e-12);
    }

    [Theory]
    [InlineData("GConvGRU", "conv_h_h conv_h_r conv_h_z conv_x_h conv_x_r conv_x_z", ".bias .lins.0.weight .lins.1.weight", "")]
    [InlineData("GConvLSTM", "conv_h_c conv_h_f conv_h_i conv_h_o conv_x_c conv_x_f conv_x_i conv_x_o", ".bias .lins.0.weight .lins.1.weight",
        "b_c b_f b_i b_o w_c_f w_c_i w_c_o")]
    [InlineData("TGCN", "conv_h conv_r conv_z", ".bias .lin.weight", "linear_h.bias linear_h.weight linear_r.bias linear_r.weight linear_z.bias linear_z.weight")]
    public void StateDict_Keys_ArePyGTemporals(string name, string convolutions, string perConvolution, string others)
    {
        var keys = convolutions.Split(' ').SelectMany(conv => perConvolution.Split(' ').Select(key => conv + key))
            .Concat(others.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        Assert.Equal(keys.Order(StringComparer.Ordinal), Create(name).state_dict().Keys.Order(StringComparer.Ordinal));
    }

    [Theory, MemberData(nameof(Cells))]
    public void Backward_EveryParameterAndInput_MatchesCentralDifferences(string name)
    {
        using var scope = NewDisposeScope();
        var cell = Create(name);
        var (series, weight) = (Values(1, N, 2, In), Values(2, 2 * Pairs.Length).abs() + 0.1);
        using var adjacency = SparseAdjacency.FromEdgeIndex(Edges(), N);
        FiniteDifferences.Check(cell, () => Unroll(cell, series, adjacency, weight), ("series", series), ("weight", weight));
    }

    [Theory, MemberData(nameof(Cells))]
    public void Unroll_PermutedNodes_PermutesRows(string name)
    {
        using var scope = NewDisposeScope();
        var cell = Create(name);
        var (series, nodes) = (Values(1, N, 3, In), tensor(new long[] { 3, 0, 4, 1, 2 }));
        using var adjacency = SparseAdjacency.FromEdgeIndex(Edges(), N);
        using var permuted = SparseAdjacency.FromEdgeIndex(nodes.argsort().index_select(0, Edges().view(-1)).view(2, -1), N);
        TensorAssert.Close(
            Unroll(cell, series.index_select(0, nodes), permuted, null), Unroll(cell, series, adjacency, null).index_select(0, nodes), 1e-12);
    }

    [Theory, MemberData(nameof(Cells))]
    public void Unroll_GraphsOfABatch_EqualEachAlone(string name)
    {
        using var scope = NewDisposeScope();
        var cell = Create(name);
        var (first, second) = (Values(1, N, 2, In), Values(2, N, 2, In));
        using var one = SparseAdjacency.FromEdgeIndex(Edges(), N);
        using var both = SparseAdjacency.FromEdgeIndex(cat([Edges(), Edges() + N], 1), 2 * N);
        TensorAssert.Close(Unroll(cell, cat([first, second], 0), both, null), cat([Unroll(cell, first, one, null), Unroll(cell, second, one, null)], 0), 1e-12);
    }

    [Theory, MemberData(nameof(Cells))]
    public void Call_StepByStepOnAnEdgeIndex_EqualsUnroll(string name)
    {
        using var scope = NewDisposeScope();
        var cell = Create(name);
        var series = Values(1, N, 2, In);
        using var adjacency = SparseAdjacency.FromEdgeIndex(Edges(), N);
        var expected = Unroll(cell, series, adjacency, null).select(1, 1);
        if (cell is GConvLSTM lstm) TensorAssert.Same(lstm.call(series.select(1, 1), Edges(), null, lstm.call(series.select(1, 0), Edges())).Hidden, expected);
        else
        {
            var gru = (GraphRecurrentCell)cell;
            TensorAssert.Same(gru.call(series.select(1, 1), Edges(), null, gru.call(series.select(1, 0), Edges())), expected);
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void Unroll_OddGraphs_GivesFiniteStates(string name)
    {
        var cell = Create(name);
        foreach (var graph in GraphExamples.Names)
        {
            using var scope = NewDisposeScope();
            var (numNodes, edgeIndex) = GraphExamples.Named(graph);
            using var adjacency = SparseAdjacency.FromEdgeIndex(edgeIndex, numNodes);
            var y = Unroll(cell, Values(1, numNodes, 2, In), adjacency, null);
            Assert.Equal([numNodes, 2L, Out], y.shape);
            Assert.True(y.isfinite().all().item<bool>(), $"{name} on {graph}");
        }
    }

    [Theory, MemberData(nameof(Cells))]
    public void Unroll_LeavesOnlyItsResultAlive(string name)
    {
        using var scope = NewDisposeScope();
        var cell = Create(name);
        using var adjacency = SparseAdjacency.FromEdgeIndex(Edges(), N);
        PathAssert.LeavesOnlyItsResultAlive(t => Unroll(cell, t[0], adjacency, null), Values(1, N, 2, In));
    }

    [Theory, MemberData(nameof(Cells))]
    public void To_Float32_MovesEveryParameterAndTheState(string name)
    {
        using var scope = NewDisposeScope();
        var cell = Create(name);
        using var adjacency = SparseAdjacency.FromEdgeIndex(Edges(), N);
        var expected = Unroll(cell, Values(1, N, 2, In), adjacency, null);
        cell.to(ScalarType.Float32);
        Assert.All(cell.parameters(), parameter => Assert.Equal(ScalarType.Float32, parameter.dtype));
        TensorAssert.Close(Unroll(cell, Values(1, N, 2, In).to(ScalarType.Float32), adjacency, null), expected, 1e-5);
    }

    [Fact]
    public void Call_WrongShapes_NamesCellArgumentAndShapes()
    {
        using var scope = NewDisposeScope();
        var cell = (TGCN)Create("TGCN");
        Assert.Contains("TGCN: x is [5, 2] but must be [numNodes, 3]", Assert.Throws<ArgumentException>(() => cell.call(Values(1, N, 2), Edges())).Message);
        Assert.Contains("TGCN: hidden is [2, 4] but must be [5, 4]",
            Assert.Throws<ArgumentException>(() => cell.call(Values(1, N, In), Edges(), null, Values(1, 2, Out))).Message);
        using var adjacency = SparseAdjacency.FromEdgeIndex(Edges(), N);
        Assert.Contains("TGCN: series is [5, 3]", Assert.Throws<ArgumentException>(() => cell.Unroll(Values(1, N, In), adjacency)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => new GConvGRU(0, 1, 2));
    }

    private static nn.Module Create(string name)
    {
        nn.Module cell = name switch
        {
            "GConvGRU" => new GConvGRU(In, Out, k: 2),
            "GConvLSTM" => new GConvLSTM(In, Out, k: 2),
            _ => new TGCN(In, Out),
        };
        using var generator = new Generator(3);
        if (cell is GConvLSTM lstm) lstm.ResetParameters(generator);
        else ((GraphRecurrentCell)cell).ResetParameters(generator);
        using (no_grad())
            foreach (var (key, parameter) in cell.named_parameters())
                if (key.EndsWith("bias", StringComparison.Ordinal) || key.StartsWith("b_", StringComparison.Ordinal)) parameter.uniform_(-1, 1, generator);
        return cell.to(ScalarType.Float64);
    }

    private static Tensor Unroll(nn.Module cell, Tensor series, SparseAdjacency adjacency, Tensor? weight) =>
        cell is GConvLSTM lstm ? lstm.Unroll(series, adjacency, weight) : ((GraphRecurrentCell)cell).Unroll(series, adjacency, weight);

    private static Tensor Values(int seed, params long[] shape) => GraphExamples.Values(seed, ScalarType.Float64, shape);

    private static Tensor Edges()
    {
        var (from, to) = (Pairs.Select(pair => (long)pair.Item1), Pairs.Select(pair => (long)pair.Item2));
        return tensor([.. from, .. to, .. to, .. from], [2, 2 * Pairs.Length]);
    }

    private static Tensor Dense(Tensor weight)
    {
        var matrix = zeros(N, N, ScalarType.Float64);
        for (var e = 0; e < Pairs.Length; e++) matrix[Pairs[e].Item1, Pairs[e].Item2] = matrix[Pairs[e].Item2, Pairs[e].Item1] = weight[e];
        return matrix;
    }
}
